/* The event modes a report is judged by: remembered, but never past a switch that was told, a mode's own end, or a
 * second. */
#include "support/stores.h"

#include <stdio.h>
#include <unistd.h>

#include "district/gulou.h"
#include "reception/events_seen.h"
#include "store/event_mode_store.h"

static Ctx ctx;
static District *district;
static Db *db;
static EventsSeen *seen;

static void clear(void)
{
    db_closep(&db);
    district_free(district);
    events_seen_free(seen);
    district = NULL;
    seen = NULL;
}

static void fresh(void)
{
    static bool registered;
    ctx = test_ctx();
    clear();
    if (!registered)
        atexit(clear);
    registered = true;
    DistrictFiles files = gulou_files(&ctx);
    assert_ok(district_parse(&ctx, &files, &district));
    ctx.district = district;
    ctx.jurisdiction = district->code;
    assert_ok(db_open(&ctx, &(DbOptions){.path = test_store(&ctx, test_folder())}, &db));
    assert_ok(db_migrate(db, &ctx));
    seen = events_seen_new();
}

static Err add(Tx *tx, const void *in, void *out)
{
    (void)out;
    return event_mode_add(tx, in);
}

static void hold(Str event, UnixMs until)
{
    EventMode row = {.event = event, .at = ctx.now, .since = ctx.now, .until = until, .person = STR("p1")};
    assert_ok(db_write(db, &ctx, add, &row, NULL));
}

static Events now(void)
{
    Events events;
    assert_ok(events_seen_now(seen, db, &ctx, &events));
    return events;
}

TEST(a_switch_counts_from_the_moment_it_is_told)
{
    fresh();
    assert_int_equal(now().len, 0);
    hold(STR("typhoon"), ctx.now + HOURS(1));
    events_seen_forget(seen);
    assert_int_equal(now().len, 1);
    assert_str(now().at[0], "typhoon");
    hold(STR("typhoon"), ctx.now);
    events_seen_forget(seen);
    assert_int_equal(now().len, 0);
}

TEST(a_mode_that_is_remembered_still_ends_to_the_moment)
{
    fresh();
    UnixMs end = ctx.now + HOURS(1);
    hold(STR("typhoon"), end);
    hold(STR("flood"), end + 1);
    assert_int_equal(now().len, 2);
    ctx.now = end - 1;
    assert_int_equal(now().len, 2);
    ctx.now = end;
    assert_int_equal(now().len, 1);
    assert_str(now().at[0], "flood");
}

TEST(a_hint_that_was_lost_costs_a_second)
{
    fresh();
    assert_int_equal(now().len, 0);
    hold(STR("typhoon"), ctx.now + HOURS(1));
    (void)usleep((EVENTS_SEEN_MS + 50) * 1000);
    assert_int_equal(now().len, 1);
}

TEST(what_is_remembered_asks_nobody)
{
    fresh();
    hold(STR("typhoon"), ctx.now + HOURS(1));
    assert_int_equal(now().len, 1);
    db_closep(&db);
    Events events;
    assert_ok(events_seen_now(seen, NULL, &ctx, &events));
    assert_int_equal(events.len, 1);
}
