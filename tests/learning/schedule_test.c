#include "learning/town.h"

#include "learning/schedule.h"

/* 02:00 in Fuzhou, the night of TEST_NOW's day. */
#define TWO_AT_NIGHT (TEST_NOW - HOURS(8))

static const Calendar fuzhou = {.offset_minutes = 480};

static bool due(UnixMs now, LearnSchedule schedule)
{
    return learn_is_due(&schedule, &fuzhou, now);
}

TEST(it_learns_once_a_night_between_half_past_three_and_six)
{
    assert_false(due(TWO_AT_NIGHT, (LearnSchedule){0}));
    assert_false(due(TWO_AT_NIGHT + MINUTES(89), (LearnSchedule){0}));
    assert_true(due(TWO_AT_NIGHT + MINUTES(90), (LearnSchedule){0}));
    UnixMs began = TWO_AT_NIGHT + MINUTES(90);
    LearnSchedule done = {.started_at = began, .ended_at = began + SECONDS(40)};
    assert_false(due(began + MINUTES(1), done));
    assert_false(due(began + MINUTES(149), done));
    assert_false(due(began + HOURS(12), done));
    assert_true(due(began + HOURS(24), done));
}

TEST(a_server_that_is_off_at_night_catches_up_by_day_but_a_new_one_waits)
{
    assert_false(due(TEST_NOW, (LearnSchedule){0}));
    LearnSchedule old = {.started_at = TEST_NOW - DAYS(3), .ended_at = TEST_NOW - DAYS(3) + 1};
    assert_true(due(TEST_NOW, old));
}

TEST(asked_for_it_learns_at_once_but_not_twice_at_a_time)
{
    LearnSchedule asked = {.asked_at = TEST_NOW, .started_at = TEST_NOW - HOURS(1), .ended_at = TEST_NOW - MINUTES(59)};
    assert_true(due(TEST_NOW, asked));
    LearnSchedule running = {.asked_at = TEST_NOW, .started_at = TEST_NOW - MINUTES(1)};
    assert_true(learn_is_running(&running, TEST_NOW));
    assert_false(due(TEST_NOW, running));
    assert_true(due(TEST_NOW + LEARN_LONGEST, running)); /* it must have died */
}

static Err ask(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    return learn_ask(tx);
}

TEST(asking_again_within_five_minutes_is_refused_with_the_seconds_to_wait)
{
    Town town CLEANUP(town_end) = town_new();
    World *w = &town.world;
    assert_ok(db_write(w->db, &w->ctx, ask, NULL, NULL));
    w->ctx.now += MINUTES(4);
    assert_err(db_write(w->db, &w->ctx, ask, NULL, NULL), ERR_TOO_MANY);
    assert_str(w->ctx.failure.args[0], "61");
    w->ctx.now += MINUTES(1);
    assert_ok(db_write(w->db, &w->ctx, ask, NULL, NULL));
}
