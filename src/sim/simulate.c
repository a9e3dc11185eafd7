/* Threads, stores and sums; see simulate.h. A thread takes the next district that nobody plays yet and plays it to its
 * end: so that only as many districts as threads are in memory at once, and the number of threads changes nothing. */
#include "sim/simulate.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "jobs/seal_log.h"
#include "sim/memory.h"

enum { CITIES_MAX = 512, THREADS_MAX = 64 };

typedef struct Run {
    const Simulation *in;
    const Ctx *ctx;
    Play play;
    City *cities[CITIES_MAX];
    SimSums sums;
    pthread_mutex_t mutex; /* guards sums, days_done and the failure */
    atomic_size_t next;
    atomic_bool failed;
    int64_t days_done, days_all;
    Err err;
    Ctx *told; /* the caller's: what failed */
} Run;

/* --- one district's store --- */

static Err seed_people(Tx *tx, const void *in, void *out)
{
    (void)out;
    return district_seed_people(tx, in, &(DistrictSeed){.password = STR("$argon2id$nobody signs in here")});
}

static Err begin(Tx *tx, const void *in, void *out)
{
    (void)in;
    return city_begin(tx, out);
}

typedef struct Batch {
    Stretch stretch;
    bool under_way, over;
    City *city;
} Batch;

/* The play remembers what was done, so a batch cannot be played twice: where a store wants to, that is its failure. */
static Err play_batch(Tx *tx, const void *in, void *out)
{
    Batch *batch = out;
    (void)in;
    if (batch->under_way)
        return fail(tx->ctx, ERR_STORAGE, MSG_STORAGE);
    batch->under_way = true;
    return city_play(tx, batch->city, &batch->stretch, &batch->over);
}

static Err end(Tx *tx, const void *in, void *out)
{
    (void)in;
    return city_end(tx, out);
}

static void day_done(Run *run, int64_t days)
{
    (void)pthread_mutex_lock(&run->mutex);
    run->days_done += days;
    if (run->in->progress != NULL)
        run->in->progress(run->in->self, run->days_done < run->days_all ? run->days_done : run->days_all,
                          run->days_all);
    (void)pthread_mutex_unlock(&run->mutex);
}

/* Days of the scenario that have gone by since `before`, told as progress. */
static void tell_days(Run *run, const City *city, int64_t *before)
{
    int64_t day = (city_now(city) - run->in->scenario.starts_at) / DAYS(1);
    day = day < run->in->scenario.days ? day : run->in->scenario.days;
    if (day > *before)
        day_done(run, day - *before);
    *before = day > *before ? day : *before;
}

static Err play_all(Run *run, Ctx *ctx, Db *db, City *city)
{
    int64_t day = 0;
    for (Batch batch = {.city = city}; !batch.over;) {
        batch.under_way = false;
        batch.stretch = (Stretch){.until = INT64_MAX, .most = run->in->batch};
        TRY(db_write(db, ctx, play_batch, NULL, &batch));
        tell_days(run, city, &day);
        if (atomic_load(&run->failed))
            return OK;
    }
    return OK;
}

static Err seal(Ctx *ctx, Db *db)
{
    ServerKeys keys;
    Sealed sealed;
    TRY(server_keys_load(db, ctx, &keys));
    return seal_log(db, ctx, &(SealLog){&keys, STR("simulation")}, &sealed);
}

static Err play_stored(Run *run, Ctx *ctx, Db *db, City *city)
{
    TRY(db_migrate(db, ctx));
    if (run->in->data != NULL) /* a database that is shared belongs to no single district's files */
        TRY(district_replace(db, ctx, run->in->files, city_district(city)));
    TRY(db_write(db, ctx, seed_people, run->in->files, NULL));
    TRY(db_write(db, ctx, begin, NULL, city));
    TRY(play_all(run, ctx, db, city));
    TRY(db_read(db, ctx, end, NULL, city));
    return seal(ctx, db);
}

static Err play_in_memory(Run *run, Ctx *ctx, City *city)
{
    Conn *conn = memory_open();
    Tx tx = {.ctx = ctx, .conn = conn, .writes = true};
    int64_t day = 0;
    bool over = false;
    city_on_end(city, memory_drop);
    Err err = seed_people(&tx, run->in->files, NULL);
    if (err == OK)
        err = city_begin(&tx, city);
    for (UnixMs until = run->in->scenario.starts_at; err == OK && !over && !atomic_load(&run->failed);) {
        until += DAYS(1);
        err = city_play(&tx, city, &(Stretch){.until = until}, &over);
        tell_days(run, city, &day);
    }
    if (err == OK && over)
        err = city_end(&tx, city);
    MemoryUse use = memory_use(conn);
    (void)pthread_mutex_lock(&run->mutex);
    run->sums.runs += use.runs;
    run->sums.queries += use.queries;
    (void)pthread_mutex_unlock(&run->mutex);
    memory_close(conn);
    return err;
}

static Err play_on_store(Run *run, Ctx *ctx, City *city, size_t index)
{
    const Simulation *in = run->in;
    const char *path = in->database;
    Db *db CLEANUP(db_closep) = NULL;
    if (in->data != NULL) {
        path = str_z(ctx->arena, str_printf(ctx->arena, "%s/%02zu", in->data, index + 1));
        (void)mkdir(in->data, 0700);
        (void)mkdir(path, 0700);
        path = str_z(ctx->arena, str_printf(ctx->arena, "%s/gulou.db", path));
    }
    TRY(db_open(ctx, &(DbOptions){.path = path, .readers = 1}, &db));
    TRY(play_stored(run, ctx, db, city));
    DbMetrics metrics = db_metrics(db);
    (void)pthread_mutex_lock(&run->mutex);
    run->sums.commits += metrics.commits;
    (void)pthread_mutex_unlock(&run->mutex);
    return OK;
}

/* --- sums --- */

static void keep_failure(Run *run, const Ctx *ctx, Err err)
{
    (void)pthread_mutex_lock(&run->mutex);
    if (run->err == OK) {
        run->err = err;
        (void)ctx_fail(run->told, err, ctx->failure.message, NULL, ctx->failure.args);
        run->told->failure.internal = str_copy(run->told->arena, ctx->failure.internal);
    }
    atomic_store(&run->failed, true);
    (void)pthread_mutex_unlock(&run->mutex);
}

static void *play_some(void *self)
{
    Run *run = self;
    for (size_t i; (i = atomic_fetch_add(&run->next, 1)) < run->in->districts && !atomic_load(&run->failed);) {
        Arena *arena CLEANUP(arena_freep) = arena_new(SIZE_MAX);
        Rand rand = rand_seeded(run->in->scenario.seed + run->in->before + i);
        City *city = run->cities[i];
        Ctx ctx = *run->ctx;
        ctx.arena = arena;
        ctx.rand = &rand;
        ctx.now = run->in->scenario.starts_at;
        ctx.district = city_district(city);
        ctx.jurisdiction = city_code(city);
        bool memory = run->in->data == NULL && run->in->database == NULL;
        Err err = memory ? play_in_memory(run, &ctx, city) : play_on_store(run, &ctx, city, run->in->before + i);
        if (err != OK)
            keep_failure(run, &ctx, err);
    }
    return NULL;
}

static void later(UnixMs *sum, UnixMs at)
{
    if (at > *sum)
        *sum = at;
}

static void add_figures(CityFigures *sum, const CityFigures *one)
{
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        sum->done.steps[i] += one->done.steps[i];
        sum->refused[i] += one->refused[i];
    }
    for (size_t i = 0; i < CASE_STATE_COUNT; i++)
        sum->ended[i] += one->ended[i];
    sum->done.cases += one->done.cases;
    sum->done.fired += one->done.fired;
    sum->done.woken += one->done.woken;
    sum->transactions += one->transactions;
    sum->jobs += one->jobs;
    sum->most_open += one->most_open;
    sum->desk_worked += one->desk_worked;
    sum->desk_hands += one->desk_hands;
    later(&sum->most_waiting_desk, one->most_waiting_desk);
    sum->storm.cases += one->storm.cases;
    sum->storm.in_time += one->storm.in_time;
    sum->storm.most_waiting += one->storm.most_waiting;
    later(&sum->storm.longest_wait, one->storm.longest_wait);
    later(&sum->storm.answered_at, one->storm.answered_at);
    later(&sum->storm.done_at, one->storm.done_at);
    const Str both[] = {{(const char *)sum->digest.bytes, HASH_SIZE}, {(const char *)one->digest.bytes, HASH_SIZE}};
    sum->digest = hash_sha256_parts(both, COUNT_OF(both));
}

static void add_check(SimSums *sums, const Check *check, size_t index)
{
    for (size_t i = 0; i < CLOCK_COUNT; i++) {
        sums->clocks[i].started += check->clocks[i].started;
        sums->clocks[i].stopped += check->clocks[i].stopped;
        sums->clocks[i].voided += check->clocks[i].voided;
        sums->clocks[i].running += check->clocks[i].running;
        sums->clocks[i].met += check->clocks[i].met;
        sums->clocks[i].missed += check->clocks[i].missed;
    }
    sums->rungs += check->rungs;
    sums->overdues += check->overdues;
    sums->recounted += check->recounted;
    later(&sums->latest, check->latest);
    for (int64_t i = 0; i < check->findings; i++) {
        if (sums->findings < FINDINGS_TOLD && i < FINDINGS_TOLD)
            (void)snprintf(sums->told[sums->findings], sizeof sums->told[0], "%02zu: %s", index + 1, check->told[i]);
        sums->findings++;
    }
}

/* --- the whole --- */

static double seconds_of(clockid_t clock)
{
    struct timespec at;
    (void)clock_gettime(clock, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static Err prepare(Ctx *ctx, Run *run, Tellings *tellings, Events *events)
{
    static const char *const storm_kinds[] = {"P0401", "E0108", "P0305", "E0406", "P0109", "E0407", "P0504", "E03"};
    const Simulation *in = run->in;
    TellingsWish wish = {
        .district = in->district, .brain = in->brain, .count = (size_t)in->scenario.texts, .seed = in->scenario.seed};
    run->play = (Play){&in->scenario, in->district, in->brain, &tellings[0], NULL, NULL};
    TRY(tellings_draw(ctx, &wish, &tellings[0]));
    if (in->scenario.storm.factor == 0)
        return OK;
    if (event_find(in->district, STR("typhoon")) != NULL) {
        *events = (Events){.at = {STR("typhoon")}, .len = 1};
        wish.events = run->play.storm_events = events;
    }
    wish.kinds = storm_kinds;
    wish.kind_count = COUNT_OF(storm_kinds);
    wish.seed++;
    run->play.storm = &tellings[1];
    return tellings_draw(ctx, &wish, &tellings[1]);
}

static void play_districts(Run *run)
{
    pthread_t threads[THREADS_MAX];
    size_t started = 0, wanted = run->in->threads < THREADS_MAX ? run->in->threads : THREADS_MAX;
    for (; started + 1 < wanted; started++)
        if (pthread_create(&threads[started], NULL, play_some, run) != 0)
            break;
    (void)play_some(run);
    for (size_t i = 0; i < started; i++)
        (void)pthread_join(threads[i], NULL);
}

static void sum_up(Run *run)
{
    for (size_t i = 0; i < run->in->districts; i++) {
        add_figures(&run->sums.figures, city_figures(run->cities[i]));
        add_check(&run->sums, city_check(run->cities[i]), run->in->before + i);
    }
}

Err simulate(Ctx *ctx, const Simulation *in, SimTold *out)
{
    Run run = {.in = in, .ctx = ctx, .told = ctx, .days_all = in->scenario.days * (int64_t)in->districts};
    Tellings tellings[2];
    Events events;
    struct rusage usage;
    double start = seconds_of(CLOCK_MONOTONIC);
    if (in->districts < 1 || in->before + in->districts > CITIES_MAX)
        return fail(ctx, ERR_INVALID, MSG_FIELD_RANGE, STR("districts"), STR("1"), STR("512"));
    TRY(prepare(ctx, &run, tellings, &events));
    (void)pthread_mutex_init(&run.mutex, NULL);
    for (size_t i = 0; i < in->districts; i++)
        run.cities[i] = city_new(&run.play, in->before + i);
    double ready = seconds_of(CLOCK_MONOTONIC), cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    play_districts(&run);
    sum_up(&run);
    (void)getrusage(RUSAGE_SELF, &usage);
    *out = (SimTold){.sums = run.sums,
                     .prepare_s = ready - start,
                     .play_s = seconds_of(CLOCK_MONOTONIC) - ready,
                     .cpu_s = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu,
                     .peak_kb = usage.ru_maxrss};
    for (size_t i = 0; i < in->districts; i++)
        city_free(run.cities[i]);
    (void)pthread_mutex_destroy(&run.mutex);
    return run.err;
}
