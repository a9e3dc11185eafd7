/* PostgreSQL, by libpq: the same named statements, prepared once per connection. Each action is a transaction of its
 * own at REPEATABLE READ: two that change one case both write its next event, and one of them finds the number taken.
 * What need not be answered at once is sent along with what must (postgres_pipe.c). These two files alone know
 * libpq-fe.h. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "db/postgres_pipe.h"

static Session *session_of(const Conn *conn)
{
    return (Session *)(uintptr_t)conn; /* only open_conn makes one, and never a const one */
}

/* Several statements in one text, answered at once. */
static Err say(Session *s, Ctx *ctx, const char *text)
{
    TRY(pipe_leave(s, ctx));
    PGresult *result = PQexec(s->pg, text);
    Err err = pg_succeeded(result) ? OK : pg_fail(s, ctx, result);
    PQclear(result);
    return err;
}

static Err script(Conn *conn, Ctx *ctx, const char *text)
{
    Session *s = session_of(conn);
    s->wrote = true; /* for all we know */
    return say(s, ctx, text);
}

/* --- opening --- */

static void keep_quiet(void *self, const char *message)
{
    (void)self, (void)message; /* notices ("relation already exists, skipping") are nobody's business */
}

/* Texts are compared byte by byte, as SQLite does, or pages of rows would come in another order. */
static Err check_collation(Session *s, Ctx *ctx)
{
    TRY(pipe_leave(s, ctx));
    PGresult *result = PQexec(s->pg, "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database WHERE "
                                     "datname = current_database()");
    if (!pg_succeeded(result) || PQntuples(result) != 1) {
        Err err = pg_fail(s, ctx, result);
        PQclear(result);
        return err;
    }
    const char *collation = PQgetvalue(result, 0, 0);
    bool plain = strcmp(collation, "C") == 0 || strcmp(collation, "POSIX") == 0 || strcmp(collation, "C.UTF-8") == 0 ||
                 strcmp(collation, "C.utf8") == 0;
    bool utf8 = strcmp(PQgetvalue(result, 0, 1), "UTF8") == 0;
    Err err = plain && utf8 ? OK : fail(ctx, ERR_INVALID, MSG_DATABASE_COLLATION);
    PQclear(result);
    return err;
}

/* A server that fell silent (its machine lost power, the network is cut) is noticed in seconds, not in hours; the URL
 * may name other times. */
static PGconn *connect_within_seconds(const char *url)
{
    const char *const names[] = {
        "connect_timeout",  "tcp_user_timeout",          "keepalives_idle", "keepalives_interval",
        "keepalives_count", "fallback_application_name", "dbname",          NULL};
    const char *const values[] = {"3", "10000", "10", "5", "3", "gulou", url, NULL};
    return PQconnectdbParams(names, values, 1);
}

static Err connect_to(Session *s, Ctx *ctx)
{
    PQfinish(s->pg);
    s->pg = connect_within_seconds(s->path);
    pipe_reset(s);
    if (PQstatus(s->pg) != CONNECTION_OK)
        return pg_fail(s, ctx, NULL);
    (void)PQsetNoticeProcessor(s->pg, keep_quiet, NULL);
    TRY(check_collation(s, ctx));
    /* jit: compiling a plan over partitions took a hundred times as long as running it */
    return say(s, ctx,
               s->writes ? "SET client_encoding = 'UTF8'; SET jit = off; SET synchronous_commit = on"
                         : "SET client_encoding = 'UTF8'; SET jit = off; SET default_transaction_read_only = on");
}

static void close_conn(Conn *conn)
{
    Session *s = session_of(conn);
    pipe_forget_ahead(s);
    PQfinish(s->pg);
    free(s->prepared);
    free(s->path);
    free(s);
}

static void name_session(Session *s, Ctx *ctx)
{
    unsigned char bits[SESSION_NAME_CHARS / 2];
    rand_bytes(ctx->rand, bits, sizeof bits);
    memcpy(s->name, str_hex(ctx->arena, bits, sizeof bits).at, SESSION_NAME_CHARS);
}

static Err open_conn(Ctx *ctx, const char *path, bool writes, Conn **out)
{
    Session *s = calloc(1, sizeof *s);
    if (s == NULL)
        abort();
    s->conn.engine = &engine_postgres;
    s->writes = writes;
    s->prepared = calloc(PIPE_NAMES, sizeof *s->prepared);
    s->path = strdup(path);
    if (s->prepared == NULL || s->path == NULL)
        abort();
    name_session(s, ctx);
    Err err = connect_to(s, ctx);
    if (err != OK) {
        close_conn(&s->conn);
        return err;
    }
    *out = &s->conn;
    return OK;
}

static Err reopen(Conn *conn, Ctx *ctx)
{
    return connect_to(session_of(conn), ctx);
}

/* --- statements --- */

static Err prepare(Conn *conn, Ctx *ctx, SqlId id)
{
    Session *s = session_of(conn);
    TRY(pipe_prepare(s, ctx, (int)id));
    return pipe_drain(s, ctx, NULL);
}

static Err prepare_all(Conn *conn, Ctx *ctx)
{
    return conn_prepare_each(conn, ctx, prepare);
}

static Err run(Tx *tx, SqlId id, const DbValue *args, size_t count, int64_t *changed)
{
    Session *s = session_of(tx->conn);
    TRY(pipe_send(s, tx->ctx, &(Sending){.name = (int)id, .args = args, .count = count}));
    s->wrote = true;
    if (changed == NULL && s->open) /* its answer comes with the next one that is waited for */
        return OK;
    PGresult *result = NULL;
    TRY(pipe_drain(s, tx->ctx, &result));
    if (changed != NULL)
        *changed = pg_changed(result);
    PQclear(result);
    return OK;
}

static Err run_one(Tx *tx, SqlId id, const DbValue *args, size_t count)
{
    Session *s = session_of(tx->conn);
    TRY(pipe_send(s, tx->ctx, &(Sending){.name = (int)id, .args = args, .count = count, .one_row = true}));
    s->wrote = true;
    return s->open ? OK : pipe_drain(s, tx->ctx, NULL);
}

static Err query(Tx *tx, Rows *rows, SqlId id, const DbValue *args, size_t count)
{
    Session *s = session_of(tx->conn);
    PGresult *result = NULL;
    Sending what = {.name = (int)id, .args = args, .count = count};
    TRY(pipe_take_ahead(s, tx->ctx, &what, &result));
    if (result == NULL) {
        TRY(pipe_send(s, tx->ctx, &what));
        TRY(pipe_drain(s, tx->ctx, &result));
    }
    *rows = (Rows){.tx = tx, .statement = result, .at = -1};
    return OK;
}

static Err ask_ahead(Tx *tx, SqlId id, const DbValue *args, size_t count)
{
    return pipe_ask_ahead(session_of(tx->conn), tx->ctx, &(Sending){.name = (int)id, .args = args, .count = count});
}

static const char *value_text(Ctx *ctx, const DbValue *value)
{
    if (value->type == DB_INT)
        return str_z(ctx->arena, str_printf(ctx->arena, "%lld", (long long)value->number));
    return value->type == DB_TEXT ? str_z(ctx->arena, value->text) : NULL;
}

static Err query_text(Tx *tx, Rows *rows, const DbText *text)
{
    Session *s = session_of(tx->conn);
    const char **values = ARENA_ARRAY(tx->ctx->arena, const char *, text->count + 1);
    TRY(pipe_leave(s, tx->ctx));
    for (size_t i = 0; i < text->count; i++)
        values[i] = value_text(tx->ctx, &text->args[i]);
    PGresult *result = PQexecParams(s->pg, text->text, (int)text->count, NULL, values, NULL, NULL, 0);
    if (!pg_succeeded(result)) {
        Err err = pg_fail(s, tx->ctx, result);
        PQclear(result);
        return err;
    }
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        s->wrote = true;
    *rows = (Rows){.tx = tx, .statement = result, .alone = true, .at = -1};
    return OK;
}

static bool next(Rows *rows)
{
    if (arena_over_budget(rows->tx->ctx->arena))
        rows->err = fail(rows->tx->ctx, ERR_TOO_LARGE, MSG_ANSWER_TOO_LARGE);
    else if (++rows->at < PQntuples(rows->statement))
        return true;
    rows_close(rows);
    return false;
}

static void end(Rows *rows)
{
    PQclear(rows->statement);
}

static bool column_null(const Rows *rows, int column)
{
    return PQgetisnull(rows->statement, rows->at, column) != 0;
}

static int64_t column_int(const Rows *rows, int column)
{
    const char *text = PQgetvalue(rows->statement, rows->at, column);
    return text[0] == 't' ? 1 : strtoll(text, NULL, 10); /* a comparison's answer is t or f there, 1 or 0 here */
}

static Str column_text(const Rows *rows, int column)
{
    size_t length = (size_t)PQgetlength(rows->statement, rows->at, column);
    return str_copy(rows->tx->ctx->arena, (Str){PQgetvalue(rows->statement, rows->at, column), length});
}

/* --- transactions --- */

/* BEGIN goes with the first statement, and nobody waits for a ROLLBACK. */
static Err control_with(Conn *conn, Ctx *ctx, Control control)
{
    Session *s = session_of(conn);
    pipe_forget_ahead(s);
    if (control == CONTROL_BEGIN_WRITE)
        s->wrote = false;
    if (control == CONTROL_ROLLBACK)
        return pipe_roll_back(s, ctx);
    TRY(pipe_send(s, ctx, &(Sending){.name = SQL_COUNT + (int)control}));
    if (control == CONTROL_BEGIN_READ || control == CONTROL_BEGIN_WRITE) {
        s->open = true;
        return OK;
    }
    Err err = pipe_drain(s, ctx, NULL);
    if (control != CONTROL_COMMIT)
        return err;
    if (err != OK && s->trouble != TROUBLE_LOST) /* it was not reached */
        (void)!pipe_roll_back(s, ctx);
    s->open = false;
    return err;
}

static bool in_transaction(const Conn *conn)
{
    const Session *s = session_of(conn);
    PGTransactionStatusType status = PQtransactionStatus(s->pg);
    return s->open || (s->sent_count == 0 && (status == PQTRANS_INTRANS || status == PQTRANS_INERROR));
}

static Trouble trouble(const Conn *conn)
{
    return session_of(conn)->trouble;
}

/* --- settling: which transaction was the last to stand? ---
 * The number of a transaction (pg_xact_status) does not tell: a server that crashed gives the numbers of transactions
 * it had not yet written down to others, and so does a standby that took over. So each transaction writes a mark of its
 * own into the row of its connection, and the row tells the truth wherever it survives. */

static Err mark(Conn *conn, Ctx *ctx, int64_t *out)
{
    Session *s = session_of(conn);
    Tx tx = {.ctx = ctx, .conn = conn, .writes = true};
    if (!s->wrote) {
        *out = 0;
        return OK;
    }
    s->mark++;
    TRY(db_run(&tx, SQL_COMMIT_MARK_POSTGRES, db_text(ctx->jurisdiction), db_text(str_of(s->name)), db_int(s->mark),
               db_int(ctx->now)));
    *out = s->mark;
    return OK;
}

/* Where the transaction is still under way it holds the row, and this waits for it. Its own COMMIT says that whatever
 * was committed before also stands on the standby that COMMIT waits for. */
static Err ask_mark(Conn *conn, Ctx *ctx, int64_t *last)
{
    Tx tx = {.ctx = ctx, .conn = conn, .writes = true};
    Rows rows CLEANUP(rows_close) = {0};
    TRY(say(session_of(conn), ctx, "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '2s'"));
    TRY(db_query(&tx, &rows, SQL_COMMIT_MARK_ASK_POSTGRES, db_text(ctx->jurisdiction),
                 db_text(str_of(session_of(conn)->name)), db_int(ctx->now)));
    *last = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    TRY(rows_end(&rows));
    return say(session_of(conn), ctx, "COMMIT");
}

static Err outcome(Conn *conn, Ctx *ctx, int64_t mark_then, Outcome *out)
{
    int64_t last = 0;
    Err err = ask_mark(conn, ctx, &last);
    if (in_transaction(conn))
        (void)!control_with(conn, ctx, CONTROL_ROLLBACK);
    TRY(err);
    *out = last >= mark_then ? OUTCOME_COMMITTED : OUTCOME_ABORTED;
    return OK;
}

/* --- what other processes told (LISTEN/NOTIFY): "name\x1ehints", see telling.c --- */

static bool take_notice(Session *s, Ctx *ctx, Str *name, Str *hints)
{
    PGnotify *notice = PQnotifies(s->pg);
    if (notice == NULL)
        return false;
    Str all = str_copy(ctx->arena, str_of(notice->extra));
    PQfreemem(notice);
    return str_cut(all, '\x1e', name, hints);
}

static bool hear(Conn *conn, Ctx *ctx, Str *name, Str *hints)
{
    enum { WAIT_MS = 1000 };
    Session *s = session_of(conn);
    if (take_notice(s, ctx, name, hints))
        return true;
    struct pollfd waiting = {.fd = PQsocket(s->pg), .events = POLLIN};
    if (waiting.fd < 0 || poll(&waiting, 1, WAIT_MS) <= 0) {
        s->trouble = waiting.fd < 0 ? TROUBLE_LOST : TROUBLE_NONE;
        return false;
    }
    s->trouble = PQconsumeInput(s->pg) == 1 ? TROUBLE_NONE : TROUBLE_LOST;
    return s->trouble == TROUBLE_NONE && take_notice(s, ctx, name, hints);
}

const Engine engine_postgres = {
    .one_writer = false,
    .open = open_conn,
    .close = close_conn,
    .control = control_with,
    .in_transaction = in_transaction,
    .script = script,
    .prepare_all = prepare_all,
    .run = run,
    .run_one = run_one,
    .query = query,
    .ask_ahead = ask_ahead,
    .query_text = query_text,
    .next = next,
    .end = end,
    .column_int = column_int,
    .column_text = column_text,
    .column_null = column_null,
    .trouble = trouble,
    .reopen = reopen,
    .mark = mark,
    .outcome = outcome,
    .hear = hear,
};
