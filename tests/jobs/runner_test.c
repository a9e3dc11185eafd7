#include "support/world.h"

#include <stdatomic.h>
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
    Lease lease = {STR("fire_clocks"), STR("elsewhere"), w.ctx.now + SECONDS(30)};
    assert_ok(db_write(w.db, &w.ctx, take, &lease, NULL));
    jobs_run_due(&setup, &w.ctx);
    assert_int_equal(world_events(&w, number, "CLOCK_ALERT"), 0);
    w.ctx.now += SECONDS(30); /* it died: its lease has run out */
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
    Lease lease = {STR("fire_clocks"), STR("the next process"), w.ctx.now + SECONDS(30)};
    assert_ok(db_write(w.db, &w.ctx, take, &lease, NULL));
    jobs_stop(NULL);
}
