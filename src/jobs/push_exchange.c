/* 交办: a case with a platform that speaks the signed exchange. Its number there is our reference, and a number is one
 * case: what may have been lost is simply sent again. How it goes comes by asking; the platform's webhook (told where
 * to in push_bells) only says that there is something to ask for, so that nothing hangs on its coming, or coming once.
 */
#include "jobs/push.h"

#include "auth/bells.h"

#define BELL_RETRY MINUTES(10)

static ExchangePlatform platform_of(const JobRun *run, const CityServer *server)
{
    return (ExchangePlatform){.url = server->url, .self = server->jurisdiction, .key = push_key(run, server->code)};
}

static Err send(JobRun *run, Push *push, const ExchangePlatform *platform)
{
    PushTold told;
    ExchangeStanding *standing = ARENA_NEW(run->ctx->arena, ExchangeStanding);
    TRY(push_begin(run, push, &told));
    if (!told.leaves)
        return OK;
    ExchangeCase what = {.number = push_reference(run, push),
                         .text = told.text,
                         .place = told.place,
                         .category = push->service,
                         .placed = told.placed,
                         .lat = told.lat,
                         .lon = told.lon,
                         .reported_at = told.at};
    PushFate fate = {.fate = exchange_post(run->ctx, platform, &what, standing)};
    fate.remote = standing->theirs;
    fate.why = standing->error;
    return push_settle(run, push, &fate);
}

/* "现由园林中心办理": by our own name for the unit where the tables know it. */
static Str unit_words(const JobRun *run, const Push *push, Str theirs)
{
    const Ctx *ctx = run->ctx;
    const District *district = run->setup->district;
    PlatformCode code = {.platform = push->server, .theirs = theirs, .what = PLATFORM_UNIT};
    if (str_empty(theirs))
        return STR("");
    Str ours = platform_ours(district, &code);
    const Unit *unit = unit_find(&district->rights, str_empty(ours) ? theirs : ours);
    Str name = unit == NULL ? theirs : unit_name(unit, ctx->lang);
    return message_text(ctx->arena, MSG_PUSH_UNIT, ctx->lang, &name, 1);
}

static Err ask(JobRun *run, Push *push, const ExchangePlatform *platform)
{
    ExchangeStanding *there = ARENA_NEW(run->ctx->arena, ExchangeStanding);
    Err err = exchange_standing(run->ctx, platform, push_reference(run, push), there);
    PushNews news = {.status = there->state,
                     .notes = there->returned ? there->reason : unit_words(run, push, there->unit),
                     .accepted = there->accepted,
                     .returned = there->returned,
                     .done = there->done,
                     .steps = there->steps,
                     .step_count = there->step_count};
    return push_answered(run, push, err == OK ? &news : NULL);
}

Err push_exchange(JobRun *run, Push *push, const CityServer *server)
{
    ExchangePlatform platform = platform_of(run, server);
    bool there = str_is(push->state, "placed");
    return there ? ask(run, push, &platform) : send(run, push, &platform);
}

/* --- where they tell us --- */

static Err read_bell(Tx *tx, const void *in, void *out)
{
    (void)in;
    return bell_load(tx, out);
}

static Err write_bell(Tx *tx, const void *in, void *out)
{
    (void)out;
    return bell_save(tx, in);
}

static Err hang_bell(JobRun *run, const CityServer *server, Str url)
{
    Bell bell = {.server = server->code, .keys = run->setup->keys};
    ExchangePlatform platform = platform_of(run, server);
    TRY(db_read(run->setup->db, run->ctx, read_bell, NULL, &bell));
    if (str_eq(bell.url, url) && (bell.hangs || bell.next_at > run->ctx->now))
        return OK;
    bell.url = url;
    bell.hangs = exchange_webhook(run->ctx, &platform, url, &bell.secret) == OK;
    bell.next_at = run->ctx->now + BELL_RETRY;
    run->ctx->failure = (Failure){0};
    return job_write(run, write_bell, &bell, NULL);
}

Err push_bells(JobRun *run)
{
    const JobsSetup *setup = run->setup;
    if (str_empty(setup->public_url) || setup->keys == NULL)
        return OK;
    for (size_t i = 0; i < setup->district->server_count; i++) {
        const CityServer *server = &setup->district->servers[i];
        Str url = str_printf(run->ctx->arena, STR_FMT "/platform/v1/told/" STR_FMT, STR_ARG(setup->public_url),
                             STR_ARG(server->code));
        if (server->tongue == SERVER_EXCHANGE && !str_empty(push_key(run, server->code)))
            TRY(hang_bell(run, server, url));
    }
    return OK;
}
