/* The table of jobs and the thread that runs it; see runner.h. */
#include "jobs/runner.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "jobs/job.h"
#include "store/lease_store.h"

static const struct Job {
    const char *name;
    UnixMs every;
    JobFn run;
    bool leased; /* one process does it for all; otherwise each for itself */
} table[] = {
    {"fire_clocks", SECONDS(1), fire_clocks, true},
    {"wake_cases", SECONDS(10), wake_cases, true},
    {"take_mail", SECONDS(1), take_mail, false},
    {"send_outbox", SECONDS(1), send_outbox, true}, /* after it: its answers leave at once */
    {"tell_alerts", SECONDS(5), tell_alerts, true},
    {"fetch_media", SECONDS(2), fetch_media, true},
    {"fetch_linked", SECONDS(2), fetch_linked, true},
    {"seal_log", SECONDS(5), seal_events, true},
    {"tell_hooks", SECONDS(2), tell_hooks, true},
    {"push_cases", SECONDS(2), push_cases, true},
    {"end_accounts", MINUTES(1), end_accounts, true},
    {"make_tasks", MINUTES(5), make_tasks, true},
    {"sweep", HOURS(1), sweep, true},
    {"learn", SECONDS(5), learn_nightly, true},
    {"follow_model", SECONDS(10), follow_model, false},
    {"follow_district", SECONDS(10), follow_district, false},
    {"compare_clocks", MINUTES(1), compare_clocks, false},
    {"add_up", SECONDS(5), add_up, true},
    {"index_cases", SECONDS(1), index_cases, true},
    {"retain", HOURS(1), retain, true},
    {"make_years", HOURS(6), make_years, true},
    {"archive_cases", HOURS(1), archive_cases, true},
    {"play_demo", MINUTES(5), play_demo, true},
};

#define POKED_EVERY SECONDS(10) /* a poke runs what runs at least so often */

struct Jobs {
    const JobsSetup *setup;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards `poked` */
    pthread_cond_t wake;
    bool poked;
    atomic_bool stopping;
    int64_t next_us[COUNT_OF(table)]; /* on the monotonic clock */
};

Str jobs_holder(Ctx *ctx)
{
    unsigned char bits[12];
    rand_bytes(ctx->rand, bits, sizeof bits);
    return str_hex(ctx->arena, bits, sizeof bits);
}

static void tell_end(const JobRun *run, Err err, int64_t started_us)
{
    const Failure *why = &run->ctx->failure;
    int64_t ms = (clock_monotonic_us() - started_us) / 1000;
    if (err == ERR_BUSY && why->message == MSG_LEASE_HELD)
        return;
    if (err == ERR_BUSY && why->message == MSG_BUSY) /* it runs again within seconds, or at its next time */
        log_line(LOG_WARN, "a job waits for the database", LOG_STR("job", str_of(run->name)));
    else if (err != OK)
        log_line(LOG_ERROR, "a job failed", LOG_STR("job", str_of(run->name)), LOG_STR("err", str_of(err_name(err))),
                 LOG_STR("why", str_of(message_code(why->message))), LOG_STR("internal", why->internal));
    else if (run->done > 0)
        log_line(LOG_INFO, "job", LOG_STR("job", str_of(run->name)), LOG_I64("done", run->done), LOG_I64("ms", ms));
}

static void run_job(const struct Job *job, const JobsSetup *setup, const Ctx *from, atomic_bool *stopping)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Ctx ctx = {.arena = arena,
               .now = from->now,
               .rand = from->rand,
               .jurisdiction = setup->district->code,
               .district = setup->district,
               .request_id = str_of(job->name)};
    JobRun run = {.setup = setup, .name = job->name, .every = job->every, .ctx = &ctx, .stopping = stopping};
    int64_t started = clock_monotonic_us();
    Err err = job->run(&run);
    if (err == OK && job->leased)
        err = job_rest(&run);
    tell_end(&run, err, started);
}

void jobs_run_due(const JobsSetup *setup, const Ctx *ctx)
{
    for (size_t i = 0; i < COUNT_OF(table); i++)
        run_job(&table[i], setup, ctx, NULL);
}

static Err release_all(Tx *tx, const void *in, void *out)
{
    const JobsSetup *setup = in;
    (void)out;
    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (table[i].leased && table[i].every <= JOB_LEASE)
            TRY(lease_release(tx, &(Lease){.name = str_of(table[i].name), .holder = setup->holder}));
    return OK;
}

static void release_leases(const JobsSetup *setup)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Rand rand = rand_system();
    Ctx ctx = {.arena = arena, .now = clock_now(), .rand = &rand, .jurisdiction = setup->district->code};
    if (db_write(setup->db, &ctx, release_all, setup, NULL) != OK)
        log_line(LOG_WARN, "leases run out by themselves");
}

/* Up to a second, or until somebody pokes; true: poked. */
static bool rest(Jobs *jobs)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec++;
    (void)pthread_mutex_lock(&jobs->mutex);
    int waited = 0;
    while (!jobs->poked && waited == 0)
        waited = pthread_cond_timedwait(&jobs->wake, &jobs->mutex, &until);
    bool poked = jobs->poked;
    jobs->poked = false;
    (void)pthread_mutex_unlock(&jobs->mutex);
    return poked;
}

static void run_round(Jobs *jobs, bool poked)
{
    Rand rand = rand_system();
    for (size_t i = 0; i < COUNT_OF(table) && !atomic_load(&jobs->stopping); i++) {
        bool quick = poked && table[i].every <= POKED_EVERY;
        if (!quick && clock_monotonic_us() < jobs->next_us[i])
            continue;
        Ctx now = {.now = clock_now(), .rand = &rand};
        run_job(&table[i], jobs->setup, &now, &jobs->stopping);
        jobs->next_us[i] = clock_monotonic_us() + table[i].every * 1000;
    }
}

static void *work(void *self)
{
    Jobs *jobs = self;
    bool poked = false;
    while (!atomic_load(&jobs->stopping)) {
        run_round(jobs, poked);
        poked = rest(jobs);
    }
    return NULL;
}

Err jobs_start(Ctx *ctx, const JobsSetup *setup, Jobs **out)
{
    Jobs *jobs = calloc(1, sizeof *jobs);
    if (jobs == NULL)
        abort();
    jobs->setup = setup;
    log_line(LOG_INFO, "jobs begin", LOG_STR("holder", setup->holder));
    pthread_condattr_t attr;
    (void)pthread_condattr_init(&attr);
    (void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&jobs->mutex, NULL);
    (void)pthread_cond_init(&jobs->wake, &attr);
    (void)pthread_condattr_destroy(&attr);
    if (pthread_create(&jobs->thread, NULL, work, jobs) != 0) {
        free(jobs);
        return fail(ctx, ERR_BUSY, MSG_BUSY);
    }
    *out = jobs;
    return OK;
}

const JobsSetup *jobs_setup(const Jobs *jobs)
{
    return jobs->setup;
}

void jobs_poke(Jobs *jobs)
{
    (void)pthread_mutex_lock(&jobs->mutex);
    jobs->poked = true;
    (void)pthread_cond_signal(&jobs->wake);
    (void)pthread_mutex_unlock(&jobs->mutex);
}

void jobs_stop(Jobs *jobs)
{
    if (jobs == NULL)
        return;
    atomic_store(&jobs->stopping, true);
    jobs_poke(jobs);
    (void)pthread_join(jobs->thread, NULL);
    release_leases(jobs->setup);
    (void)pthread_cond_destroy(&jobs->wake);
    (void)pthread_mutex_destroy(&jobs->mutex);
    free(jobs);
}
