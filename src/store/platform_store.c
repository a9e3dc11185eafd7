/* See platform_store.h. */
#include "store/platform_store.h"

Err platform_case_find(Tx *tx, PlatformCase *both)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PLATFORM_CASE_GET, db_text(tx->ctx->jurisdiction), db_text(both->platform),
                 db_text(both->theirs)));
    both->number = rows_next(&rows) ? rows_text(&rows, 0) : STR("");
    return rows_end(&rows);
}

Err platform_case_add(Tx *tx, const PlatformCase *both, bool *added)
{
    int64_t changed = 0;
    TRY(db_change(tx, &changed, SQL_PLATFORM_CASE_PUT, db_text(tx->ctx->jurisdiction), db_text(both->platform),
                  db_text(both->theirs), db_text(both->number), db_int(tx->ctx->now)));
    *added = changed == 1;
    return OK;
}

Err platform_key_load(Tx *tx, PlatformKey *key)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PLATFORM_KEY, db_text(tx->ctx->jurisdiction), db_text(key->platform)));
    key->key_hash = STR("");
    if (rows_next(&rows)) {
        key->key_hash = rows_text(&rows, 0);
        key->per_minute = rows_int(&rows, 1);
    }
    return rows_end(&rows);
}
