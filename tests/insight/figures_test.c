#include "support/world.h"

#include <math.h>

#include "db/conn.h"
#include "insight/figures.h"
#include "store/measure_store.h"

#define STREET "350102009"
#define OTHER_STREET "350102001"
#define COMMUNITY "350102009001"
#define DEPARTMENT "YLZX"
#define SUPERVISION "XNDC"

static Err load(Tx *tx, const void *in, void *out)
{
    return figures_load(tx, in, out);
}

static Figures figures_of(World *w, const Actor *actor, int64_t days)
{
    FigureScope scope;
    Figures figures;
    w->ctx.actor = actor;
    assert_ok(figures_scope(&w->ctx, days, &scope));
    assert_ok(db_read(w->db, &w->ctx, load, &scope, &figures));
    w->ctx.actor = NULL;
    return figures;
}

static Figures everything(World *w)
{
    return figures_of(w, world_actor(w, ROLE_ANALYST, "CEN", "analyst"), 30);
}

static const Actor *desk(World *w, const char *street)
{
    return world_actor(w, ROLE_SUBDISTRICT_DISPATCHER, street, "dispatcher");
}

static Err put_item(Tx *tx, const void *in, void *out)
{
    (void)out;
    return due_item_put(tx, in);
}

static Err correct_item(Tx *tx, const void *in, void *out)
{
    (void)out;
    return due_item_correct(tx, in);
}

typedef struct Some {
    const char *measure, *unit;
    int64_t n, hit;
} Some;

/* So many items of a unit that fell due a minute ago, `hit` of them met. */
static void put_items(World *w, Some some)
{
    for (int64_t i = 0; i < some.n; i++) {
        Str number = str_printf(w->ctx.arena, "GL-%s-%lld", some.unit, (long long)i);
        DueItem item = {.measure = some.measure,
                        .number = number,
                        .item = STR("case"),
                        .unit = str_of(some.unit),
                        .subdistrict = STR(STREET),
                        .due_at = w->ctx.now - MINUTES(1),
                        .hit = i < some.hit};
        assert_ok(db_write(w->db, &w->ctx, put_item, &item, NULL));
    }
}

static Err run_script(Tx *tx, const void *in, void *out)
{
    (void)out;
    return conn_script(tx->conn, tx->ctx, in);
}

static const UnitRow *row_of(const Figures *figures, const char *unit)
{
    for (size_t i = 0; i < figures->unit_count; i++)
        if (str_is(figures->units[i].unit, unit))
            return &figures->units[i];
    return NULL;
}

TEST(an_answer_given_early_counts_only_once_it_is_due)
{
    World w CLEANUP(world_end) = world_new();
    Str number = world_submit(&w, &(WorldReport){0});
    w.ctx.now += MINUTES(2);
    world_do(&w, desk(&w, STREET), ACTION_RESPOND, number);

    w.ctx.now += MINUTES(3);
    assert_int_equal(everything(&w).rates[FIGURE_RESPONSE].rate.n, 0);

    w.ctx.now += MINUTES(6);
    Frozen response = everything(&w).rates[FIGURE_RESPONSE];
    assert_int_equal(response.rate.n, 1);
    assert_int_equal(response.rate.hit, 1);
}

TEST(an_answer_after_ten_minutes_is_a_miss_for_the_street)
{
    World w CLEANUP(world_end) = world_new();
    Str number = world_submit(&w, &(WorldReport){0});
    w.ctx.now += MINUTES(15);
    world_do(&w, desk(&w, STREET), ACTION_RESPOND, number);
    Figures figures = everything(&w);
    assert_int_equal(figures.rates[FIGURE_RESPONSE].rate.n, 1);
    assert_int_equal(figures.rates[FIGURE_RESPONSE].rate.hit, 0);
    const UnitRow *street = row_of(&figures, STREET);
    assert_non_null(street);
    assert_int_equal(street->overdue, 1);
    assert_true(isnan(street->score)); /* nobody has rated yet */
}

TEST(a_later_correction_stands_beside_the_first_figure)
{
    World w CLEANUP(world_end) = world_new();
    put_items(&w, (Some){"check_in", DEPARTMENT, 3, 1});
    Correction upheld = {.measure = "check_in", .number = STR("GL-" DEPARTMENT "-2"), .item = STR("case"), .hit = true};
    assert_ok(db_write(w.db, &w.ctx, correct_item, &upheld, NULL));
    Frozen check_in = everything(&w).rates[FIGURE_CHECK_IN];
    assert_int_equal(check_in.rate.n, 3);
    assert_int_equal(check_in.rate.hit, 1);
    assert_int_equal(check_in.corrected_hit, 2);
}

TEST(what_fell_due_is_not_decided_anew)
{
    World w CLEANUP(world_end) = world_new();
    put_items(&w, (Some){"handle", DEPARTMENT, 1, 0});
    put_items(&w, (Some){"handle", DEPARTMENT, 1, 1});
    assert_int_equal(everything(&w).rates[FIGURE_CLOSED_IN_TIME].rate.hit, 0);
}

TEST(a_street_sees_its_own_part_and_a_department_its_own_work)
{
    World w CLEANUP(world_end) = world_new();
    Str here = world_submit(&w, &(WorldReport){0});
    (void)world_submit(&w, &(WorldReport){.subdistrict = OTHER_STREET, .community = "350102001001"});
    world_do(&w, desk(&w, STREET), ACTION_RESPOND, here);
    CallTarget lead = {STR(DEPARTMENT), true, true};
    world_do(&w, desk(&w, STREET), ACTION_CALL, here, .units = &lead, .unit_count = 1);

    assert_int_equal(everything(&w).open, 2);
    Figures street = figures_of(&w, desk(&w, STREET), 30);
    assert_int_equal(street.open, 1);
    assert_int_equal(street.area_count, 1);
    assert_int_equal(street.areas[0].total, 1);
    assert_int_equal(street.by_state[CASE_CALLING], 1);
    assert_int_equal(figures_of(&w, world_actor(&w, ROLE_DEPARTMENT_LEADER, DEPARTMENT, "head"), 30).open, 1);
    assert_int_equal(figures_of(&w, world_actor(&w, ROLE_DEPARTMENT_LEADER, "JSJ", "head"), 30).open, 0);
    assert_int_equal(figures_of(&w, desk(&w, OTHER_STREET), 30).by_state[CASE_ROUTED], 1);
}

TEST(an_administrator_has_no_figures)
{
    World w CLEANUP(world_end) = world_new();
    FigureScope scope;
    w.ctx.actor = world_actor(&w, ROLE_ADMINISTRATOR, "CEN", "admin");
    assert_err(figures_scope(&w.ctx, 30, &scope), ERR_FORBIDDEN);
}

TEST(a_complaint_about_an_official_is_counted_for_the_supervision_unit_alone)
{
    World w CLEANUP(world_end) = world_new();
    (void)world_submit(&w, &(WorldReport){0});
    put_items(&w, (Some){"response", STREET, 1, 1});
    assert_ok(db_write(w.db, &w.ctx, run_script,
                       "UPDATE cases SET confidential = 1;"
                       "UPDATE due_items SET number = (SELECT number FROM cases)",
                       NULL));
    Figures public = everything(&w);
    assert_int_equal(public.open, 0);
    assert_int_equal(public.today, 0);
    assert_int_equal(public.categories.len, 0);
    assert_int_equal(public.rates[FIGURE_RESPONSE].rate.n, 0);
    assert_int_equal(public.rates[FIGURE_DISPATCH_COVERAGE].rate.n, 0);
    Figures inner = figures_of(&w, world_actor(&w, ROLE_SUPERVISOR, SUPERVISION, "inspector"), 30);
    assert_int_equal(inner.open, 1);
    assert_int_equal(inner.rates[FIGURE_RESPONSE].rate.n, 1);
    assert_int_equal(figures_of(&w, world_actor(&w, ROLE_SUPERVISOR, "CEN", "inspector"), 30).open, 0);
}

TEST(a_community_answers_to_its_street_and_nobody_is_ranked_under_twenty)
{
    World w CLEANUP(world_end) = world_new();
    put_items(&w, (Some){"response", STREET, 20, 20});
    put_items(&w, (Some){"solved", COMMUNITY, 20, 20});
    put_items(&w, (Some){"satisfied", COMMUNITY, 19, 19});
    Figures figures = everything(&w);
    assert_null(row_of(&figures, COMMUNITY));
    const UnitRow *street = row_of(&figures, STREET);
    assert_non_null(street);
    assert_int_equal(street->rates[FIGURE_SOLVED].rate.n, 20);
    assert_int_equal(street->cases, 20);
    assert_true(fabs(street->score - 100) < 1e-9);
    assert_false(street->may_rank);

    put_items(&w, (Some){"satisfied", STREET, 1, 0});
    figures = everything(&w);
    street = row_of(&figures, STREET);
    assert_true(street->may_rank);
    assert_true(fabs(street->score - (100 - 35.0 / 20)) < 1e-9);
}

TEST(a_day_begins_at_local_midnight)
{
    World w CLEANUP(world_end) = world_new();
    w.ctx.now = TEST_NOW + HOURS(14) - MINUTES(1); /* 23:59 in Fuzhou, 15:59 in Greenwich */
    (void)world_submit(&w, &(WorldReport){0});
    assert_int_equal(everything(&w).today, 1);
    w.ctx.now += MINUTES(2);
    (void)world_submit(&w, &(WorldReport){.subdistrict = OTHER_STREET});
    (void)world_submit(&w, &(WorldReport){0});
    Figures figures = everything(&w);
    assert_int_equal(figures.today, 2);
    assert_int_equal(figures.day_count, 30);
    assert_int_equal(figures.days[28].submitted, 1);
    assert_int_equal(figures.days[29].submitted, 2);
    assert_int_equal(figures_of(&w, world_actor(&w, ROLE_AUDITOR, "CEN", "auditor"), 1).day_count, 1);
    assert_int_equal(figures.rates[FIGURE_DISPATCH_COVERAGE].rate.n, 3);
    assert_int_equal(figures.rates[FIGURE_DISPATCH_COVERAGE].rate.hit, 3);
}

TEST(a_dispute_upheld_too_late_gives_the_missed_check_in_a_counter_entry)
{
    World w CLEANUP(world_end) = world_new();
    const Actor *head = world_actor(&w, ROLE_DEPARTMENT_LEADER, DEPARTMENT, "head");
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3});
    world_do(&w, desk(&w, STREET), ACTION_RESPOND, number);
    CallTarget lead = {STR(DEPARTMENT), true, true};
    world_do(&w, desk(&w, STREET), ACTION_CALL, number, .units = &lead, .unit_count = 1);
    w.ctx.now += MINUTES(90); /* T3 of an ordinary case is one hour */
    world_do(&w, head, ACTION_DISPUTE, number, .call = 1, .unit = STR("CGJ"), .note = STR("不是公园绿地"));
    Figures figures = everything(&w);
    assert_int_equal(figures.rates[FIGURE_CHECK_IN].rate.n, 0);
    DueItem missed = {
        .measure = "check_in", .number = number, .item = STR("T4/1"), .unit = STR(DEPARTMENT), .due_at = w.ctx.now - 1};
    assert_ok(db_write(w.db, &w.ctx, put_item, &missed, NULL));
    assert_int_equal(everything(&w).rates[FIGURE_CHECK_IN].corrected_hit, 0);

    const Actor *centre = world_actor(&w, ROLE_CENTRE_DISPATCHER, "CEN", "centre");
    world_do(&w, centre, ACTION_ARBITRATE, number, .call = 1, .upheld = true, .unit = STR("CGJ"), .note = STR("属实"));
    Frozen check_in = everything(&w).rates[FIGURE_CHECK_IN];
    assert_int_equal(check_in.rate.n, 1);
    assert_int_equal(check_in.rate.hit, 0);
    assert_int_equal(check_in.corrected_hit, 1);
}
