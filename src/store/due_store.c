/* What has come due; see due_store.h. */
#include "store/due_store.h"

static Err due_page(Tx *tx, SqlId query, const DueCase *after, DuePage *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, query, db_text(tx->ctx->jurisdiction), db_int(tx->ctx->now), db_int(after->at),
                 db_text(after->number), db_int(DUE_PAGE)));
    size_t n = 0;
    while (n < DUE_PAGE && rows_next(&rows)) {
        out->at[n++] = (DueCase){rows_int(&rows, 0), rows_text(&rows, 1)};
    }
    out->len = n;
    return rows_end(&rows);
}

Err due_clocks(Tx *tx, const DueCase *after, DuePage *out)
{
    return due_page(tx, SQL_CLOCKS_DUE, after, out);
}

Err due_wakings(Tx *tx, const DueCase *after, DuePage *out)
{
    return due_page(tx, SQL_CASES_TO_WAKE, after, out);
}
