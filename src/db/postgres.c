/* PostgreSQL, by libpq: the same named statements, prepared once per connection. Each action is a transaction of its own
 * at REPEATABLE READ: two that change one case both write its next event, and one of them finds the number taken.
 * The only file that knows libpq-fe.h. */
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/conn.h"

enum { ARGS_MAX = 80, DIGITS = 24 };

typedef struct Session {
    Conn conn; /* the first, so that the one is the other */
    PGconn *pg;
    bool writes;
    bool *prepared; /* [SQL_COUNT] */
    Trouble trouble;
    char *path;
} Session;

static Session *session_of(const Conn *conn)
{
    return (Session *)(uintptr_t)conn; /* only open_conn makes one, and never a const one */
}

/* --- failing --- */

/* SQLSTATE: 40001 serialization, 40P01 deadlock, 23505 unique, 42P07 another is just making the table; 08 connection,
 * 57P0x shutting down. */
static Trouble trouble_of(const Session *s, const char *state)
{
    if (PQstatus(s->pg) == CONNECTION_BAD || strncmp(state, "08", 2) == 0 || strncmp(state, "57P", 3) == 0)
        return TROUBLE_LOST;
    bool race = strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0 || strcmp(state, "23505") == 0 ||
                strcmp(state, "42P07") == 0;
    return race ? TROUBLE_RACE : TROUBLE_NONE;
}

static Err session_fail(Session *s, Ctx *ctx, const PGresult *result)
{
    const char *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    state = state != NULL ? state : "";
    s->trouble = trouble_of(s, state);
    bool taken = strncmp(state, "23", 2) == 0;
    bool busy = s->trouble != TROUBLE_NONE;
    Err err = taken ? ERR_CONFLICT : busy ? ERR_BUSY : ERR_STORAGE;
    (void)ctx_fail(ctx, err, taken ? MSG_ROW_EXISTS : busy ? MSG_BUSY : MSG_STORAGE, NULL, (const Str[]){{0}});
    Str why = str_trim(str_of(PQerrorMessage(s->pg)));
    ctx->failure.internal = str_printf(ctx->arena, "postgres %s: " STR_FMT, state, STR_ARG(why));
    return err;
}

static bool succeeded(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

static Err script(Conn *conn, Ctx *ctx, const char *text)
{
    Session *s = session_of(conn);
    s->trouble = TROUBLE_NONE;
    PGresult *result = PQexec(s->pg, text);
    Err err = succeeded(result) ? OK : session_fail(s, ctx, result);
    PQclear(result);
    return err;
}

/* --- opening --- */

static void keep_quiet(void *self, const char *message)
{
    (void)self, (void)message; /* notices ("relation already exists, skipping") are nobody's business */
}

/* Texts are compared byte by byte, as SQLite does, or pages of rows would come in another order. */
static Err check_collation(Session *s, Ctx *ctx)
{
    PGresult *result = PQexec(s->pg, "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database WHERE "
                                     "datname = current_database()");
    if (!succeeded(result) || PQntuples(result) != 1) {
        Err err = session_fail(s, ctx, result);
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

static Err connect_to(Session *s, Ctx *ctx)
{
    PQfinish(s->pg);
    memset(s->prepared, 0, SQL_COUNT * sizeof *s->prepared);
    s->pg = PQconnectdb(s->path);
    if (PQstatus(s->pg) != CONNECTION_OK)
        return session_fail(s, ctx, NULL);
    (void)PQsetNoticeProcessor(s->pg, keep_quiet, NULL);
    TRY(check_collation(s, ctx));
    return script(&s->conn, ctx,
                  s->writes ? "SET client_encoding = 'UTF8'; SET synchronous_commit = on"
                            : "SET client_encoding = 'UTF8'; SET default_transaction_read_only = on");
}

static void close_conn(Conn *conn)
{
    Session *s = session_of(conn);
    PQfinish(s->pg);
    free(s->prepared);
    free(s->path);
    free(s);
}

static Err open_conn(Ctx *ctx, const char *path, bool writes, Conn **out)
{
    Session *s = calloc(1, sizeof *s);
    if (s == NULL)
        abort();
    s->conn.engine = &engine_postgres;
    s->writes = writes;
    s->prepared = calloc(SQL_COUNT + 1, sizeof *s->prepared);
    s->path = strdup(path);
    if (s->prepared == NULL || s->path == NULL)
        abort();
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

static void name_of(SqlId id, char name[DIGITS])
{
    (void)snprintf(name, DIGITS, "s%d", (int)id);
}

static Err prepare(Conn *conn, Ctx *ctx, SqlId id)
{
    Session *s = session_of(conn);
    char name[DIGITS];
    if (s->prepared[id])
        return OK;
    name_of(id, name);
    PGresult *result = PQprepare(s->pg, name, sql_texts[id].text, 0, NULL);
    Err err = succeeded(result) ? OK : session_fail(s, ctx, result);
    PQclear(result);
    s->prepared[id] = err == OK;
    return err;
}

static Err prepare_all(Conn *conn, Ctx *ctx)
{
    return conn_prepare_each(conn, ctx, prepare);
}

/* Everything travels as text; PostgreSQL knows each argument's type from the statement. */
static const char *value_text(Ctx *ctx, const DbValue *value, int *length)
{
    switch (value->type) {
    case DB_NULL:
        return NULL;
    case DB_INT: {
        Str digits = str_printf(ctx->arena, "%lld", (long long)value->number);
        *length = (int)digits.len;
        return digits.at;
    }
    case DB_TEXT:
        *length = (int)value->text.len;
        return str_z(ctx->arena, value->text);
    }
    return NULL;
}

static Err execute(Tx *tx, SqlId id, const DbValue *args, size_t count, PGresult **out)
{
    Session *s = session_of(tx->conn);
    const char *values[ARGS_MAX];
    int lengths[ARGS_MAX] = {0};
    char name[DIGITS];
    s->trouble = TROUBLE_NONE;
    TRY(prepare(tx->conn, tx->ctx, id));
    name_of(id, name);
    for (size_t i = 0; i < count && i < ARGS_MAX; i++)
        values[i] = value_text(tx->ctx, &args[i], &lengths[i]);
    PGresult *result = PQexecPrepared(s->pg, name, (int)count, values, lengths, NULL, 0);
    if (!succeeded(result)) {
        Err err = session_fail(s, tx->ctx, result);
        tx->ctx->failure.internal = str_printf(tx->ctx->arena, "%s: " STR_FMT, sql_texts[id].name,
                                               STR_ARG(tx->ctx->failure.internal));
        PQclear(result);
        return err;
    }
    *out = result;
    return OK;
}

static Err run(Tx *tx, SqlId id, const DbValue *args, size_t count, int64_t *changed)
{
    PGresult *result = NULL;
    TRY(execute(tx, id, args, count, &result));
    if (changed != NULL) {
        int64_t rows = 0;
        (void)str_to_i64(str_of(PQcmdTuples(result)), &rows);
        *changed = rows;
    }
    PQclear(result);
    return OK;
}

static Err query(Tx *tx, Rows *rows, SqlId id, const DbValue *args, size_t count)
{
    PGresult *result = NULL;
    TRY(execute(tx, id, args, count, &result));
    *rows = (Rows){.tx = tx, .statement = result, .at = -1};
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

static Err control_with(Conn *conn, Ctx *ctx, Control control)
{
    static const char *const texts[CONTROL_COUNT] = {
        [CONTROL_BEGIN_READ] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        [CONTROL_BEGIN_WRITE] = "BEGIN ISOLATION LEVEL REPEATABLE READ",
        [CONTROL_COMMIT] = "COMMIT",
        [CONTROL_ROLLBACK] = "ROLLBACK",
        [CONTROL_SAVE] = "SAVEPOINT action",
        [CONTROL_KEEP] = "RELEASE SAVEPOINT action",
        [CONTROL_UNDO] = "ROLLBACK TO SAVEPOINT action",
    };
    return script(conn, ctx, texts[control]);
}

static bool in_transaction(const Conn *conn)
{
    PGTransactionStatusType status = PQtransactionStatus(session_of(conn)->pg);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

static Trouble trouble(const Conn *conn)
{
    return session_of(conn)->trouble;
}

static Err one_value(Conn *conn, Ctx *ctx, const char *text, Str *out)
{
    Session *s = session_of(conn);
    PGresult *result = PQexec(s->pg, text);
    if (!succeeded(result)) {
        Err err = session_fail(s, ctx, result);
        PQclear(result);
        return err;
    }
    *out = PQntuples(result) == 1 ? str_copy(ctx->arena, str_of(PQgetvalue(result, 0, 0))) : STR("");
    PQclear(result);
    return OK;
}

static Err transaction(Conn *conn, Ctx *ctx, Str *id)
{
    return one_value(conn, ctx, "SELECT pg_current_xact_id_if_assigned()", id);
}

/* Asked after a connection died within a COMMIT: the server alone knows (pg_xact_status, PostgreSQL 10+). */
static Err outcome(Conn *conn, Ctx *ctx, Str id, Outcome *out)
{
    Str said = {0};
    const char *text = str_z(ctx->arena, str_printf(ctx->arena, "SELECT pg_xact_status('" STR_FMT "'::xid8)", STR_ARG(id)));
    TRY(one_value(conn, ctx, text, &said));
    *out = str_is(said, "committed") ? OUTCOME_COMMITTED : str_is(said, "aborted") ? OUTCOME_ABORTED : OUTCOME_UNKNOWN;
    return OK;
}

/* --- what other processes told (LISTEN/NOTIFY): "topic\x1ftext" --- */

static bool take_notice(Session *s, Ctx *ctx, Str *topic, Str *text)
{
    PGnotify *notice = PQnotifies(s->pg);
    if (notice == NULL)
        return false;
    Str all = str_copy(ctx->arena, str_of(notice->extra));
    PQfreemem(notice);
    return str_cut(all, '\x1f', topic, text);
}

static bool hear(Conn *conn, Ctx *ctx, Str *topic, Str *text)
{
    enum { WAIT_MS = 1000 };
    Session *s = session_of(conn);
    if (take_notice(s, ctx, topic, text))
        return true;
    struct pollfd waiting = {.fd = PQsocket(s->pg), .events = POLLIN};
    if (waiting.fd < 0 || poll(&waiting, 1, WAIT_MS) <= 0) {
        s->trouble = waiting.fd < 0 ? TROUBLE_LOST : TROUBLE_NONE;
        return false;
    }
    s->trouble = PQconsumeInput(s->pg) == 1 ? TROUBLE_NONE : TROUBLE_LOST;
    return s->trouble == TROUBLE_NONE && take_notice(s, ctx, topic, text);
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
    .query = query,
    .next = next,
    .end = end,
    .column_int = column_int,
    .column_text = column_text,
    .column_null = column_null,
    .trouble = trouble,
    .reopen = reopen,
    .transaction = transaction,
    .outcome = outcome,
    .hear = hear,
};
