/* Settings in the database; see setting_store.h. */
#include "store/setting_store.h"

Err setting_put(Tx *tx, Str name, Str value)
{
    return db_run(tx, SQL_SETTING_PUT, db_text(tx->ctx->jurisdiction), db_text(name), db_text(value));
}

Err setting_get(Tx *tx, Str name, Str *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_SETTING_GET, db_text(tx->ctx->jurisdiction), db_text(name)));
    *out = rows_next(&rows) ? rows_text(&rows, 0) : STR("");
    return rows_end(&rows);
}
