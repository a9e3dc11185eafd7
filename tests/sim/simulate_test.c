#include "test.h"

#include "support/stores.h"

#include "sim/check.h"
#include "sim/simulate.h"

static District *gulou;
static DistrictFiles *files;
static Brain *brain;

__attribute__((destructor)) static void drop(void)
{
    brain_free(brain);
    district_free(gulou);
    free(files);
}

static Ctx city_ctx(void)
{
    Ctx ctx = test_ctx();
    if (gulou == NULL) {
        files = calloc(1, sizeof *files);
        assert_ok(district_load_folder(&ctx, "districts/gulou", files));
        assert_ok(district_parse(&ctx, files, &gulou));
        assert_ok(brain_new(&ctx, gulou, &brain));
    }
    ctx.district = gulou;
    ctx.jurisdiction = gulou->code;
    return ctx;
}

/* Two small districts, three days; enough for every way a case can go. */
static Simulation two_districts(void)
{
    return (Simulation){.scenario = {.starts_at = calendar_day_start(&gulou->calendar, day_of_number(20260601)),
                                     .days = 3,
                                     .cases_per_day = 40,
                                     .seed = 11,
                                     .fates = fates_quiet,
                                     .spare = 160,
                                     .texts = 96},
                        .district = gulou,
                        .files = files,
                        .brain = brain,
                        .districts = 2,
                        .threads = 2,
                        .batch = 200};
}

static void assert_same(const SimTold *a, const SimTold *b)
{
    const CityFigures *x = &a->sums.figures, *y = &b->sums.figures;
    assert_memory_equal(x->digest.bytes, y->digest.bytes, HASH_SIZE);
    assert_memory_equal(x->ended, y->ended, sizeof x->ended);
    assert_memory_equal(&x->done, &y->done, sizeof x->done);
    assert_memory_equal(a->sums.clocks, b->sums.clocks, sizeof a->sums.clocks);
    assert_int_equal(x->transactions, y->transactions);
}

TEST(a_seed_plays_the_same_in_memory_and_on_the_store)
{
    Ctx ctx = city_ctx();
    Simulation in = two_districts();
    SimTold memory, store;
    assert_ok(simulate(&ctx, &in, &memory));
    const char *folder = test_folder();
    if (test_store_is_server())
        in.database = test_store(&ctx, folder);
    else
        in.data = folder;
    assert_ok(simulate(&ctx, &in, &store));
    assert_true(memory.sums.figures.done.cases > 150);
    assert_same(&memory, &store);
    assert_int_equal(memory.sums.findings, 0);
    assert_int_equal(store.sums.findings, 0);
    assert_true(store.sums.commits > 10);
}

TEST(how_many_threads_play_changes_nothing_but_another_seed_does)
{
    Ctx ctx = city_ctx();
    Simulation in = two_districts();
    SimTold two, one, other;
    assert_ok(simulate(&ctx, &in, &two));
    in.threads = 1;
    assert_ok(simulate(&ctx, &in, &one));
    assert_same(&two, &one);
    in.scenario.seed++;
    assert_ok(simulate(&ctx, &in, &other));
    assert_memory_not_equal(other.sums.figures.digest.bytes, one.sums.figures.digest.bytes, HASH_SIZE);
}

TEST(districts_played_in_parts_are_those_of_the_whole)
{
    Ctx ctx = city_ctx();
    Simulation in = two_districts();
    SimTold whole, first, second;
    assert_ok(simulate(&ctx, &in, &whole));
    in.districts = 1;
    assert_ok(simulate(&ctx, &in, &first));
    in.before = 1;
    assert_ok(simulate(&ctx, &in, &second));
    const CityFigures *a = &first.sums.figures, *b = &second.sums.figures;
    assert_memory_not_equal(a->digest.bytes, b->digest.bytes, HASH_SIZE);
    assert_int_equal(a->done.cases + b->done.cases, whole.sums.figures.done.cases);
    assert_int_equal(a->done.fired + b->done.fired, whole.sums.figures.done.fired);
    assert_int_equal(a->transactions + b->transactions, whole.sums.figures.transactions);
    assert_int_equal(first.sums.rungs + second.sums.rungs, whole.sums.rungs);
}

TEST(a_storm_makes_desks_late_but_every_case_comes_to_its_end)
{
    Ctx ctx = city_ctx();
    Simulation in = two_districts();
    SimTold calm, told;
    in.districts = 1;
    in.scenario.cases_per_day = 120;
    assert_ok(simulate(&ctx, &in, &calm));
    UnixMs at = in.scenario.starts_at + DAYS(1) + HOURS(13);
    in.scenario.storm = (Storm){.from = at, .until = at + HOURS(3), .factor = 50, .surge = 200};
    assert_ok(simulate(&ctx, &in, &told));
    const StormFigures *storm = &told.sums.figures.storm;
    assert_int_equal(told.sums.findings, 0);
    assert_true(storm->cases > 500);
    assert_true(storm->in_time < storm->cases);
    assert_true(storm->longest_wait > MINUTES(10));
    assert_true(storm->most_waiting > calm.sums.figures.storm.most_waiting);
    assert_true(storm->answered_at > in.scenario.storm.until);
    assert_true(storm->done_at >= storm->answered_at);
    assert_true(told.sums.figures.done.fired > calm.sums.figures.done.fired);
    assert_true(told.sums.overdues > calm.sums.overdues);
}

/* A case file with one running clock of ten minutes. */
static CaseFile *answering(Ctx *ctx)
{
    CaseFile *file = ARENA_NEW(ctx->arena, CaseFile);
    file->c.number = STR("2606040000017");
    assert_ok(clock_start(ctx, &gulou->clocks, file,
                          &(ClockStart){.kind = CLOCK_T1, .unit = STR("CEN"), .limit = STR("10m")}));
    return file;
}

TEST(the_checker_finds_a_rung_that_was_not_fired)
{
    Ctx ctx = city_ctx();
    Check check = {.district = gulou};
    const CaseFile *file = answering(&ctx);
    check_look(&check, file, ctx.now + MINUTES(4));
    assert_int_equal(check.findings, 0);
    check_look(&check, file, ctx.now + MINUTES(5)); /* half of ten minutes: the first rung */
    assert_int_equal(check.findings, 1);
    assert_non_null(strstr(check.told[0], "2606040000017 T1"));
}

TEST(the_checker_finds_a_rung_at_the_wrong_moment)
{
    Ctx ctx = city_ctx();
    Check check = {.district = gulou};
    CaseFile *file = answering(&ctx);
    file->clocks[0].next_at += MINUTES(1);
    check_look(&check, file, ctx.now);
    assert_int_equal(check.findings, 1);
    check_fired(&check, ctx.now, ctx.now + SECONDS(2));
    assert_int_equal(check.findings, 2);
}

TEST(the_checker_finds_a_clock_that_outlives_its_case_and_a_case_nobody_ends)
{
    Ctx ctx = city_ctx();
    Check check = {.district = gulou};
    CaseFile *file = answering(&ctx);
    file->c.state = CASE_ROUTED;
    check_end(&check, file);
    assert_int_equal(check.findings, 2);
    file->c.state = CASE_CLOSED;
    file->clocks[0].stopped_at = ctx.now + HOURS(1); /* overdue, and nobody was told */
    check_end(&check, file);
    assert_int_equal(check.findings, 3);
    assert_non_null(strstr(check.told[2], "overdue without an alert"));
}
