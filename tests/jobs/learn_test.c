/* The job around the training: here the training is another program, so that nothing is learnt. */
#include "support/world.h"

#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jobs/job.h"
#include "jobs/learn.h"
#include "learning/schedule.h"
#include "store/lease_store.h"

typedef struct Night {
    World world;
    JobsSetup setup;
} Night;

static Night night_with(const char *program)
{
    Night night = {.world = world_new()};
    World *w = &night.world;
    night.setup = (JobsSetup){.db = w->db, .district = w->district, .holder = STR("here")};
    night.setup.learner = learner_new(&(LearnerSetup){.folder = w->folder, .program = program});
    return night;
}

static void night_over(Night *night)
{
    learner_free(night->setup.learner);
    world_end(&night->world);
}

static Err ask(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    return learn_ask(tx);
}

static Err read_schedule(Tx *tx, const void *in, void *out)
{
    (void)in;
    return learn_schedule(tx, out);
}

static LearnSchedule schedule(Night *night)
{
    LearnSchedule s;
    assert_ok(db_read(night->world.db, &night->world.ctx, read_schedule, NULL, &s));
    return s;
}

static void run(Night *night)
{
    JobRun job = {.setup = &night->setup, .name = "learn", .every = SECONDS(5), .ctx = &night->world.ctx};
    Err err = learn_nightly(&job);
    assert_true(err == OK || err == ERR_BUSY);
}

static void run_to_the_end(Night *night)
{
    for (int i = 0; i < 500 && learner_busy(night->setup.learner); i++) {
        (void)usleep(10000);
        run(night);
    }
    assert_false(learner_busy(night->setup.learner));
}

TEST(asked_for_it_trains_once_and_notes_the_end)
{
    Night night CLEANUP(night_over) = night_with("/bin/true");
    World *w = &night.world;
    run(&night); /* ten in the morning, nobody asked */
    assert_false(learner_busy(night.setup.learner));
    assert_ok(db_write(w->db, &w->ctx, ask, NULL, NULL));
    w->ctx.now += SECONDS(5);
    run(&night);
    assert_true(learner_busy(night.setup.learner));
    assert_int_equal(schedule(&night).started_at, w->ctx.now);
    run_to_the_end(&night);
    assert_int_equal(schedule(&night).ended_at, w->ctx.now);
    run(&night);
    assert_false(learner_busy(night.setup.learner));
}

static Err take(Tx *tx, const void *in, void *out)
{
    (void)out;
    return lease_take(tx, in);
}

TEST(while_another_process_learns_this_one_does_not)
{
    Night night CLEANUP(night_over) = night_with("/bin/true");
    World *w = &night.world;
    assert_ok(db_write(w->db, &w->ctx, ask, NULL, NULL));
    w->ctx.now += SECONDS(5);
    Lease lease = {STR("learn"), STR("elsewhere"), JOB_LEASE};
    assert_ok(db_write(w->db, &w->ctx, take, &lease, NULL));
    run(&night);
    assert_false(learner_busy(night.setup.learner));
    assert_int_equal(schedule(&night).started_at, 0);
    lease.span = 0; /* it died, and its time has run out */
    assert_ok(db_write(w->db, &w->ctx, take, &lease, NULL));
    run(&night);
    assert_true(learner_busy(night.setup.learner));
}

TEST(a_training_that_cannot_be_started_does_not_look_like_one_that_runs)
{
    Night night CLEANUP(night_over) = night_with("/nowhere/gulou");
    World *w = &night.world;
    assert_ok(db_write(w->db, &w->ctx, ask, NULL, NULL));
    w->ctx.now += SECONDS(5);
    run(&night);
    LearnSchedule s = schedule(&night);
    assert_false(learner_busy(night.setup.learner));
    assert_false(learn_is_running(&s, w->ctx.now));
}

TEST(a_server_that_stops_takes_its_training_along)
{
    Night night = night_with(NULL);
    World *w = &night.world;
    char *script = str_z(w->ctx.arena, str_printf(w->ctx.arena, "%s/slow", w->folder));
    char *mark = str_z(w->ctx.arena, str_printf(w->ctx.arena, "%s/pid", w->folder));
    FILE *file = fopen(script, "w");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\necho $$ >%s\nexec sleep 60\n", mark);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(script, 0700), 0);
    learner_free(night.setup.learner);
    night.setup.learner = learner_new(&(LearnerSetup){.folder = w->folder, .program = script});
    assert_ok(db_write(w->db, &w->ctx, ask, NULL, NULL));
    w->ctx.now += SECONDS(5);
    run(&night);
    int pid = 0;
    for (int i = 0; i < 500 && pid == 0; i++) {
        (void)usleep(10000);
        file = fopen(mark, "r");
        if (file != NULL && fscanf(file, "%d", &pid) != 1)
            pid = 0;
        if (file != NULL)
            (void)fclose(file);
    }
    assert_true(pid > 0);
    assert_int_equal(kill(pid, 0), 0);
    night_over(&night);
    assert_int_not_equal(kill(pid, 0), 0);
}
