/* Keys and rating tokens <-> rows; see token_store.h. */
#include "store/token_store.h"

#define RATING_TOKEN_KEPT DAYS(90)

Err server_key_get(Tx *tx, Str name, Str *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_SETTING_GET, db_text(tx->ctx->jurisdiction), db_text(name)));
    Str value = rows_next(&rows) ? rows_text(&rows, 0) : STR("");
    TRY(rows_end(&rows));
    *out = value;
    return OK;
}

Err server_key_get_or_add(Tx *tx, Str name, Str fresh, Str *out)
{
    TRY(db_run(tx, SQL_SERVER_KEY_ADD, db_text(tx->ctx->jurisdiction), db_text(name), db_text(fresh)));
    return server_key_get(tx, name, out);
}

Err rating_token_insert(Tx *tx, Str token_hash, const RatingTokenRow *row)
{
    return db_run(tx, SQL_RATING_TOKEN_INSERT, db_text(tx->ctx->jurisdiction), db_text(token_hash),
                  db_text(row->number), db_int(tx->ctx->now), db_int(row->expires_at));
}

Err rating_token_load(Tx *tx, Str token_hash, RatingTokenRow *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_RATING_TOKEN_LOAD, db_text(tx->ctx->jurisdiction), db_text(token_hash)));
    RatingTokenRow row = {0};
    if (rows_next(&rows))
        row = (RatingTokenRow){rows_text(&rows, 0), rows_int(&rows, 1), rows_int(&rows, 2)};
    TRY(rows_end(&rows));
    *out = row;
    return OK;
}

Err rating_token_mark_used(Tx *tx, Str token_hash)
{
    return db_run(tx, SQL_RATING_TOKEN_USE, db_text(tx->ctx->jurisdiction), db_text(token_hash), db_int(tx->ctx->now));
}

Err rating_token_sweep(Tx *tx)
{
    return db_run(tx, SQL_RATING_TOKEN_SWEEP, db_text(tx->ctx->jurisdiction), db_int(tx->ctx->now - RATING_TOKEN_KEPT));
}
