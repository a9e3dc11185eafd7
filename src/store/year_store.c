/* Years; see year_store.h. A case's number begins with its local day, so the year is the district's own. */
#include "store/year_store.h"

#include "base/clock.h"
#include "domain/district.h"

Err year_make(Tx *tx, UnixMs moment, int64_t *made)
{
    int32_t day = clock_day_number(moment, tx->ctx->district->calendar.offset_minutes);
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_YEAR_MAKE_POSTGRES, db_text(str_printf(tx->ctx->arena, "%02d", day / 10000 % 100))));
    int64_t count = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    TRY(rows_end(&rows));
    *made = count;
    return OK;
}
