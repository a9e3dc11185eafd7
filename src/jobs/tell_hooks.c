/* Tells partners of the progress of the cases they sent, at the addresses they registered (auth/hooks.h). A hook is a
 * place in the sealed log: it moves on only after the partner has taken what lay before it, so that everything comes,
 * in its order, at least once; update_id tells a repetition. One that fails waits longer and longer, and is disabled
 * after three days. */
#include "auth/hooks.h"
#include "base/json.h"
#include "jobs/job.h"
#include "net/fetch.h"
#include "store/public_store.h"

enum { SECONDS_MOST = 5, FAILS_COUNTED = 20 };
#define LOOK_EVERY SECONDS(5)
#define WAIT_FIRST MINUTES(1)
#define WAIT_MOST HOURS(6)
#define FAILS_FOR DAYS(3)
#define SPEND_US 5000000   /* in one run: the other jobs wait meanwhile */
enum { STEPS_KEPT = 200 }; /* leaves that concern nobody are passed by in memory until there are so many */

static Err find_due(Tx *tx, const void *in, void *out)
{
    (void)in;
    return hook_due(tx, out);
}

typedef struct News {
    HookEvents events;
    PublicStep at[HOOK_EVENTS_MOST];
    size_t len;
} News;

/* Only what everybody may see: the kind of the case may have been corrected since it was sent. */
static Err add_step(Tx *tx, const HookEvent *event, News *out)
{
    PublicCase seen;
    PublicStep step;
    if (!public_step_of(tx->ctx, event->action, event->body, &step))
        return OK;
    Err err = public_case(tx, event->number, &seen);
    if (err == ERR_NOT_FOUND) {
        tx->ctx->failure = (Failure){0};
        return OK;
    }
    TRY(err);
    step.number = event->number;
    step.seq = event->seq;
    step.at = event->at;
    out->at[out->len++] = step;
    return OK;
}

static Err read_news(Tx *tx, const void *in, void *output)
{
    News *out = output;
    out->len = 0;
    TRY(hook_events(tx, in, &out->events));
    for (size_t i = 0; i < out->events.len; i++)
        TRY(add_step(tx, &out->events.at[i], out));
    return OK;
}

static Err write_hook(Tx *tx, const void *in, void *out)
{
    (void)out;
    return hook_set(tx, in);
}

static Str news_json(const Ctx *ctx, const News *news)
{
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_key(&out, "service_request_updates");
    json_open(&out, '[');
    for (size_t i = 0; i < news->len; i++) {
        const PublicStep *step = &news->at[i];
        json_open(&out, '{');
        json_field_str(&out, "update_id", public_step_id(ctx->arena, step));
        json_field_str(&out, "service_request_id", step->number);
        json_field_str(&out, "status", case_is_open(step->state) ? STR("open") : STR("closed"));
        json_field_time(&out, "updated_datetime", step->at);
        json_field_str(&out, "description", public_step_text(ctx, step));
        json_close(&out, '}');
    }
    json_close(&out, ']');
    json_close(&out, '}');
    return json_text(&out);
}

/* OK: they have taken it. */
static Err post(JobRun *run, const Hook *hook, const News *news)
{
    Ctx *ctx = run->ctx;
    FetchAnswer answer;
    Str body = news_json(ctx, news);
    Str signature = hook_signature(run->setup->keys, ctx, hook, body);
    TRY(fetch(ctx,
              &(FetchAsk){.url = hook->url,
                          .body = body,
                          .content_type = STR("application/json"),
                          .headers = {str_printf(ctx->arena, "Gulou-Signature: " STR_FMT, STR_ARG(signature))},
                          .public_only = true,
                          .inside = run->setup->inside,
                          .seconds = SECONDS_MOST},
              &answer));
    if (answer.status >= 200 && answer.status < 300)
        return OK;
    Err err = fail(ctx, ERR_BUSY, MSG_FETCH_AWAY);
    ctx->failure.internal = str_printf(ctx->arena, "HTTP %d", answer.status);
    return err;
}

static UnixMs wait_after(int64_t fails)
{
    UnixMs wait = WAIT_FIRST;
    for (int64_t i = 1; i < fails && wait < WAIT_MOST; i++)
        wait *= 2;
    return wait < WAIT_MOST ? wait : WAIT_MOST;
}

static void note_failure(const Ctx *ctx, Hook *hook)
{
    hook->fails += hook->fails < FAILS_COUNTED;
    if (hook->failing_since == 0)
        hook->failing_since = ctx->now;
    hook->said = str_empty(ctx->failure.internal) ? str_of(message_code(ctx->failure.message)) : ctx->failure.internal;
    hook->next_at = ctx->now + wait_after(hook->fails);
    if (ctx->now - hook->failing_since < FAILS_FOR)
        return;
    hook->state = STR("disabled");
    hook->next_at = 0;
}

static void note_success(const Ctx *ctx, const News *news, Hook *hook)
{
    hook->leaf = news->events.next;
    hook->fails = 0;
    hook->failing_since = 0;
    hook->said = STR("");
    hook->sent_at = ctx->now;
    hook->next_at = ctx->now + LOOK_EVERY;
}

/* True: there may be more at once. */
static Err tell_one(JobRun *run, Hook *hook, bool *more)
{
    Ctx *ctx = run->ctx;
    News *news = ARENA_NEW(ctx->arena, News);
    *more = false;
    TRY(db_read(run->setup->db, ctx, read_news, hook, news));
    if (news->len == 0 && news->events.next - hook->leaf < STEPS_KEPT)
        return OK; /* an idle hook writes nothing */
    if (news->len == 0)
        hook->leaf = news->events.next;
    else if (post(run, hook, news) == OK)
        note_success(ctx, news, hook);
    else
        note_failure(ctx, hook);
    run->done += hook->fails == 0 ? (int64_t)news->len : 0;
    *more = hook->fails == 0 && (news->events.len == HOOK_EVENTS_MOST || news->len == 0);
    ctx->failure = (Failure){0};
    return job_write(run, write_hook, hook, NULL);
}

Err tell_hooks(JobRun *run)
{
    Hooks *due = ARENA_NEW(run->ctx->arena, Hooks);
    int64_t started = clock_monotonic_us();
    if (run->setup->keys == NULL)
        return OK;
    TRY(db_read(run->setup->db, run->ctx, find_due, NULL, due));
    for (size_t i = 0; i < due->len && !job_stopping(run); i++)
        for (bool more = true; more && !job_stopping(run) && clock_monotonic_us() - started < SPEND_US;) {
            Err err = tell_one(run, &due->at[i], &more);
            if (err != OK)
                TRY(job_failed(run, err, due->at[i].partner));
            more = more && err == OK;
        }
    return OK;
}
