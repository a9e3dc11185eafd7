#include "support/world.h"

#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "jobs/job.h"
#include "store/lease_store.h"
#include "store/outbox_store.h"

static Err take(Tx *tx, const void *in, void *out)
{
    (void)out;
    return lease_take(tx, in);
}

TEST(while_another_process_has_the_lease_nothing_fires)
{
    World w CLEANUP(world_end) = world_new();
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3});
    JobsSetup setup = {.db = w.db, .district = w.district, .holder = STR("here")};
    w.ctx.now += MINUTES(11);
    Lease lease = {STR("fire_clocks"), STR("elsewhere"), JOB_LEASE};
    assert_ok(db_write(w.db, &w.ctx, take, &lease, NULL));
    jobs_run_due(&setup, &w.ctx);
    assert_int_equal(world_events(&w, number, "CLOCK_ALERT"), 0);
    lease.span = 0; /* its time has run out */
    assert_ok(db_write(w.db, &w.ctx, take, &lease, NULL));
    jobs_run_due(&setup, &w.ctx);
    assert_int_equal(world_events(&w, number, "CLOCK_ALERT"), 1);
}

TEST(the_thread_fires_by_the_wall_clock_and_gives_its_leases_back)
{
    World w CLEANUP(world_end) = world_new();
    w.ctx.now = clock_now() - MINUTES(11);
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3});
    JobsSetup setup = {.db = w.db, .district = w.district, .holder = jobs_holder(&w.ctx)};
    Jobs *jobs = NULL;
    assert_ok(jobs_start(&w.ctx, &setup, &jobs));
    for (int i = 0; i < 100 && world_events(&w, number, "CLOCK_ALERT") == 0; i++)
        (void)usleep(50000);
    int64_t poked = clock_monotonic_us();
    jobs_poke(jobs);
    jobs_stop(jobs);
    assert_true(clock_monotonic_us() - poked < 5000000);
    assert_int_equal(world_events(&w, number, "CLOCK_ALERT"), 1);
    w.ctx.now = clock_now();
    Lease lease = {STR("fire_clocks"), STR("the next process"), JOB_LEASE};
    assert_ok(db_write(w.db, &w.ctx, take, &lease, NULL));
    jobs_stop(NULL);
}

typedef struct LeaseSeen {
    char holder[16];
    int64_t until;
} LeaseSeen;

static Err see_lease(Tx *tx, const void *in, void *out)
{
    LeaseSeen *seen = out;
    Rows rows CLEANUP(rows_close) = {0};
    DbValue args[] = {db_text(*(const Str *)in)};
    TRY(db_query_text(tx, &rows, &(DbText){"SELECT holder, until FROM leases WHERE name = $1", args, 1}));
    *seen = (LeaseSeen){0};
    if (rows_next(&rows)) {
        Str holder = rows_text(&rows, 0);
        memcpy(seen->holder, holder.at, holder.len < sizeof seen->holder ? holder.len : 0);
        seen->until = rows_int(&rows, 1);
    }
    return rows_end(&rows);
}

static LeaseSeen lease_of(World *w, Str job)
{
    LeaseSeen seen;
    assert_ok(db_read(w->db, &w->ctx, see_lease, &job, &seen));
    return seen;
}

TEST(a_job_that_is_done_is_nobodys_until_its_next_time_and_one_left_halfway_is_soon_anothers)
{
    World w CLEANUP(world_end) = world_new();
    w.ctx.now = clock_now(); /* which is the server's as well */
    JobsSetup setup = {.db = w.db, .district = w.district, .holder = STR("here")};
    atomic_bool stopping = true;
    JobRun half = {.setup = &setup, .name = "sweep", .every = HOURS(1), .ctx = &w.ctx, .stopping = &stopping};
    assert_ok(job_write(&half, see_lease, &STR("sweep"), &(LeaseSeen){0}));
    assert_ok(job_rest(&half)); /* told to stop: not done */
    LeaseSeen left = lease_of(&w, STR("sweep"));
    assert_string_equal(left.holder, "here");
    assert_true(left.until <= clock_now() + JOB_LEASE);
    jobs_run_due(&setup, &w.ctx);
    LeaseSeen done = lease_of(&w, STR("sweep"));
    assert_true(done.until > clock_now() + MINUTES(59));
    JobsSetup other = {.db = w.db, .district = w.district, .holder = STR("elsewhere")};
    jobs_run_due(&other, &w.ctx);
    assert_string_equal(lease_of(&w, STR("sweep")).holder, "here");
}
