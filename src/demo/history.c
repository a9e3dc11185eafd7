/* Plays the past: all plots in the order of time, each step by its real action, each rung of a clock when it is
 * reached. A day of the city is one transaction of the store, since nobody waits for a single answer here. */
#include "demo/history.h"

#include "actions/actions.h"
#include "actions/clock_alert.h"
#include "auth/secrets.h"
#include "demo/articles.h"
#include "demo/calls.h"
#include "demo/days.h"
#include "demo/devices.h"
#include "demo/moves.h"
#include "demo/partners.h"
#include "demo/patrols.h"
#include "demo/scenes.h"
#include "jobs/runner.h"
#include "jobs/seal_log.h"
#include "store/lease_store.h"

enum { USUAL_SEED = 20030613, STEP_ARENA = 256 * 1024 * 1024 };

typedef struct History {
    Stage stage;
    Tales tales;
    Plot *plots;
    size_t plot_count;
    Rand rand;    /* of numbers, salts and links */
    Arena *kept;  /* numbers */
    Arena *brief; /* of one step */
    UnixMs now;   /* the end */
    UnixMs until; /* of the day under way */
    Patrols patrols;
    DemoBacks backs;
    DemoTold told;
    bool under_way;
} History;

/* The moment at which something happens to the plot next; 0: never. */
static UnixMs due(const Plot *plot)
{
    if (str_empty(plot->number))
        return plot->starts_at;
    if (plot->next_at == 0 || (plot->alert_at != 0 && plot->alert_at < plot->next_at))
        return plot->alert_at;
    return plot->next_at;
}

static Plot *earliest(History *h)
{
    Plot *first = NULL;
    UnixMs at = 0;
    for (size_t i = 0; i < h->plot_count; i++) {
        UnixMs when = due(&h->plots[i]);
        if (when != 0 && (first == NULL || when < at)) {
            first = &h->plots[i];
            at = when;
        }
    }
    return first;
}

static Err look(Tx *tx, History *h, Plot *plot, CaseFile **out)
{
    CaseFile *file = ARENA_NEW(tx->ctx->arena, CaseFile);
    TRY(case_load(tx, plot->number, file));
    plot_think(plot, h->stage.district, file);
    plot->open = case_is_open((CaseState)file->c.state);
    if (!str_eq(plot->owner, file->c.owner))
        plot->owner = str_copy(h->kept, file->c.owner);
    *out = file;
    return OK;
}

/* The same matter that somebody else has brought already, and that is still open. */
static const Plot *twin_of(const History *h, const Plot *plot)
{
    const Plot *found = NULL;
    for (size_t i = 0; i < h->plot_count; i++) {
        const Plot *other = &h->plots[i];
        bool recent = !str_empty(other->number) && other->starts_at > plot->starts_at - DAYS(2);
        if (recent && other->open && !other->staged && other->way != WAY_TO_MERGE && other->tale.report.has_point)
            found = other;
    }
    return found;
}

static void follow_twin(const History *h, Plot *plot)
{
    const Plot *twin = twin_of(h, plot);
    if (twin == NULL) {
        plot->way = WAY_BY_HAND;
        return;
    }
    Contact contact = plot->tale.contact;
    plot->tale = twin->tale;
    plot->tale.contact = contact;
    plot->tale.channel = CHANNEL_WEB;
    plot->master = twin->number;
}

/* Matters that nobody but the supervision unit may see, or that lie outside, are not made up. */
static void draw_decision(Ctx *ctx, History *h, Plot *plot, Decision *out)
{
    for (int tries = 0; tries < 8; tries++) {
        brain_decide(h->stage.brain, ctx, &plot->tale.report, out);
        if (plot->staged || (!out->confidential && !out->outside && !out->spam))
            return;
        Ctx keep = *ctx;
        keep.arena = h->kept;
        tale_draw(&keep, &h->tales, &plot->rand, &plot->tale);
    }
}

static bool has_pictures(Channel channel)
{
    return channel != CHANNEL_HOTLINE && channel != CHANNEL_PLATFORM && channel != CHANNEL_DEVICE;
}

/* What an operator takes came by telephone. */
static Err take_call(Tx *tx, History *h, const Plot *plot, Str *call)
{
    *call = STR("");
    bool called = plot->tale.channel == CHANNEL_HOTLINE && tx->ctx->actor != NULL && tx->ctx->now > h->now - CALLS_TOLD;
    if (!called)
        return OK;
    TRY(calls_answer(tx, &(DemoCaller){plot->tale.contact.phone, (size_t)(plot - h->plots)}, call));
    h->backs.promised = str_copy(h->kept, *call);
    h->backs.promised_by = tx->ctx->actor;
    return OK;
}

static Err submit(Tx *tx, History *h, Plot *plot, const Decision *decision)
{
    Ctx *ctx = tx->ctx;
    Submitted made;
    Str photo = STR("");
    size_t nth = (size_t)(plot - h->plots);
    Tale *tale = &plot->tale;
    SubmitBeside beside = partners_bring(ctx->arena, plot, nth);
    AlbumWish wish = {PICTURE_OF_MATTER, plot->picks, decision->category};
    bool shows = album_has(&h->stage.album, &wish) && has_pictures(tale->channel) && rand_below(&plot->rand, 100) < 70;
    if (shows)
        TRY(album_take(tx, &h->stage.album, &wish, &photo));
    Str call;
    TRY(take_call(tx, h, plot, &call));
    Hash hash = hash_sha256(tale->report.text);
    SubmitCase in = {.text = tale->report.text,
                     .place_text = tale->report.place_text,
                     .photos = &photo,
                     .photo_count = shows,
                     .contact = tale->contact,
                     .channel = tale->channel,
                     .decision = decision,
                     .scope = STR("demo"),
                     .key = str_printf(ctx->arena, "plot %zu", nth),
                     .request_hash = hash_hex(ctx->arena, &hash),
                     .phone_call = call,
                     .beside = beside};
    TRY(submit_case(tx, &in, &made));
    plot->number = str_copy(h->kept, made.number);
    h->told.cases++;
    return OK;
}

static Err begin(Tx *tx, History *h, Plot *plot)
{
    Decision decision;
    if (plot->way == WAY_TO_MERGE)
        follow_twin(h, plot);
    draw_decision(tx->ctx, h, plot, &decision);
    tx->ctx->actor = move_reporter(&h->stage, plot);
    return submit(tx, h, plot, &decision);
}

/* What a device measures, as reception/take.h takes it. */
static Err begin_by_device(Tx *tx, History *h, Plot *plot)
{
    Decision decision;
    DeviceReport report;
    TRY(devices_report(tx, plot->device, &report));
    plot->tale = report.tale;
    plot->tale.community = str_copy(h->kept, report.tale.community);
    draw_decision(tx->ctx, h, plot, &decision);
    if (report.urgency < decision.urgency)
        decision.urgency = report.urgency;
    tx->ctx->actor = &report.reporter;
    TRY(submit(tx, h, plot, &decision));
    return devices_settle(tx, &report, plot->number);
}

static bool master_is_open(const History *h, const Plot *plot)
{
    for (size_t i = 0; i < h->plot_count; i++)
        if (str_eq(h->plots[i].number, plot->master))
            return h->plots[i].open && str_eq(h->plots[i].owner, plot->owner);
    return false;
}

/* What an action refuses ends the plot; trouble with the store ends the whole. */
static Err refused(History *h, Plot *plot, Err err)
{
    if (err == ERR_STORAGE || err == ERR_BUSY)
        return err;
    h->told.refused++;
    plot->steps = INT32_MAX;
    return OK;
}

static Err step(Tx *tx, History *h, Plot *plot)
{
    CaseFile *file = ARENA_NEW(tx->ctx->arena, CaseFile);
    Move move;
    TRY(case_load(tx, plot->number, file));
    if (plot->next == ACTION_MERGE && !master_is_open(h, plot)) {
        plot->way = WAY_BY_HAND;
        return OK;
    }
    TRY(move_make(tx, &h->stage, plot, file, &move));
    tx->ctx->actor = move.actor;
    if (move.impossible) {
        plot_did(plot);
        return OK;
    }
    if (move.actor == NULL)
        return refused(h, plot, ERR_NOT_FOUND);
    Err err = case_action(plot->next)(tx, &move.in);
    if (err != OK)
        return refused(h, plot, err);
    h->told.steps++;
    plot_did(plot);
    return OK;
}

static Err alert(Tx *tx, History *h, Plot *plot)
{
    int64_t fired = 0;
    TRY(clock_alert(tx, plot->number, &fired));
    h->told.alerts += fired;
    return OK;
}

/* The plan is made when the third matter at its spot is done. */
static Err plan(Tx *tx, History *h, const Plot *plot, const CaseFile *file)
{
    Patrols made = {0};
    bool now = plot->plans && str_empty(h->patrols.plan) && file->c.state == CASE_RESOLVED && !str_empty(file->c.spot);
    if (!now)
        return OK;
    TRY(patrols_plan(tx, &h->stage, file, &made));
    h->patrols = (Patrols){.plan = str_copy(h->kept, made.plan), .person = str_copy(h->kept, made.person)};
    return OK;
}

static Err happen(Tx *tx, History *h, Plot *plot)
{
    CaseFile *file = NULL;
    bool fresh = str_empty(plot->number), rung = !fresh && due(plot) == plot->alert_at;
    if (fresh)
        TRY(str_empty(plot->device) ? begin(tx, h, plot) : begin_by_device(tx, h, plot));
    else if (rung)
        TRY(alert(tx, h, plot));
    else
        TRY(step(tx, h, plot));
    UnixMs before = plot->alert_at;
    TRY(look(tx, h, plot, &file));
    if (rung && plot->alert_at == before) /* nothing fired: never ask again for the same rung */
        plot->alert_at = 0;
    return plan(tx, h, plot, file);
}

/* What waits for people when the demo opens, besides cases. */
static Err leave_work(Tx *tx, History *h)
{
    h->backs.taker = cast_any(&h->stage.cast, ROLE_HOTLINE_OPERATOR, 0);
    if (h->backs.taker != NULL)
        TRY(calls_leave_backs(tx, &h->backs));
    tx->ctx->actor = cast_desk(&h->stage.cast, h->stage.district->centre, 0);
    return tx->ctx->actor == NULL ? OK : articles_write(tx);
}

static Err end_day(Tx *tx, History *h)
{
    UnixMs now = tx->ctx->now;
    if (now > h->now - CALLS_TOLD)
        TRY(calls_enquire(tx, &h->stage.cast));
    if (now == h->now)
        TRY(leave_work(tx, h));
    TRY(patrols_walk(tx, &(PatrolDay){&h->stage, &h->rand, now == h->now}, &h->patrols));
    return now > h->now - DEVICES_HEARD ? devices_speak(tx) : OK;
}

/* One moment of the past, in memory of its own. */
static Err at_moment(const Tx *tx, History *h, Plot *plot, UnixMs now)
{
    Ctx ctx = *tx->ctx;
    ctx.arena = h->brief;
    ctx.now = now;
    ctx.rand = &h->rand;
    Tx inner = *tx;
    inner.ctx = &ctx;
    inner.notices = NULL; /* nobody watches the past */
    Err err = plot != NULL ? happen(&inner, h, plot) : end_day(&inner, h);
    if (err != OK) {
        (void)ctx_fail(tx->ctx, err, ctx.failure.message, NULL, ctx.failure.args);
        tx->ctx->failure.internal = str_copy(tx->ctx->arena, ctx.failure.internal);
    }
    arena_reset(h->brief);
    return err;
}

/* The plots remember what they did, so a day cannot be played twice: if the store wants to, that is its failure. */
static Err play_day(Tx *tx, const void *in, void *out)
{
    History *h = out;
    (void)in;
    if (h->under_way)
        return fail(tx->ctx, ERR_STORAGE, MSG_STORAGE);
    h->under_way = true;
    for (Plot *plot = earliest(h); plot != NULL && due(plot) <= h->until; plot = earliest(h))
        TRY(at_moment(tx, h, plot, due(plot)));
    return at_moment(tx, h, NULL, h->until);
}

static Err play(Ctx *ctx, Db *db, History *h, const DemoHistory *in)
{
    enum { DAYS_PLAYED = DEMO_DAYS + 1 };
    for (int day = DAYS_PLAYED; day >= 0; day--) {
        h->until = h->now - DAYS(day);
        h->under_way = false;
        TRY(db_write(db, ctx, play_day, NULL, h));
        if (in->progress != NULL)
            in->progress(in->self, DAYS_PLAYED - day + 1, DAYS_PLAYED + 1);
    }
    return OK;
}

static Err release_lease(Tx *tx, const void *in, void *out)
{
    (void)out;
    return lease_release(tx, in);
}

/* At the end, so that the first start need not. */
static Err seal(Ctx *ctx, Db *db)
{
    ServerKeys keys;
    Sealed sealed;
    SealLog job = {&keys, jobs_holder(ctx)};
    TRY(server_keys_load(db, ctx, &keys));
    TRY(seal_log(db, ctx, &job, &sealed));
    return db_write(db, ctx, release_lease, &(Lease){.name = STR("seal_log"), .holder = job.holder}, NULL);
}

/* What an administrator did before it all began. Keys are by the caller's chance: those of the play's could be drawn
 * again by anybody. */
static Err install(const Ctx *caller, Db *db, const Cast *cast)
{
    Ctx ctx = *caller;
    ctx.now = caller->now - DAYS(DEMO_DAYS);
    ctx.actor = cast_any(cast, ROLE_ADMINISTRATOR, 0);
    if (ctx.actor == NULL)
        return OK;
    TRY(partners_register(&ctx, db));
    return devices_register(&ctx, db);
}

static Err set_stage(Ctx *ctx, Db *db, const DemoHistory *in, History *h)
{
    TRY(album_open(ctx, &in->pictures, &h->stage.album));
    tales_open(ctx, ctx->district, h->stage.brain, scenes_park(ctx->district), &h->tales);
    DevicePlots *alarms = ARENA_NEW(ctx->arena, DevicePlots);
    TRY(devices_plots(ctx, db, alarms));
    h->plots = ARENA_ARRAY(ctx->arena, Plot, DEMO_PLOTS_MAX + SCENES_MAX + DEVICE_PLOTS_MAX);
    h->plot_count = days_fill(ctx, &h->tales, h->plots);
    h->plot_count += scenes_set(ctx, &h->tales, h->plots + h->plot_count);
    for (size_t i = 0; i < alarms->len; i++)
        h->plots[h->plot_count++] = alarms->at[i];
    for (size_t i = 0; i < h->plot_count; i++)
        h->plots[i].no_pictures = h->stage.album.len == 0;
    return OK;
}

Err demo_history(Ctx *ctx, Db *db, const Brain *brain, const DemoHistory *in, DemoTold *out)
{
    Arena *brief CLEANUP(arena_freep) = arena_new(STEP_ARENA);
    Ctx own = *ctx;
    Rand chance = rand_seeded(in->seed != 0 ? in->seed : USUAL_SEED);
    History h = {.stage = {.district = ctx->district, .brain = brain},
                 .rand = rand_seeded(chance.state + 1),
                 .kept = ctx->arena,
                 .brief = brief,
                 .now = ctx->now};
    own.rand = &chance;
    Err err = cast_gather(&own, db, &h.stage.cast);
    if (err == OK)
        err = install(ctx, db, &h.stage.cast);
    if (err == OK)
        err = set_stage(&own, db, in, &h);
    if (err == OK)
        err = play(&own, db, &h, in);
    if (err == OK)
        err = seal(&own, db);
    ctx->failure = own.failure;
    if (err == OK)
        *out = h.told;
    return err;
}
