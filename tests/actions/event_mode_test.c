/* Switching event modes: who may, until when, and what the duties then say. */
#include "support/stores.h"
#include "district/gulou.h"

#include "actions/switch_event_mode.h"
#include "db/db.h"

static Ctx ctx;
static District *district;
static Db *db;
static const Grant leader[] = {{ROLE_CENTRE_LEADER, STR("CEN")}};
static const Grant dispatcher[] = {{ROLE_CENTRE_DISPATCHER, STR("CEN")}};
static Actor commander = {.person = STR("p1"), .grants = leader, .grant_count = 1};
static Actor other = {.person = STR("p2"), .grants = dispatcher, .grant_count = 1};
static int notices;

static void heard(void *self, Str topic, Str text)
{
    (void)self;
    (void)text;
    notices += str_is(topic, "all:event_mode");
}

static void clear(void)
{
    db_closep(&db);
    district_free(district);
    district = NULL;
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
    ctx.actor = &commander;
    notices = 0;
    const char *path = test_store(&ctx, test_folder());
    assert_ok(db_open(&ctx, &(DbOptions){.path = path, .on_notice = heard}, &db));
    assert_ok(db_migrate(db, &ctx));
}

static Err run(Tx *tx, const void *in, void *out)
{
    (void)out;
    return switch_event_mode(tx, in);
}

static Err turn(SwitchEventMode in)
{
    return db_write(db, &ctx, run, &in, NULL);
}

static Err read_now(Tx *tx, const void *in, void *out)
{
    (void)in;
    return event_modes_now(tx, out);
}

static EventModes now(void)
{
    EventModes modes;
    assert_ok(db_read(db, &ctx, read_now, NULL, &modes));
    return modes;
}

TEST(a_typhoon_is_switched_on_until_the_districts_usual_end_and_ends_by_itself)
{
    fresh();
    assert_ok(turn((SwitchEventMode){.event = STR("typhoon"), .on = true, .note = STR("红色预警")}));
    assert_int_equal(now().len, 1);
    assert_int_equal(now().at[0].until, ctx.now + HOURS(48));
    assert_str(now().at[0].person, "p1");
    assert_str(now().at[0].unit, "CEN");
    ctx.now += HOURS(48) - 1;
    assert_int_equal(now().len, 1);
    ctx.now += 1;
    assert_int_equal(now().len, 0);
    db_closep(&db);
    assert_int_equal(notices, 1);
}

TEST(another_end_keeps_the_beginning_and_switching_off_ends_at_once)
{
    fresh();
    assert_ok(turn((SwitchEventMode){.event = STR("typhoon"), .on = true}));
    UnixMs began = ctx.now;
    ctx.now += HOURS(3);
    assert_ok(turn((SwitchEventMode){.event = STR("typhoon"), .on = true, .until = ctx.now + HOURS(1)}));
    assert_int_equal(now().len, 1);
    assert_int_equal(now().at[0].since, began);
    assert_int_equal(now().at[0].until, ctx.now + HOURS(1));
    assert_ok(turn((SwitchEventMode){.event = STR("flood"), .on = true}));
    assert_int_equal(now().len, 2);
    assert_ok(turn((SwitchEventMode){.event = STR("typhoon")}));
    assert_int_equal(now().len, 1);
    assert_str(now().at[0].event, "flood");
    assert_err(turn((SwitchEventMode){.event = STR("typhoon")}), ERR_CONFLICT);
}

TEST(nobody_but_the_commander_switches_and_nobody_by_mistake)
{
    fresh();
    ctx.actor = &other;
    assert_err(turn((SwitchEventMode){.event = STR("typhoon"), .on = true}), ERR_FORBIDDEN);
    ctx.actor = &commander;
    assert_err(turn((SwitchEventMode){.event = STR("storm"), .on = true}), ERR_INVALID);
    assert_err(turn((SwitchEventMode){.event = STR("heat"), .on = true, .until = ctx.now}), ERR_INVALID);
    assert_err(turn((SwitchEventMode){.event = STR("heat"), .on = true, .until = ctx.now + DAYS(32)}), ERR_INVALID);
    assert_int_equal(now().len, 0);
}
