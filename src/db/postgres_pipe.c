/* Sending ahead; see postgres_pipe.h. libpq's pipeline mode: after a failure the server skips what follows up to the
 * next sync, so that no statement runs on what a failed one before it should have done. */
#include "db/postgres_pipe.h"

#include <stdio.h>
#include <string.h>

enum { DIGITS = 24 };

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

Err pg_fail(Session *s, Ctx *ctx, const PGresult *result)
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

bool pg_succeeded(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

int64_t pg_changed(const PGresult *result)
{
    int64_t rows = 0;
    (void)str_to_i64(str_of(PQcmdTuples((PGresult *)(uintptr_t)result)), &rows); /* it only reads */
    return rows;
}

/* --- sending --- */

static const char *const control_texts[CONTROL_COUNT] = {
    [CONTROL_BEGIN_READ] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    [CONTROL_BEGIN_WRITE] = "BEGIN ISOLATION LEVEL REPEATABLE READ",
    [CONTROL_COMMIT] = "COMMIT",
    [CONTROL_ROLLBACK] = "ROLLBACK",
    [CONTROL_SAVE] = "SAVEPOINT action",
    [CONTROL_KEEP] = "RELEASE SAVEPOINT action",
    [CONTROL_UNDO] = "ROLLBACK TO SAVEPOINT action",
};

static const char *text_of(int name)
{
    return name < SQL_COUNT ? sql_texts[name].text : control_texts[name - SQL_COUNT];
}

static const char *title_of(int name)
{
    return name < SQL_COUNT ? sql_texts[name].name : control_texts[name - SQL_COUNT];
}

static void name_of(int name, char out[DIGITS])
{
    (void)snprintf(out, DIGITS, "s%d", name);
}

void pipe_reset(Session *s)
{
    memset(s->prepared, 0, PIPE_NAMES * sizeof *s->prepared);
    s->sent_count = 0;
    s->open = false;
    s->ahead.waiting = false;
    pipe_forget_ahead(s);
}

/* Room for one more and a sync. */
static Err make_room(Session *s, Ctx *ctx)
{
    if (PQpipelineStatus(s->pg) == PQ_PIPELINE_OFF && PQenterPipelineMode(s->pg) != 1)
        return pg_fail(s, ctx, NULL);
    return s->sent_count + 2 < PIPE_SENT_MAX ? OK : pipe_drain(s, ctx, NULL);
}

static Err note_sent(Session *s, Ctx *ctx, int accepted, Sent what)
{
    if (accepted != 1)
        return pg_fail(s, ctx, NULL);
    s->sent[s->sent_count++] = what;
    return OK;
}

Err pipe_prepare(Session *s, Ctx *ctx, int name)
{
    char called[DIGITS];
    if (s->prepared[name])
        return OK;
    TRY(make_room(s, ctx));
    name_of(name, called);
    TRY(note_sent(s, ctx, PQsendPrepare(s->pg, called, text_of(name), 0, NULL),
                  (Sent){.name = name, .preparing = true}));
    s->prepared[name] = true;
    return OK;
}

/* Numbers travel as digits, whose type PostgreSQL knows from the statement; texts as they are, without a copy. */
typedef struct Values {
    const char *at[PIPE_ARGS_MAX];
    int lengths[PIPE_ARGS_MAX], formats[PIPE_ARGS_MAX];
    char digits[PIPE_ARGS_MAX][DIGITS];
} Values;

static const char *digits_of(int64_t number, char out[DIGITS])
{
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    char *at = out + DIGITS - 1;
    *at = '\0';
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        *--at = '-';
    return at;
}

static void put_value(Values *values, size_t i, const DbValue *value)
{
    values->at[i] = NULL;
    values->lengths[i] = 0;
    values->formats[i] = value->type == DB_TEXT;
    if (value->type == DB_INT)
        values->at[i] = digits_of(value->number, values->digits[i]);
    if (value->type == DB_TEXT) {
        values->at[i] = value->text.at != NULL ? value->text.at : "";
        values->lengths[i] = (int)value->text.len;
    }
}

Err pipe_send(Session *s, Ctx *ctx, const Sending *what)
{
    Values values;
    char called[DIGITS];
    size_t count = what->count < PIPE_ARGS_MAX ? what->count : PIPE_ARGS_MAX;
    TRY(pipe_prepare(s, ctx, what->name));
    TRY(make_room(s, ctx));
    name_of(what->name, called);
    for (size_t i = 0; i < count; i++)
        put_value(&values, i, &what->args[i]);
    int accepted = PQsendQueryPrepared(s->pg, called, (int)count, values.at, values.lengths, values.formats, 0);
    return note_sent(s, ctx, accepted, (Sent){.name = what->name, .one_row = what->one_row, .ahead = what->ahead});
}

/* --- receiving --- */

static Err sync_with(Session *s, Ctx *ctx)
{
    return note_sent(s, ctx, PQpipelineSync(s->pg), (Sent){.sync = true});
}

/* The first failure stays. */
static void note_failure(Session *s, Ctx *ctx, const Sent *sent, const PGresult *result, Err *err)
{
    bool skipped = PQresultStatus(result) == PGRES_PIPELINE_ABORTED;
    if (sent->preparing)
        s->prepared[sent->name] = false;
    if (*err != OK || sent->quiet || skipped)
        return;
    *err = pg_fail(s, ctx, result);
    const char *title = sent->sync ? "sync" : title_of(sent->name);
    ctx->failure.internal = str_printf(ctx->arena, "%s: " STR_FMT, title, STR_ARG(ctx->failure.internal));
}

static bool is_fine(const Sent *sent, const PGresult *result)
{
    if (sent->sync)
        return PQresultStatus(result) == PGRES_PIPELINE_SYNC;
    if (!pg_succeeded(result))
        return false;
    /* a COMMIT of what failed is answered by ROLLBACK */
    bool commit = sent->name == SQL_COUNT + CONTROL_COMMIT && !sent->preparing;
    return !commit || strcmp(PQcmdStatus((PGresult *)(uintptr_t)result), "COMMIT") == 0;
}

static void receive(Session *s, Ctx *ctx, const Sent *sent, PGresult **last, Err *err)
{
    PGresult *result = PQgetResult(s->pg);
    if (!is_fine(sent, result))
        note_failure(s, ctx, sent, result, err);
    else if (sent->one_row && pg_changed(result) != 1 && *err == OK) {
        s->trouble = TROUBLE_RACE;
        *err = fail(ctx, ERR_CONFLICT, MSG_CASE_CHANGED_MEANWHILE);
    }
    if (sent->sync) {
        PQclear(result);
        return;
    }
    PGresult **kept = sent->ahead ? &s->ahead.result : last;
    PQclear(*kept);
    *kept = result;
    if (result != NULL) /* each answer ends with an empty one */
        PQclear(PQgetResult(s->pg));
}

Err pipe_drain(Session *s, Ctx *ctx, PGresult **last)
{
    Err err = OK;
    PGresult *result = NULL;
    s->trouble = TROUBLE_NONE;
    if (s->sent_count > 0 && !s->sent[s->sent_count - 1].sync)
        TRY(sync_with(s, ctx));
    for (size_t i = 0; i < s->sent_count; i++)
        receive(s, ctx, &s->sent[i], &result, &err);
    s->sent_count = 0;
    s->ahead.waiting = false;
    if (err == OK && last != NULL)
        *last = result;
    else
        PQclear(result);
    return err;
}

/* --- asking ahead --- */

void pipe_forget_ahead(Session *s)
{
    PQclear(s->ahead.result);
    s->ahead.result = NULL;
    s->ahead.asked = false;
}

Err pipe_ask_ahead(Session *s, Ctx *ctx, const Sending *what)
{
    Ahead *a = &s->ahead;
    if (!s->open || what->count > PIPE_ARGS_MAX)
        return OK;
    if (a->waiting) /* one at a time */
        TRY(pipe_drain(s, ctx, NULL));
    pipe_forget_ahead(s);
    Sending kept = *what;
    kept.ahead = true;
    TRY(pipe_send(s, ctx, &kept));
    a->name = what->name;
    a->count = what->count;
    for (size_t i = 0; i < what->count; i++) {
        a->args[i] = what->args[i];
        a->args[i].text = str_copy(ctx->arena, what->args[i].text);
    }
    a->asked = a->waiting = true;
    return OK;
}

static bool is_what_was_asked(const Ahead *a, const Sending *what)
{
    if (!a->asked || a->name != what->name || a->count != what->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const DbValue *x = &a->args[i], *y = &what->args[i];
        if (x->type != y->type || x->number != y->number || !str_eq(x->text, y->text))
            return false;
    }
    return true;
}

Err pipe_take_ahead(Session *s, Ctx *ctx, const Sending *what, PGresult **out)
{
    *out = NULL;
    if (!is_what_was_asked(&s->ahead, what))
        return OK;
    if (s->ahead.waiting)
        TRY(pipe_drain(s, ctx, NULL));
    *out = s->ahead.result;
    s->ahead.result = NULL;
    s->ahead.asked = false;
    return OK;
}

Err pipe_leave(Session *s, Ctx *ctx)
{
    TRY(pipe_drain(s, ctx, NULL));
    return PQpipelineStatus(s->pg) == PQ_PIPELINE_OFF || PQexitPipelineMode(s->pg) == 1 ? OK : pg_fail(s, ctx, NULL);
}

Err pipe_roll_back(Session *s, Ctx *ctx)
{
    s->open = false;
    if (s->sent_count > 0 &&
        !s->sent[s->sent_count - 1].sync) /* what is under way may fail, this must not be skipped */
        TRY(pipe_drain(s, ctx, NULL));
    TRY(pipe_send(s, ctx, &(Sending){.name = SQL_COUNT + CONTROL_ROLLBACK}));
    s->sent[s->sent_count - 1].quiet = true;
    return sync_with(s, ctx);
}
