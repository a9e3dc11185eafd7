/* Which engine, and the door's calls handed to it. */
#include "db/conn.h"

#include "db/beside.h"

const Engine *engine_of(const char *path)
{
    Str at = str_of(path);
    bool server = str_starts(at, STR("postgres://")) || str_starts(at, STR("postgresql://"));
    return server ? &engine_postgres : &engine_sqlite;
}

Err conn_open(Ctx *ctx, const char *path, bool writes, Conn **out)
{
    return engine_of(path)->open(ctx, path, writes, out);
}

void conn_close(Conn *conn)
{
    if (conn == NULL)
        return;
    beside_close(conn->beside);
    conn->engine->close(conn);
}

Err conn_control(Conn *conn, Ctx *ctx, Control control)
{
    return conn->engine->control(conn, ctx, control);
}

bool conn_in_transaction(const Conn *conn)
{
    return conn->engine->in_transaction(conn);
}

Err conn_script(Conn *conn, Ctx *ctx, const char *script)
{
    return conn->engine->script(conn, ctx, script);
}

Err conn_prepare_all(Conn *conn, Ctx *ctx)
{
    return conn->engine->prepare_all(conn, ctx);
}

bool statement_is_for(const Engine *engine, SqlId id)
{
    Str name = str_of(sql_texts[id].name);
    if (str_ends(name, STR("_sqlite")))
        return engine == &engine_sqlite;
    if (str_ends(name, STR("_postgres")))
        return engine == &engine_postgres;
    return !str_ends(name, STR("_citus"));
}

Err conn_prepare_each(Conn *conn, Ctx *ctx, Err (*prepare)(Conn *conn, Ctx *ctx, SqlId id))
{
    for (int id = 0; id < SQL_COUNT; id++) {
        if (str_starts(str_of(sql_texts[id].name), STR("migration_")) || !statement_is_for(conn->engine, (SqlId)id))
            continue;
        Err err = prepare(conn, ctx, (SqlId)id);
        if (err != OK) {
            ctx->failure.internal =
                str_printf(ctx->arena, "%s: " STR_FMT, sql_texts[id].name, STR_ARG(ctx->failure.internal));
            return err;
        }
    }
    return OK;
}

bool tx_on_server(const Tx *tx)
{
    return !tx->conn->engine->one_writer;
}

Err db_run_args(Tx *tx, SqlId id, const DbValue *args, size_t count, int64_t *changed)
{
    return tx->conn->engine->run(tx, id, args, count, changed);
}

Err db_run_one_args(Tx *tx, SqlId id, const DbValue *args, size_t count)
{
    const Engine *engine = tx->conn->engine;
    int64_t changed = 0;
    if (engine->run_one != NULL)
        return engine->run_one(tx, id, args, count);
    TRY(engine->run(tx, id, args, count, &changed));
    return changed == 1 ? OK : fail(tx->ctx, ERR_CONFLICT, MSG_CASE_CHANGED_MEANWHILE);
}

Err db_query_args(Tx *tx, Rows *rows, SqlId id, const DbValue *args, size_t count)
{
    return tx->conn->engine->query(tx, rows, id, args, count);
}

Err db_ask_ahead(Tx *tx, SqlId id, const DbValue *args, size_t count)
{
    const Engine *engine = tx->conn->engine;
    return engine->ask_ahead != NULL ? engine->ask_ahead(tx, id, args, count) : OK;
}

Err db_query_text(Tx *tx, Rows *rows, const DbText *text)
{
    return tx->conn->engine->query_text(tx, rows, text);
}

Err db_run_text(Tx *tx, const DbText *text)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query_text(tx, &rows, text));
    while (rows_next(&rows)) {
    }
    return rows_end(&rows);
}

bool rows_next(Rows *rows)
{
    return rows->statement != NULL && rows->err == OK && rows->tx->conn->engine->next(rows);
}

Err rows_end(Rows *rows)
{
    rows_close(rows);
    return rows->err;
}

void rows_close(Rows *rows)
{
    if (rows->statement != NULL)
        rows->tx->conn->engine->end(rows);
    rows->statement = NULL;
}

int64_t rows_int(const Rows *rows, int column)
{
    return rows->tx->conn->engine->column_int(rows, column);
}

Str rows_text(const Rows *rows, int column)
{
    return rows->tx->conn->engine->column_text(rows, column);
}

bool rows_null(const Rows *rows, int column)
{
    return rows->tx->conn->engine->column_null(rows, column);
}
