#include "learning/town.h"

#include "actions/submit_case.h"
#include "learning/replay.h"

/* Somebody reports it, the brain decides, and the case is there as the server would have taken it. */
static Str sent(Town *town, const Brain *brain, const Report *report)
{
    static int sends;
    Ctx *ctx = &town->world.ctx;
    Decision *decision = ARENA_NEW(ctx->arena, Decision);
    Submitted made;
    brain_decide(brain, ctx, report, decision);
    SubmitCase in = {.text = report->text,
                     .place_text = report->place_text,
                     .channel = CHANNEL_WEB,
                     .decision = decision,
                     .scope = STR("replay"),
                     .key = str_printf(ctx->arena, "sent %d", sends++),
                     .request_hash = STR("00")};
    ctx->actor = NULL;
    assert_ok(db_write(town->world.db, ctx, submit_case, &in, &made));
    ctx->now += MINUTES(1);
    return made.number;
}

static Report at_the_park(const char *text)
{
    return (Report){.text = str_of(text),
                    .has_point = true,
                    .lat = 26.1087,
                    .lon = 119.2729,
                    .accuracy_m = 10,
                    .point_source = STR("pin")};
}

static ReplayResult replayed(Town *town, const Brain *brain, int64_t last)
{
    ReplayResult result;
    Replay in = {.db = town->world.db, .brain = brain, .district = town->world.district, .last = last};
    assert_ok(replay_decisions(&town->world.ctx, &in, &result));
    return result;
}

/* A brain that calls whatever speaks of lamps a matter of trees, and the other way round. */
static Brain *contrary(Town *town)
{
    static const struct {
        const char *label, *text;
    } rows[] = {
        {"E0101", "路灯不亮"}, {"E0101", "路灯坏了，晚上看不清"}, {"E0101", "楼下路灯不亮"}, {"E0101", "路灯一直不亮"},
        {"P0108", "树倒了"},   {"P0108", "大树倒在路边"},         {"P0108", "树枝断了"},     {"P0108", "行道树倒伏"}};
    Sample samples[COUNT_OF(rows)];
    Classifier *model = NULL;
    Brain *brain = NULL;
    Str bytes;
    Ctx *ctx = &town->world.ctx;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        samples[i] = (Sample){str_of(rows[i].label), {.body = str_of(rows[i].text)}};
    assert_ok(classifier_train(ctx, &(ClassifierTraining){.samples = samples, .count = COUNT_OF(rows)}, &model));
    assert_ok(classifier_save(ctx, model, &bytes));
    classifier_free(model);
    assert_ok(brain_new_from_model(ctx, town->world.district, bytes, &brain));
    return brain;
}

static Brain *own_brain(Town *town)
{
    Brain *brain = NULL;
    assert_ok(brain_new(&town->world.ctx, &town->district, &brain));
    return brain;
}

TEST(the_same_model_changes_nothing)
{
    Town town CLEANUP(town_end) = town_new();
    Brain *brain = own_brain(&town);
    const char *texts[] = {"江厝路街头公园里，很多人露营乱扔垃圾", "路灯不亮", "123",
                           "hello, the street lamp is broken"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        Report report = at_the_park(texts[i]);
        report.has_point = i % 2 == 0;
        (void)sent(&town, brain, &report);
    }
    Replay in = {.db = town.world.db, .brain = brain, .district = &town.district, .last = 100};
    ReplayResult r;
    assert_ok(replay_decisions(&town.world.ctx, &in, &r));
    assert_int_equal(r.looked_at, 4);
    assert_int_equal(r.replayed, 4);
    assert_int_equal(r.changed, 0);
    assert_int_equal(r.category_count + r.owner_count, 0);
    brain_free(brain);
}

/* The words speak of a lamp, the choice says litter: a person is doubted, a device that measured it is not. */
TEST(what_a_device_measured_is_replayed_as_measured)
{
    Town town CLEANUP(town_end) = town_new();
    Brain *brain = NULL;
    assert_ok(brain_new(&town.world.ctx, town.world.district, &brain));
    Report told = at_the_park("江厝路街头公园旁边的路灯不亮，晚上黑咕隆咚的");
    told.category_choice = STR("E0106");
    Report measured = told;
    measured.measured = true;
    Str by_person = sent(&town, brain, &told), by_device = sent(&town, brain, &measured);
    assert_str(world_case(&town.world, by_person)->c.category, "P0108");
    assert_str(world_case(&town.world, by_device)->c.category, "E0106");
    ReplayResult r = replayed(&town, brain, 100);
    assert_int_equal(r.replayed, 2);
    assert_int_equal(r.changed, 0);
    brain_free(brain);
}

/* The place is plain, and the call-taker gave it to the centre all the same. */
TEST(what_an_operator_found_hard_is_replayed_as_hard)
{
    Town town CLEANUP(town_end) = town_new();
    Brain *brain = NULL;
    assert_ok(brain_new(&town.world.ctx, town.world.district, &brain));
    Report plain = at_the_park("江厝路街头公园旁边的路灯不亮，晚上黑咕隆咚的");
    Report hard = plain;
    hard.hard = true;
    Str at_desk = sent(&town, brain, &plain), at_centre = sent(&town, brain, &hard);
    assert_str(world_case(&town.world, at_desk)->c.owner, "350102009");
    assert_str(world_case(&town.world, at_centre)->c.owner, "CEN");
    assert_str(world_case(&town.world, at_centre)->c.category, "P0108");
    ReplayResult r = replayed(&town, brain, 100);
    assert_int_equal(r.replayed, 2);
    assert_int_equal(r.changed, 0);
    brain_free(brain);
}

TEST(what_another_model_would_change_is_held_against_what_people_said)
{
    Town town CLEANUP(town_end) = town_new();
    Brain *then = NULL, *now = contrary(&town);
    assert_ok(brain_new(&town.world.ctx, town.world.district, &then));
    Report lamp = at_the_park("江厝路街头公园旁边的路灯不亮，晚上黑咕隆咚的");
    Str right = sent(&town, then, &lamp), unknown = sent(&town, then, &lamp);
    (void)unknown;
    assert_str(world_case(&town.world, right)->c.category, "P0108");
    world_do(&town.world, town.desk, ACTION_CORRECT, right, .category = STR("P0108"));
    ReplayResult r = replayed(&town, now, 100);
    assert_int_equal(r.replayed, 2);
    assert_int_equal(r.changed, 2);
    assert_int_equal(r.now_wrong, 1);
    assert_int_equal(r.unknown, 1);
    assert_int_equal(r.now_right, 0);
    /* and back: what was wrong then would be right now */
    Town other CLEANUP(town_end) = town_new();
    Str wrong = sent(&other, now, &lamp);
    world_do(&other.world, other.desk, ACTION_CORRECT, wrong, .category = STR("P0108"));
    r = replayed(&other, then, 100);
    assert_int_equal(r.changed, 1);
    assert_int_equal(r.now_right, 1);
    assert_int_equal(r.now_wrong, 0);
    brain_free(then);
    brain_free(now);
}

TEST(what_was_erased_is_counted_and_not_guessed)
{
    Town town CLEANUP(town_end) = town_new();
    Brain *brain = own_brain(&town);
    Report report = at_the_park("江厝路街头公园里，很多人露营乱扔垃圾");
    Str number = sent(&town, brain, &report);
    (void)sent(&town, brain, &report);
    const Actor *centre = world_person(&town.world, ROLE_CENTRE_DISPATCHER, "CEN", "centre");
    world_do(&town.world, centre, ACTION_REDACT, number, .seq = 1, .field = STR("text"), .note = STR("电话"));
    (void)world_submit(&town.world, &(WorldReport){.urgency = URGENCY_U3});
    ReplayResult r = replayed(&town, brain, 100);
    assert_int_equal(r.looked_at, 3);
    assert_int_equal(r.erased, 1);
    assert_int_equal(r.replayed, 2);
    assert_int_equal(replayed(&town, brain, 1).looked_at, 1); /* only the newest */
    brain_free(brain);
}

TEST(a_decision_from_before_inputs_were_kept_is_not_replayed)
{
    Town town CLEANUP(town_end) = town_new();
    Report report;
    PastDecision old = {.text = STR("路灯不亮"), .body = STR("{\"confident\":true,\"owner\":\"CEN\"}")};
    assert_false(replay_report(&town.world.ctx, &old, &report));
    old.body =
        STR("{\"asked\":{\"lat\":26.1,\"lon\":119.2,\"accuracy_m\":5,\"point_source\":\"gps\",\"photo_count\":3}}");
    assert_true(replay_report(&town.world.ctx, &old, &report));
    assert_true(report.has_point && report.lat == 26.1 && report.accuracy_m == 5 && report.photo_count == 3);
    assert_str(report.point_source, "gps");
    old.body = STR("not json");
    assert_false(replay_report(&town.world.ctx, &old, &report));
}

TEST(pages_of_decisions_are_gone_through_to_the_last)
{
    Town town CLEANUP(town_end) = town_new();
    Brain *brain = own_brain(&town);
    Report report = {.text = STR("路灯不亮")};
    for (int i = 0; i < PAST_PAGE + 7; i++)
        (void)sent(&town, brain, &report);
    ReplayResult r = replayed(&town, brain, 10000);
    assert_int_equal(r.looked_at, PAST_PAGE + 7);
    assert_int_equal(replayed(&town, brain, PAST_PAGE + 3).looked_at, PAST_PAGE + 3);
    brain_free(brain);
}
