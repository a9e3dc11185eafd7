/* The play of one district; see city.h. Everything happens at a moment of the agenda: a matter comes, a step is due, a
 * desk has a free hand, a clock reaches a rung. */
#include <stdio.h>
#include <stdlib.h>

#include "actions/switch_event_mode.h"
#include "sim/city_parts.h"

/* --- slots --- */

Slot *slot_at(const City *city, uint32_t index)
{
    return &city->chunks[index / SLOTS_CHUNK][index % SLOTS_CHUNK];
}

static void *or_die(void *memory)
{
    if (memory == NULL) {
        fputs("gulou: out of memory\n", stderr);
        abort();
    }
    return memory;
}

Slot *slot_new(City *city)
{
    uint32_t index = (uint32_t)city->slot_count;
    if (city->free_count > 0)
        index = city->free_slots[--city->free_count];
    else if (city->slot_count++ % SLOTS_CHUNK == 0)
        city->chunks[index / SLOTS_CHUNK] = or_die(calloc(SLOTS_CHUNK, sizeof(Slot)));
    Slot *slot = slot_at(city, index);
    uint32_t stamp = slot->stamp + 1; /* entries of who was here before mean nothing */
    *slot = (Slot){.serial = ++city->serial, .index = index, .stamp = stamp, .used = true};
    return slot;
}

static void slot_free(City *city, Slot *slot)
{
    if (city->free_count == city->free_room) {
        city->free_room = city->free_room == 0 ? 1024 : city->free_room * 2;
        city->free_slots = or_die(realloc(city->free_slots, city->free_room * sizeof *city->free_slots));
    }
    slot->used = false;
    slot->stamp++;
    city->free_slots[city->free_count++] = slot->index;
}

bool is_there(const City *city, const Recent *recent)
{
    const Slot *slot = slot_at(city, recent->slot);
    return slot->used && slot->serial == recent->serial;
}

/* --- the agenda --- */

static UnixMs tick_of(UnixMs at)
{
    return (at + JOB_TICK - 1) / JOB_TICK * JOB_TICK;
}

/* When the job comes for the case's next rung. A limit that was changed may put it into the past: the next tick then.
 */
static UnixMs alert_tick(const City *city, const Slot *slot)
{
    UnixMs tick = slot->plot.alert_at != 0 ? tick_of(slot->plot.alert_at) : 0;
    return tick != 0 && tick <= city->fired_at ? city->fired_at + JOB_TICK : tick;
}

void city_schedule(City *city, Slot *slot)
{
    UnixMs alert = alert_tick(city, slot);
    UnixMs next = slot->waits != NULL ? 0 : slot->plot.next_at;
    UnixMs at = next == 0 || (alert != 0 && alert < next) ? alert : next;
    if (at == 0 && slot->waits == NULL)
        return;
    slot->stamp++;
    slot->alert_tick = alert;
    if (at != 0)
        agenda_add(&city->agenda, &(Entry){at < city->now ? city->now : at, slot->serial, slot->index, slot->stamp});
}

/* --- one moment, in memory of its own --- */

static Ctx moment(City *city, const Tx *tx)
{
    Ctx ctx = *tx->ctx;
    ctx.arena = city->brief;
    ctx.now = city->now;
    ctx.rand = &city->ids;
    ctx.district = &city->district;
    ctx.jurisdiction = city->district.code;
    ctx.actor = NULL;
    ctx.failure = (Failure){0};
    return ctx;
}

/* A failure of the play: told upward in memory that lasts. */
static Err carry(const Tx *tx, const Ctx *ctx, Err err)
{
    if (err != OK) {
        (void)ctx_fail(tx->ctx, err, ctx->failure.message, NULL, ctx->failure.args);
        tx->ctx->failure.internal = str_copy(tx->ctx->arena, ctx->failure.internal);
    }
    return err;
}

static void digest_add(City *city, const CaseFile *file)
{
    Str before = {(const char *)city->figures.digest.bytes, HASH_SIZE};
    const char *state = case_state_code((CaseState)file->c.state);
    city->figures.digest = hash_sha256_parts((const Str[]){before, file->c.number, file->last_hash, str_of(state)}, 4);
}

static void finish(City *city, Tx *tx, Slot *slot)
{
    check_end(&city->check, city->file);
    digest_add(city, city->file);
    city->figures.ended[city->file->c.state]++;
    if (city->drop != NULL)
        city->drop(tx->conn, slot->plot.number);
    slot_free(city, slot);
}

static void count_answer(City *city, Slot *slot)
{
    StormFigures *storm = &city->figures.storm;
    if (slot->answered)
        return;
    const CaseClock *t1 = case_clock(city->file, CLOCK_T1, 0, 0);
    if (t1 == NULL || t1->stopped_at == 0)
        return;
    slot->answered = true;
    city->waiting--;
    if (!slot->stormy)
        return;
    storm->in_time += !t1->voided && t1->stopped_at <= t1->due_at;
    UnixMs waited = t1->stopped_at - t1->started_at;
    if (waited > storm->longest_wait)
        storm->longest_wait = waited;
}

static void count_open(City *city, Slot *slot)
{
    bool open = city->file->c.state != CASE_RESOLVED && case_is_open((CaseState)city->file->c.state);
    if (open != slot->plot.open)
        city->open += open ? 1 : -1;
    slot->plot.open = open;
    if (city->open > city->figures.most_open)
        city->figures.most_open = city->open;
}

Err city_look(City *city, Tx *tx, Slot *slot, UnixMs fired_by)
{
    Plot *plot = &slot->plot;
    TRY(case_load(tx, plot->number, city->file));
    plot_think(plot, &city->district, city->file);
    check_look(&city->check, city->file, fired_by);
    count_open(city, slot);
    count_answer(city, slot);
    if (!str_eq(plot->owner, city->file->c.owner)) {
        const Unit *unit = unit_find(&city->district.rights, city->file->c.owner);
        plot->owner = unit != NULL ? unit->code : STR("");
    }
    slot->due_at = plot->alert_at > city->now ? plot->alert_at : city->now;
    slot->waits = NULL; /* thought anew: whoever waited comes again */
    slot->wait_stamp++;
    if (plot->next_at == 0 && plot->alert_at == 0)
        finish(city, tx, slot);
    else
        city_schedule(city, slot);
    return OK;
}

/* --- a clock reaches a rung --- */

Err city_job(City *city, Tx *tx, JobOf job, int64_t *done)
{
    Db *inside CLEANUP(db_closep) = db_inside(tx->conn);
    JobsSetup setup = {.db = inside, .district = &city->district, .holder = STR("simulation")};
    JobRun run = {.setup = &setup, .name = "simulation", .every = JOB_TICK, .ctx = tx->ctx};
    TRY(job(&run));
    city->figures.jobs++;
    city->figures.transactions += run.done;
    *done += run.done;
    return OK;
}

static Err alert(City *city, Tx *tx, Slot *slot)
{
    if (city->fired_at != city->now) /* the job takes all that is due; the others of this moment only look */
        TRY(city_job(city, tx, fire_clocks, &city->figures.done.fired));
    city->fired_at = city->now;
    check_fired(&city->check, slot->due_at, city->now);
    return city_look(city, tx, slot, city->now);
}

/* --- the storm --- */

static Err switch_mode(Tx *tx, const void *in, void *out)
{
    (void)out;
    return switch_event_mode(tx, in);
}

static Err watch_storm(City *city, Tx *tx)
{
    const Storm *storm = &city->play->scenario->storm;
    StormFigures *figures = &city->figures.storm;
    if (storm->factor == 0 || city->now < storm->from)
        return OK;
    if (!city->mode_on && figures->answered_at == 0) {
        city->mode_on = true;
        city->open_before = city->open;
        city->waiting_before = city->waiting;
        if (city->play->storm_events == NULL)
            return OK;
        SwitchEventMode in = {.event = city->play->storm_events->at[0], .on = true, .note = STR("模拟")};
        tx->ctx->actor = cast_any(&city->stage.cast, ROLE_CENTRE_LEADER, 0);
        Db *inside CLEANUP(db_closep) = db_inside(tx->conn);
        return db_write(inside, tx->ctx, switch_mode, &in, NULL);
    }
    if (city->now < storm->until)
        return OK;
    if (figures->answered_at == 0 && city->waiting <= city->waiting_before)
        figures->answered_at = city->now;
    if (figures->done_at == 0 && city->open <= city->open_before)
        figures->done_at = city->now;
    if (figures->answered_at != 0 && figures->done_at != 0)
        city->mode_on = false;
    return OK;
}

/* --- the whole --- */

static Err happen(City *city, Tx *tx)
{
    const Entry *first = agenda_first(&city->agenda);
    bool comes = city->next_arrival < city->arrivals_end && (first == NULL || city->next_arrival <= first->at);
    TRY(watch_storm(city, tx));
    if (comes) {
        city->next_arrival = scenario_next(city->play->scenario, &city->district.calendar, &city->arrivals, city->now);
        return city_arrive(city, tx);
    }
    Entry entry = agenda_take(&city->agenda);
    if (entry.what & DESK_MARK) {
        Desk *desk = &city->desks.at[entry.what & ~(uint32_t)DESK_MARK];
        desk->busy--;
        return city_serve(city, tx, desk);
    }
    Slot *slot = slot_at(city, entry.what);
    if (!slot->used || slot->serial != entry.order || slot->stamp != entry.stamp)
        return OK;
    bool rung = slot->alert_tick != 0 && slot->alert_tick <= city->now;
    return rung ? alert(city, tx, slot) : city_step(city, tx, slot);
}

/* 0: nothing will. */
static UnixMs next_moment(const City *city)
{
    const Entry *first = agenda_first(&city->agenda);
    UnixMs at = first != NULL ? first->at : 0;
    if (city->next_arrival < city->arrivals_end && (at == 0 || city->next_arrival < at))
        at = city->next_arrival;
    return at;
}

Err city_play(Tx *tx, City *city, const Stretch *stretch, bool *over)
{
    int64_t until = stretch->most > 0 ? city->figures.transactions + stretch->most : INT64_MAX;
    for (UnixMs at; (at = next_moment(city)) != 0 && at < stretch->until;) {
        if (city->figures.transactions >= until)
            return OK;
        city->now = at;
        Ctx ctx = moment(city, tx);
        Tx inner = {.ctx = &ctx, .conn = tx->conn, .writes = true};
        Err err = happen(city, &inner);
        TRY(carry(tx, &ctx, err));
        arena_reset(city->brief);
    }
    *over = next_moment(city) == 0;
    return OK;
}

static Err gather(City *city, Tx *tx)
{
    Db *inside CLEANUP(db_closep) = db_inside(tx->conn);
    Ctx ctx = moment(city, tx);
    ctx.arena = city->kept;
    Err err = cast_gather(&ctx, inside, &city->stage.cast);
    return carry(tx, &ctx, err);
}

Err city_begin(Tx *tx, City *city)
{
    const Play *play = city->play;
    city->stage = (Stage){.district = &city->district, .brain = play->brain};
    album_of_rows(&city->stage.album);
    TRY(gather(city, tx));
    desks_open(&(DesksWish){&city->district, play->scenario, play->usual}, &city->desks);
    city->arrivals_end = play->scenario->starts_at + DAYS(play->scenario->days);
    city->next_arrival =
        scenario_next(play->scenario, &city->district.calendar, &city->arrivals, play->scenario->starts_at);
    return OK;
}

Err city_end(Tx *tx, City *city)
{
    Ctx ctx = moment(city, tx);
    Tx inner = {.ctx = &ctx, .conn = tx->conn};
    int64_t left = (int64_t)(city->slot_count - city->free_count);
    for (size_t i = 0; i < city->desks.len; i++) {
        city->figures.desk_worked += city->desks.at[i].worked;
        city->figures.desk_hands += city->desks.at[i].hands * (city->arrivals_end - city->play->scenario->starts_at);
    }
    if (left != 0)
        check_tell(&city->check, "%lld cases are neither over nor under way", (long long)left);
    Err err = check_store(&inner, &city->figures.done, &city->check);
    return carry(tx, &ctx, err);
}

City *city_new(const Play *play, size_t index)
{
    City *city = or_die(calloc(1, sizeof *city));
    Rand seed = rand_seeded(play->scenario->seed * 1000003 + index);
    city->play = play;
    city->kept = arena_new(SIZE_MAX);
    city->brief = arena_new(STEP_ARENA);
    city->chunks = or_die(calloc(CHUNKS_MAX, sizeof(Slot *)));
    city->file = or_die(calloc(1, sizeof *city->file));
    if (index == 0)
        (void)snprintf(city->code, sizeof city->code, STR_FMT, STR_ARG(play->district->code));
    else
        (void)snprintf(city->code, sizeof city->code, STR_FMT "-%02zu", STR_ARG(play->district->code), index);
    city->district = *play->district;
    city->district.code = str_of(city->code);
    city->arrivals = rand_seeded(rand_below(&seed, INT64_MAX));
    city->ids = rand_seeded(rand_below(&seed, INT64_MAX));
    city->fates = rand_seeded(rand_below(&seed, INT64_MAX));
    city->check.district = &city->district;
    city->now = play->scenario->starts_at;
    return city;
}

void city_free(City *city)
{
    if (city == NULL)
        return;
    for (size_t i = 0; i * SLOTS_CHUNK < city->slot_count; i++)
        free(city->chunks[i]);
    free(city->chunks);
    free(city->free_slots);
    free(city->file);
    agenda_free(&city->agenda);
    desks_free(&city->desks);
    arena_free(city->kept);
    arena_free(city->brief);
    free(city);
}

Str city_code(const City *city)
{
    return city->district.code;
}

const District *city_district(const City *city)
{
    return &city->district;
}

UnixMs city_now(const City *city)
{
    return city->now;
}

const CityFigures *city_figures(const City *city)
{
    return &city->figures;
}

const Check *city_check(const City *city)
{
    return &city->check;
}

void city_on_end(City *city, void (*drop)(Conn *conn, Str number))
{
    city->drop = drop;
}
