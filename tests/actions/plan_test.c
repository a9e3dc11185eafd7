#include "support/world.h"

#include "actions/find_spot.h"
#include "actions/patrol.h"
#include "jobs/runner.h"

/* 五凤街道's desk, a grid member of 屏西社区第1网格, and a park that is littered again and again. */
typedef struct Street {
    World w;
    const Actor *desk, *grid, *community;
    Str spot;
} Street;

static void street_end(Street *street)
{
    world_end(&street->w);
}

static Str litter(World *w, double lat)
{
    return world_submit(w, &(WorldReport){.urgency = URGENCY_U3, .lat = lat});
}

/* 0.0001 degree of latitude is some 11 metres. */
static Street street_with_spot(void)
{
    Street s = {.w = world_new()};
    s.desk = world_person(&s.w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "wufeng");
    s.grid = world_person(&s.w, ROLE_GRID_MEMBER, "350102009001-G1", "pingxi1");
    s.community = world_person(&s.w, ROLE_COMMUNITY_DESK, "350102009001", "pingxi");
    (void)litter(&s.w, 26.1087);
    (void)litter(&s.w, 26.1088);
    s.spot = world_case(&s.w, litter(&s.w, 26.1089))->c.spot;
    assert_false(str_empty(s.spot));
    return s;
}

static void run_jobs(World *w)
{
    JobsSetup setup = {.db = w->db, .district = w->district, .holder = STR("here")};
    jobs_run_due(&setup, &w->ctx);
}

static Err tx_make(Tx *tx, const void *in, void *out)
{
    return make_plan(tx, in, out);
}

static Err tx_stop(Tx *tx, const void *in, void *out)
{
    (void)out;
    return stop_plan(tx, in);
}

static Err tx_finish(Tx *tx, const void *in, void *out)
{
    (void)out;
    return finish_task(tx, in);
}

static Err tx_plan(Tx *tx, const void *in, void *out)
{
    return plan_row(tx, *(const Str *)in, out);
}

static Err tx_spot(Tx *tx, const void *in, void *out)
{
    return spot_load(tx, *(const Str *)in, out);
}

typedef struct Tasks {
    TaskRow *at;
    size_t len;
} Tasks;

static Err tx_tasks(Tx *tx, const void *in, void *out)
{
    Tasks *tasks = out;
    return task_list(tx, in, &tasks->at, &tasks->len);
}

typedef struct Events {
    StoredPatrolEvent *at;
    size_t len;
} Events;

static Err tx_events(Tx *tx, const void *in, void *out)
{
    Events *events = out;
    return patrol_events(tx, *(const Str *)in, &events->at, &events->len);
}

static Err as(World *w, const Actor *actor, ActionFn action, const void *in, void *out)
{
    w->ctx.actor = actor;
    Err err = db_write(w->db, &w->ctx, action, in, out);
    w->ctx.actor = NULL;
    return err;
}

static Tasks tasks_of(World *w, const char *state)
{
    Tasks tasks = {0};
    TaskQuery all = {.scope = {.everywhere = true}, .state = str_of(state)};
    assert_ok(db_read(w->db, &w->ctx, tx_tasks, &all, &tasks));
    return tasks;
}

static PlanRow plan_of(World *w, Str id)
{
    PlanRow row;
    assert_ok(db_read(w->db, &w->ctx, tx_plan, &id, &row));
    return row;
}

/* Mondays, Wednesdays and Fridays by 18:00, for two weeks from Thursday 2026-06-04. */
static MakePlan good_plan(const Street *s)
{
    return (MakePlan){.spot = s->spot,
                      .title = STR("江厝路街头公园巡查"),
                      .unit = STR("350102009001-G1"),
                      .person = STR("pingxi1"),
                      .weekdays = STR("135"),
                      .hour = 18,
                      .from = day_of_number(20260604),
                      .until = day_of_number(20260618)};
}

static Str make_good(Street *s)
{
    MakePlan in = good_plan(s);
    Str plan;
    assert_ok(as(&s->w, s->desk, tx_make, &in, &plan));
    return plan;
}

TEST(the_third_case_within_fifty_metres_raises_a_spot_and_the_second_does_not)
{
    World w CLEANUP(world_end) = world_new();
    assert_str(world_case(&w, litter(&w, 26.1087))->c.spot, "");
    assert_str(world_case(&w, litter(&w, 26.1088))->c.spot, "");
    assert_str(world_case(&w, litter(&w, 26.1187))->c.spot, ""); /* a kilometre away */
    Str spot = world_case(&w, litter(&w, 26.1089))->c.spot;
    Spot found;
    assert_ok(db_read(w.db, &w.ctx, tx_spot, &spot, &found));
    assert_int_equal(found.count, 3);
    assert_str(found.owner, "350102009");
    assert_str(found.plan, "");
}

TEST(cases_older_than_thirty_days_do_not_count)
{
    World w CLEANUP(world_end) = world_new();
    (void)litter(&w, 26.1087);
    (void)litter(&w, 26.1088);
    w.ctx.now += DAYS(31);
    assert_str(world_case(&w, litter(&w, 26.1087))->c.spot, "");
}

TEST(a_plan_makes_tasks_for_the_right_weekdays_a_week_ahead)
{
    Street s CLEANUP(street_end) = street_with_spot();
    World *w = &s.w;
    Str plan = make_good(&s);
    Tasks tasks = tasks_of(w, "due");
    static const int32_t first[] = {20260605, 20260608, 20260610}; /* Friday, Monday, Wednesday */
    assert_int_equal(tasks.len, COUNT_OF(first));
    for (size_t i = 0; i < tasks.len; i++) {
        Day day = day_of_number(first[i]);
        assert_int_equal(tasks.at[i].task.day, day);
        assert_int_equal(tasks.at[i].task.due_at, calendar_day_start(&w->district->calendar, day) + HOURS(18));
        assert_str(tasks.at[i].person_name, "pingxi1");
    }
    run_jobs(w);
    assert_int_equal(tasks_of(w, "").len, 3);
    w->ctx.now += DAYS(7);
    run_jobs(w);
    assert_int_equal(tasks_of(w, "").len, 6); /* 12, 15, 17 June; the plan ends on the 18th */
    w->ctx.now += DAYS(60);
    run_jobs(w);
    assert_int_equal(tasks_of(w, "").len, 6);
    assert_int_equal(plan_of(w, plan).missed, 6);
}

TEST(a_spot_counts_to_fifty_and_one_a_little_away_is_none_of_them)
{
    World w CLEANUP(world_end) = world_new();
    Str spot = {0};
    Spot found;
    for (int i = 0; i < 10; i++)
        spot = world_case(&w, litter(&w, 26.1089))->c.spot;
    assert_str(world_case(&w, litter(&w, 26.1094))->c.spot, ""); /* 56 m: in the square's cells, not within 50 m */
    assert_ok(db_read(w.db, &w.ctx, tx_spot, &spot, &found));
    assert_int_equal(found.count, 10);
    for (int i = 0; i < 45; i++)
        assert_true(str_eq(world_case(&w, litter(&w, 26.1089))->c.spot, spot));
    assert_ok(db_read(w.db, &w.ctx, tx_spot, &spot, &found));
    assert_int_equal(found.count, SPOT_COUNTED);
}

TEST(a_report_beside_a_busy_spot_is_not_of_it)
{
    World w CLEANUP(world_end) = world_new();
    for (int i = 0; i < 60; i++) /* 58 m away: in the corner of the square, outside of the circle */
        (void)world_submit(&w, &(WorldReport){.urgency = URGENCY_U3, .lat = 26.1089, .lon = 119.2782});
    WorldReport beside = {.urgency = URGENCY_U3, .lat = 26.1089 + 0.00037, .lon = 119.2782 + 0.00041};
    assert_str(world_case(&w, world_submit(&w, &beside))->c.spot, "");
    assert_str(world_case(&w, world_submit(&w, &beside))->c.spot, "");
    assert_false(str_empty(world_case(&w, world_submit(&w, &beside))->c.spot));
}

TEST(a_task_is_done_with_a_photo_on_the_spot)
{
    Street s CLEANUP(street_end) = street_with_spot();
    World *w = &s.w;
    Str plan = make_good(&s), photo = world_photo(w);
    Str task = tasks_of(w, "due").at[0].task.id;
    FinishTask in = {.task = task,
                     .photos = &photo,
                     .photo_count = 1,
                     .clean = true,
                     .place = {.given = true, .lat = 26.1089, .lon = 119.2829, .accuracy_m = 10}};
    w->ctx.now += DAYS(1);
    assert_ok(as(w, s.grid, tx_finish, &in, NULL));
    Tasks done = tasks_of(w, "done");
    assert_int_equal(done.len, 1);
    assert_true(done.at[0].task.clean);
    assert_true(done.at[0].task.distance_m >= 0 && done.at[0].task.distance_m < 5);
    assert_str(done.at[0].task.done_by, "pingxi1");
    assert_int_equal(done.at[0].task.done_at, w->ctx.now);
    assert_int_equal(plan_of(w, plan).done, 1);
    assert_int_equal(plan_of(w, plan).due, 2);
    Events events;
    Str subject = str_printf(w->ctx.arena, "task:" STR_FMT, STR_ARG(task));
    assert_ok(db_read(w->db, &w->ctx, tx_events, &subject, &events));
    assert_int_equal(events.len, 1);
    assert_str(events.at[0].action, "finish_task");
    assert_str(events.at[0].person, "pingxi1");
    assert_str(events.at[0].unit, "350102009001-G1");
    assert_true(str_find(events.at[0].body, STR("\"presence\":\"ON_SITE\"")) > 0);
    assert_err(as(w, s.grid, tx_finish, &in, NULL), ERR_CONFLICT); /* not twice */
}

TEST(a_dirty_place_far_from_the_phone_is_closed_as_it_was)
{
    Street s CLEANUP(street_end) = street_with_spot();
    World *w = &s.w;
    (void)make_good(&s);
    Str photo = world_photo(w), task = tasks_of(w, "due").at[0].task.id;
    FinishTask in = {.task = task,
                     .photos = &photo,
                     .photo_count = 1,
                     .note = STR("又有人露营"),
                     .place = {.given = true, .lat = 26.12, .lon = 119.2829}};
    assert_ok(as(w, s.community, tx_finish, &in, NULL)); /* the desk above the grid */
    TaskRow row = tasks_of(w, "done").at[0];
    assert_false(row.task.clean);
    assert_str(row.task.note, "又有人露营");
    assert_true(row.task.distance_m > 1000);
}

TEST(a_task_is_not_closed_without_a_photo_with_a_used_one_or_by_a_stranger)
{
    Street s CLEANUP(street_end) = street_with_spot();
    World *w = &s.w;
    (void)make_good(&s);
    Tasks tasks = tasks_of(w, "due");
    Str photo = world_photo(w);
    FinishTask in = {.task = tasks.at[0].task.id};
    assert_err(as(w, s.grid, tx_finish, &in, NULL), ERR_INVALID);
    in.photos = &photo;
    in.photo_count = 1;
    static const struct {
        Role role;
        const char *unit;
    } strangers[] = {{ROLE_GRID_MEMBER, "350102009001-G2"},
                     {ROLE_COMMUNITY_DESK, "350102009002"},
                     {ROLE_SUBDISTRICT_DISPATCHER, "350102009"},
                     {ROLE_CENTRE_DISPATCHER, "CEN"},
                     {ROLE_AUDITOR, "CEN"},
                     {ROLE_DEPARTMENT_HANDLER, "YLZX"}};
    for (size_t i = 0; i < COUNT_OF(strangers); i++) {
        const Actor *actor = world_actor(w, strangers[i].role, strangers[i].unit, "stranger");
        assert_err(as(w, actor, tx_finish, &in, NULL), ERR_FORBIDDEN);
    }
    assert_ok(as(w, s.grid, tx_finish, &in, NULL));
    in.task = tasks.at[1].task.id;
    assert_err(as(w, s.grid, tx_finish, &in, NULL), ERR_INVALID);
    assert_int_equal(w->ctx.failure.message, MSG_PHOTO_NOT_LOOSE);
    assert_int_equal(tasks_of(w, "done").len, 1);
}

TEST(a_task_nobody_closed_within_a_day_is_missed)
{
    Street s CLEANUP(street_end) = street_with_spot();
    World *w = &s.w;
    (void)make_good(&s);
    TaskRow first = tasks_of(w, "due").at[0];
    w->ctx.now = first.task.due_at + DAYS(1) - 1;
    run_jobs(w);
    assert_int_equal(tasks_of(w, "missed").len, 0);
    w->ctx.now += 1;
    run_jobs(w);
    assert_int_equal(tasks_of(w, "missed").len, 1);
    Str photo = world_photo(w);
    FinishTask late = {.task = first.task.id, .photos = &photo, .photo_count = 1};
    assert_err(as(w, s.grid, tx_finish, &late, NULL), ERR_CONFLICT);
}

TEST(days_that_passed_while_the_server_slept_are_not_called_missed)
{
    Street s CLEANUP(street_end) = street_with_spot();
    World *w = &s.w;
    (void)make_good(&s);
    w->ctx.now += DAYS(12); /* Tuesday 16 June: 12 and 15 June went by unseen */
    run_jobs(w);
    Tasks due = tasks_of(w, "due");
    assert_int_equal(due.len, 1);
    assert_int_equal(due.at[0].task.day, day_of_number(20260617));
    assert_int_equal(tasks_of(w, "missed").len, 3);
}

TEST(only_the_owner_desk_makes_a_plan)
{
    Street s CLEANUP(street_end) = street_with_spot();
    World *w = &s.w;
    MakePlan in = good_plan(&s);
    Str plan;
    static const struct {
        Role role;
        const char *unit;
    } others[] = {{ROLE_SUBDISTRICT_DISPATCHER, "350102001"},
                  {ROLE_COMMUNITY_DESK, "350102009001"},
                  {ROLE_GRID_MEMBER, "350102009001-G1"},
                  {ROLE_CENTRE_DISPATCHER, "CEN"},
                  {ROLE_DEPARTMENT_DESK, "YLZX"},
                  {ROLE_ADMINISTRATOR, "CEN"}};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_err(as(w, world_actor(w, others[i].role, others[i].unit, "other"), tx_make, &in, &plan), ERR_FORBIDDEN);
    assert_ok(as(w, s.desk, tx_make, &in, &plan));
    assert_err(as(w, s.desk, tx_make, &in, &plan), ERR_CONFLICT); /* one plan a spot */
    assert_int_equal(w->ctx.failure.message, MSG_SPOT_HAS_PLAN);
}

TEST(a_plan_that_cannot_be_is_refused_with_its_field)
{
    Street s CLEANUP(street_end) = street_with_spot();
    World *w = &s.w;
    const MakePlan good = good_plan(&s);
    MakePlan wrong[12];
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        wrong[i] = good;
    static const char *const fields[] = {"title", "unit",     "unit",     "unit", "person", "person",
                                         "hour",  "weekdays", "weekdays", "from", "until",  "until"};
    wrong[0].title = STR("");
    wrong[1].unit = STR("350102009");    /* the desk itself */
    wrong[2].unit = STR("350102001001"); /* another street's community */
    wrong[3].unit = STR("nowhere");
    wrong[4].person = STR("nobody");
    wrong[5].person = STR("wufeng"); /* works at the desk, not in the grid */
    wrong[6].hour = 24;
    wrong[7].weekdays = STR("");
    wrong[8].weekdays = STR("18");
    wrong[9].from = day_of_number(20260603);
    wrong[10].until = day_of_number(20260603);
    wrong[11].until = good.from + 367;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        Str plan;
        assert_err(as(w, s.desk, tx_make, &wrong[i], &plan), ERR_INVALID);
        assert_string_equal(w->ctx.failure.field, fields[i]);
    }
    assert_int_equal(tasks_of(w, "").len, 0);
}

TEST(stopping_a_plan_takes_back_what_is_not_yet_due_and_frees_the_spot)
{
    Street s CLEANUP(street_end) = street_with_spot();
    World *w = &s.w;
    Str plan = make_good(&s), next;
    w->ctx.now = tasks_of(w, "due").at[0].task.due_at + HOURS(1);
    StopPlan in = {.plan = plan};
    assert_err(as(w, s.desk, tx_stop, &in, NULL), ERR_INVALID); /* says why */
    in.note = STR("公园改造");
    assert_err(as(w, s.grid, tx_stop, &in, NULL), ERR_FORBIDDEN);
    assert_ok(as(w, s.desk, tx_stop, &in, NULL));
    assert_err(as(w, s.desk, tx_stop, &in, NULL), ERR_CONFLICT);
    assert_int_equal(tasks_of(w, "").len, 1); /* it was due an hour ago, and is still to be done */
    w->ctx.now += DAYS(3);
    run_jobs(w);
    assert_int_equal(tasks_of(w, "due").len, 0);
    MakePlan again = good_plan(&s);
    again.from = day_of_number(20260610);
    assert_ok(as(w, s.desk, tx_make, &again, &next));
    assert_false(str_eq(plan, next));
}

TEST(each_sees_the_patrols_of_its_own_units_only)
{
    Street s CLEANUP(street_end) = street_with_spot();
    World *w = &s.w;
    (void)make_good(&s);
    static const struct {
        TaskQuery query;
        size_t seen;
    } views[] = {{{.scope = {.owners = {",350102009,", 11}}}, 3},
                 {{.scope = {.owners = {",350102001,", 11}}}, 0},
                 {{.scope = {.units = {",350102009001-G1,", 17}}}, 3},
                 {{.scope = {.units = {",350102009001-G2,350102009001-G3,", 33}}}, 0},
                 {{.scope = {.owners = {"", 0}}}, 0}};
    for (size_t i = 0; i < COUNT_OF(views); i++) {
        Tasks tasks;
        assert_ok(db_read(w->db, &w->ctx, tx_tasks, &views[i].query, &tasks));
        assert_int_equal(tasks.len, views[i].seen);
    }
}
