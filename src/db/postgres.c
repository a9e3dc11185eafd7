/* PostgreSQL, by libpq: the same named statements, prepared once per connection. Each action is a transaction of its
 * own at REPEATABLE READ: two that change one case both write its next event, and one of them finds the number taken.
 * The only file that knows libpq-fe.h. */
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/conn.h"

enum { ARGS_MAX = 80, DIGITS = 24, NAME_CHARS = 16 };

typedef struct Session {
    Conn conn; /* the first, so that the one is the other */
    PGconn *pg;
    bool writes;
    bool *prepared; /* [SQL_COUNT] */
    Trouble trouble;
    char *path;
    bool wrote;                /* in the transaction under way */
    int64_t mark;              /* of the last transaction that wrote; see `mark` below */
    char name[NAME_CHARS + 1]; /* of this connection through all its reopenings */
} Session;

static Session *session_of(const Conn *conn)
{
    return (Session *)(uintptr_t)conn; /* only open_conn makes one, and never a const one */
}

/* --- failing --- */

/* SQLSTATE: 40001 serialization, 40P01 deadlock, 23505 unique, 42P07 another is just making the table; 08 connection,
 * 57P0x shutting down, 25006 of a writer: it became a standby. */
static Trouble trouble_of(const Session *s, const char *state)
{
    if (PQstatus(s->pg) == CONNECTION_BAD || strncmp(state, "08", 2) == 0 || strncmp(state, "57P", 3) == 0 ||
        (s->writes && strcmp(state, "25006") == 0))
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

static Err say(Session *s, Ctx *ctx, const char *text)
{
    s->trouble = TROUBLE_NONE;
    PGresult *result = PQexec(s->pg, text);
    Err err = succeeded(result) ? OK : session_fail(s, ctx, result);
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
    memset(s->prepared, 0, SQL_COUNT * sizeof *s->prepared);
    s->pg = connect_within_seconds(s->path);
    if (PQstatus(s->pg) != CONNECTION_OK)
        return session_fail(s, ctx, NULL);
    (void)PQsetNoticeProcessor(s->pg, keep_quiet, NULL);
    TRY(check_collation(s, ctx));
    return say(s, ctx,
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

static void name_session(Session *s, Ctx *ctx)
{
    unsigned char bits[NAME_CHARS / 2];
    rand_bytes(ctx->rand, bits, sizeof bits);
    memcpy(s->name, str_hex(ctx->arena, bits, sizeof bits).at, NAME_CHARS);
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
        tx->ctx->failure.internal =
            str_printf(tx->ctx->arena, "%s: " STR_FMT, sql_texts[id].name, STR_ARG(tx->ctx->failure.internal));
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
    session_of(tx->conn)->wrote = true;
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

static Err query_text(Tx *tx, Rows *rows, const DbText *text)
{
    Session *s = session_of(tx->conn);
    const char **values = ARENA_ARRAY(tx->ctx->arena, const char *, text->count + 1);
    int *lengths = ARENA_ARRAY(tx->ctx->arena, int, text->count + 1);
    s->trouble = TROUBLE_NONE;
    for (size_t i = 0; i < text->count; i++)
        values[i] = value_text(tx->ctx, &text->args[i], &lengths[i]);
    PGresult *result = PQexecParams(s->pg, text->text, (int)text->count, NULL, values, lengths, NULL, 0);
    if (!succeeded(result)) {
        Err err = session_fail(s, tx->ctx, result);
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
    Session *s = session_of(conn);
    if (control == CONTROL_BEGIN_WRITE)
        s->wrote = false;
    return say(s, ctx, texts[control]);
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
