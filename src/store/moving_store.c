/* The mark; see moving_store.h. */
#include "store/moving_store.h"

#include "base/buf.h"
#include "base/hash.h"

static Err add_rows(Rows *rows, int columns, Buf *buf)
{
    while (rows_next(rows)) {
        for (int i = 0; i < columns; i++) {
            buf_add(buf, rows_text(rows, i));
            buf_char(buf, '\n');
        }
    }
    return rows_end(rows);
}

Err moving_name_of(Tx *tx, Str *out)
{
    Buf buf = buf_new(tx->ctx->arena);
    Rows districts CLEANUP(rows_close) = {0}, keys CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &districts, SQL_DISTRICT_JURISDICTIONS));
    TRY(add_rows(&districts, 1, &buf));
    if (buf.len == 0)
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_MOVE_NOTHING);
    TRY(db_query(tx, &keys, SQL_LOG_KEYS, db_text(STR("log_key"))));
    TRY(add_rows(&keys, 2, &buf));
    Hash hash = hash_sha256(buf_str(&buf));
    *out = hash_hex(tx->ctx->arena, &hash);
    return OK;
}

Err moving_begin(Tx *tx, Str name)
{
    return db_run(tx, SQL_MOVING_BEGIN, db_text(STR("")), db_text(name));
}

Err moving_from(Tx *tx, Str *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_MOVING_FROM, db_text(STR(""))));
    *out = rows_next(&rows) ? rows_text(&rows, 0) : STR("");
    return rows_end(&rows);
}

Err moving_end(Tx *tx)
{
    return db_run(tx, SQL_MOVING_END, db_text(STR("")));
}

Err moving_is_served(Tx *tx, bool *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_MOVING_OTHERS_POSTGRES));
    *out = rows_next(&rows) && rows_int(&rows, 0) > 0;
    return rows_end(&rows);
}
