#include "test.h"

#include "support/world.h"

#include "actions/actions.h"
#include "actions/leave.h"
#include "store/outbox_store.h"
#include "store/session_store.h"

#define WUFENG "350102009"
#define PINGXI "350102009001"

static Err change(Tx *tx, const void *in, void *out)
{
    return change_account(tx, in, out);
}

static Err do_change(World *w, const AccountChange *in, ChangedAccount *out)
{
    w->ctx.actor = world_actor(w, ROLE_ADMINISTRATOR, "CEN", "root");
    return db_write(w->db, &w->ctx, change, in, out);
}

static Str assigned(World *w, const Actor *desk, Str person)
{
    Str number = world_submit(w, &(WorldReport){0});
    world_do(w, desk, ACTION_RESPOND, number, .version = 0);
    world_do(w, desk, ACTION_ASSIGN, number, .unit = STR(PINGXI), .person = person);
    return number;
}

static Err outbox_to(Tx *tx, const void *in, void *out)
{
    OutboxMessage *list = NULL;
    size_t len = 0, count = 0;
    TRY(outbox_list(tx, 100, &list, &len));
    for (size_t i = 0; i < len; i++)
        count += str_is(list[i].recipient, in) && str_is(list[i].kind, "notice");
    *(size_t *)out = count;
    return OK;
}

TEST(who_leaves_gives_the_open_work_back_to_the_queue_and_the_desk_is_told)
{
    World w CLEANUP(world_end) = world_new();
    const Actor *desk = world_person(&w, ROLE_SUBDISTRICT_DISPATCHER, WUFENG, "desk");
    const Actor *lin = world_person(&w, ROLE_COMMUNITY_DESK, PINGXI, "lin");
    Str open = assigned(&w, desk, lin->person), begun = assigned(&w, desk, lin->person);
    Str others = assigned(&w, desk, STR(""));
    world_do(&w, lin, ACTION_START, begun, .version = 0);
    ChangedAccount done;
    assert_ok(do_change(&w, &(AccountChange){.kind = ACCOUNT_DISABLE, .person = lin->person}, &done));
    assert_int_equal(done.cases, 2);
    assert_str(world_case(&w, open)->c.handler_person, "");
    assert_str(world_case(&w, open)->c.handler_unit, PINGXI); /* the unit goes on */
    assert_int_equal(world_case(&w, begun)->c.state, CASE_HANDLING);
    assert_int_equal(world_events(&w, open, "HAND_BACK"), 1);
    assert_int_equal(world_events(&w, others, "HAND_BACK"), 0);
    size_t told = 0;
    assert_ok(db_read(w.db, &w.ctx, outbox_to, "desk", &told));
    assert_int_equal(told, 1);
}

TEST(who_goes_to_another_unit_keeps_what_that_unit_holds)
{
    World w CLEANUP(world_end) = world_new();
    const Actor *desk = world_person(&w, ROLE_SUBDISTRICT_DISPATCHER, WUFENG, "desk");
    const Actor *lin = world_person(&w, ROLE_COMMUNITY_DESK, PINGXI, "lin");
    Str number = assigned(&w, desk, lin->person);
    Grant above = {ROLE_SUBDISTRICT_DISPATCHER, STR(WUFENG)}, elsewhere = {ROLE_ANALYST, STR("CEN")};
    ChangedAccount done;
    assert_ok(do_change(&w, &(AccountChange){ACCOUNT_GRANTS, lin->person, &above, 1, {0}, {0}}, &done));
    assert_int_equal(done.cases, 0); /* the street's unit reaches its communities */
    elsewhere.unit = STR("YLZX");
    assert_ok(do_change(&w, &(AccountChange){ACCOUNT_GRANTS, lin->person, &elsewhere, 1, {0}, {0}}, &done));
    assert_int_equal(done.cases, 1);
    assert_str(world_case(&w, number)->c.handler_person, "");
}

TEST(work_that_is_being_reviewed_stays_with_whoever_did_it)
{
    World w CLEANUP(world_end) = world_new();
    const Actor *desk = world_person(&w, ROLE_SUBDISTRICT_DISPATCHER, WUFENG, "desk");
    const Actor *lin = world_person(&w, ROLE_COMMUNITY_DESK, PINGXI, "lin");
    Str number = assigned(&w, desk, lin->person), photo = world_photo(&w);
    world_do(&w, lin, ACTION_START, number, .version = 0);
    world_do(&w, lin, ACTION_PROPOSE_DONE, number, .received = STR("a"), .contacted = STR("b"), .measure = STR("c"),
             .limit = STR("d"), .photos = &photo, .photo_count = 1);
    ChangedAccount done;
    assert_ok(do_change(&w, &(AccountChange){.kind = ACCOUNT_DISABLE, .person = lin->person}, &done));
    assert_int_equal(done.cases, 0);
    assert_str(world_case(&w, number)->c.handler_person, "lin");
}

static Err plan(Tx *tx, const void *in, void *out)
{
    return plan_leave(tx, in, out);
}

static Err end(Tx *tx, const void *in, void *out)
{
    (void)in;
    return end_leaving(tx, out);
}

static Err load(Tx *tx, const void *in, void *out)
{
    return person_load(tx, *(const Str *)in, out);
}

TEST(an_account_ends_by_itself_on_its_day_and_not_before)
{
    World w CLEANUP(world_end) = world_new();
    const Actor *lin = world_person(&w, ROLE_COMMUNITY_DESK, PINGXI, "lin");
    Person person;
    int64_t ended = -1;
    w.ctx.actor = world_actor(&w, ROLE_ADMINISTRATOR, "CEN", "root");
    assert_err(db_write(w.db, &w.ctx, plan, &(PlanLeave){lin->person, w.ctx.now}, &person), ERR_INVALID);
    assert_ok(db_write(w.db, &w.ctx, plan, &(PlanLeave){lin->person, w.ctx.now + DAYS(2)}, &person));
    w.ctx.now += DAYS(1);
    assert_ok(db_write(w.db, &w.ctx, end, NULL, &ended));
    assert_int_equal(ended, 0);
    w.ctx.now += DAYS(1);
    assert_ok(db_write(w.db, &w.ctx, end, NULL, &ended));
    assert_int_equal(ended, 1);
    assert_ok(db_read(w.db, &w.ctx, load, &lin->person, &person));
    assert_false(person.active);
    assert_ok(db_write(w.db, &w.ctx, end, NULL, &ended));
    assert_int_equal(ended, 0);
}

TEST(only_an_administrator_ends_an_account)
{
    World w CLEANUP(world_end) = world_new();
    const Actor *lin = world_person(&w, ROLE_COMMUNITY_DESK, PINGXI, "lin");
    ChangedAccount done;
    Person person;
    w.ctx.actor = world_actor(&w, ROLE_CENTRE_LEADER, "CEN", "chief");
    assert_err(db_write(w.db, &w.ctx, change, &(AccountChange){.kind = ACCOUNT_DISABLE, .person = lin->person}, &done),
               ERR_FORBIDDEN);
    assert_err(db_write(w.db, &w.ctx, plan, &(PlanLeave){lin->person, 0}, &person), ERR_FORBIDDEN);
}
