/* Forward-only migrations: statements named migration_NNNN_what, applied in order, each in the same transaction as its
 * mark. A number may have a text for each engine (..._sqlite, ..._postgres), or for one alone: then the other only
 * marks it. A database of a newer program is refused, never guessed at. */
#include <assert.h>
#include <string.h>

#include "db/conn.h"

static int64_t number_of(int id)
{
    Str name = str_of(sql_texts[id].name);
    int64_t number = 0;
    if (!str_starts(name, STR("migration_")) || !str_to_i64(str_slice(name, 10, 14), &number))
        return 0;
    return number;
}

/* The text for this engine; where it has none, any engine's, which is not to be run. */
static int find_migration(const Engine *engine, int64_t number)
{
    int found = -1;
    for (int id = 0; id < SQL_COUNT; id++)
        if (number_of(id) == number && (found < 0 || statement_is_for(engine, (SqlId)id)))
            found = id;
    return found;
}

static Err read_version(Tx *tx, const void *in, void *out)
{
    (void)in;
    int64_t *version = out;
    Rows rows CLEANUP(rows_close) = {0};
    Err err = db_query(tx, &rows, SQL_SCHEMA_VERSION);
    if (err != OK) { /* before the first migration there is no table to ask */
        *version = 0;
        return OK;
    }
    *version = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    return rows_end(&rows);
}

static Err apply_one(Tx *tx, const void *in, void *out)
{
    (void)out;
    int64_t number = *(const int64_t *)in, version = 0;
    tx->repeatable = true;
    if (number > 1)
        TRY(read_version(tx, NULL, &version));
    if (version >= number) /* another process was first */
        return OK;
    int id = find_migration(tx->conn->engine, number);
    assert(id >= 0); /* numbers without a gap: a test says so earlier */
    if (statement_is_for(tx->conn->engine, (SqlId)id))
        TRY(conn_script(tx->conn, tx->ctx, sql_texts[id].text));
    return db_run(tx, SQL_SCHEMA_MARK, db_int(number), db_text(str_of(sql_texts[id].name)), db_int(tx->ctx->now));
}

Err db_schema_version(Db *db, Ctx *ctx, int64_t *out)
{
    Failure before = ctx->failure;
    TRY(db_read(db, ctx, read_version, NULL, out));
    ctx->failure = before;
    return OK;
}

Err db_migrate(Db *db, Ctx *ctx)
{
    int64_t newest = 0;
    for (int id = 0; id < SQL_COUNT; id++)
        if (number_of(id) > newest)
            newest = number_of(id);
    int64_t version = 0;
    TRY(db_schema_version(db, ctx, &version));
    if (version > newest)
        return fail(ctx, ERR_CONFLICT, MSG_SCHEMA_NEWER, str_printf(ctx->arena, "%lld", (long long)version),
                    str_printf(ctx->arena, "%lld", (long long)newest));
    for (int64_t number = version + 1; number <= newest; number++) {
        Err err = db_write(db, ctx, apply_one, &number, NULL);
        Failure why = ctx->failure;
        if (err != OK)
            TRY(db_schema_version(db, ctx, &version));
        if (err != OK && version < number) {
            ctx->failure = why;
            return err;
        }
    }
    return OK;
}
