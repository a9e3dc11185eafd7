/* The recent cases and the sense of twins: what is found, what never is, and how good the sense is on pairs that its
 * weights never saw. */
#include "district/gulou.h"

#include <pthread.h>

#include "brain/twins.h"
#include "learning/evaluate_twin.h"

static District *district;
static Ctx ctx;

static void strike(void)
{
    district_free(district);
}

static void set(void)
{
    ctx = test_ctx();
    if (district == NULL) {
        DistrictFiles files = gulou_files(&ctx);
        assert_ok(district_parse(&ctx, &files, &district));
        atexit(strike);
    }
}

static const UnixMs morning = (UnixMs)1795000000 * 1000;
#define RUBBISH_LAT 260955000
#define RUBBISH_LON 1192825000

static TwinCase rubbish(void)
{
    return (TwinCase){.number = STR("2611220000015"),
                      .version = 2,
                      .category = STR("E0102"),
                      .community = STR("350102001002"),
                      .text = STR("西门公交站旁边垃圾堆了一大堆，两天没人收，臭死了"),
                      .has_point = true,
                      .open = true,
                      .lat_e7 = RUBBISH_LAT,
                      .lon_e7 = RUBBISH_LON,
                      .at = morning};
}

static TwinQuery told_again(void)
{
    return (TwinQuery){.text = STR("西门车站后面有人乱倒垃圾，苍蝇很多，臭得要命"),
                       .category = STR("E0102"),
                       .has_point = true,
                       .lat_e7 = RUBBISH_LAT + 2000, /* 22 m */
                       .lon_e7 = RUBBISH_LON,
                       .at = morning + HOURS(2),
                       .at_least = 0.5};
}

static Twins *one_case(void)
{
    set();
    Twins *twins = twins_new(&(TwinsSetup){.district = district});
    TwinCase c = rubbish();
    twins_put(twins, &c);
    return twins;
}

static size_t found_by(Twins *twins, const TwinQuery *query, TwinFound *out)
{
    return twins_find(twins, &ctx, query, out, 3);
}

TEST(the_same_rubbish_told_by_another_neighbour_is_found_with_reasons)
{
    Twins *twins = one_case();
    TwinFound found[3];
    TwinQuery query = told_again();
    assert_int_equal(found_by(twins, &query, found), 1);
    assert_str(found[0].number, "2611220000015");
    assert_true(found[0].probability > 0.6);
    assert_true(found[0].metres > 20.0 && found[0].metres < 25.0);
    assert_int_equal(found[0].minutes, 120);
    assert_int_equal(found[0].kin, KIN_SAME);
    assert_true(found[0].word_count >= 1);
    assert_str(found[0].words[0], "西门");
    twins_free(twins);
}

TEST(another_matter_another_place_or_another_month_is_no_twin)
{
    Twins *twins = one_case();
    TwinFound found[3];
    TwinQuery query = told_again();
    query.lat_e7 += 200000; /* two kilometres */
    assert_int_equal(found_by(twins, &query, found), 0);
    query = told_again();
    query.at = morning + DAYS(29);
    assert_int_equal(found_by(twins, &query, found), 0);
    query = told_again();
    query.text = STR("站牌被车撞歪了，看不到几路车");
    query.category = STR("P0206");
    assert_int_equal(found_by(twins, &query, found), 0);
    twins_free(twins);
}

TEST(two_houses_of_one_estate_are_two_matters)
{
    set();
    Twins *twins = twins_new(&(TwinsSetup){.district = district});
    TwinCase c = rubbish();
    c.text = STR("福屿新村3号楼前面污水井盖翘起来了，小孩差点踩空");
    c.category = STR("P0102");
    c.has_point = false;
    twins_put(twins, &c);
    TwinFound found[3];
    TwinQuery query = {.text = STR("福屿新村三栋楼下污水井盖松了"),
                       .category = STR("P0102"),
                       .community = c.community,
                       .at = morning + HOURS(1),
                       .at_least = 0.5};
    assert_int_equal(found_by(twins, &query, found), 1);
    assert_true(found[0].metres < 0.0);
    query.text = STR("福屿新村5号楼污水井盖松了");
    assert_int_equal(found_by(twins, &query, found), 0);
    twins_free(twins);
}

TEST(without_any_common_place_one_kind_is_not_one_matter)
{
    set();
    Twins *twins = twins_new(&(TwinsSetup){.district = district});
    TwinCase c = rubbish();
    c.text = STR("路灯坏了没人修");
    c.category = STR("P0108");
    c.has_point = false;
    twins_put(twins, &c);
    TwinFound found[3];
    TwinQuery query = {.text = STR("路灯坏了没人修"),
                       .category = STR("P0108"),
                       .community = c.community,
                       .at = morning + HOURS(1),
                       .at_least = 0.05};
    assert_int_equal(found_by(twins, &query, found), 0);
    twins_free(twins);
}

TEST(a_confidential_case_never_enters_and_leaves_when_it_becomes_one)
{
    Twins *twins = one_case();
    TwinFound found[3];
    TwinQuery query = told_again();
    query.category = STR("");
    TwinCase c = rubbish();
    c.category = STR("S0503");
    assert_true(category_find(district, c.category)->confidential);
    twins_put(twins, &c);
    assert_int_equal(found_by(twins, &query, found), 0);
    assert_int_equal(twins_figures(twins).cases, 0);
    twins_free(twins);
}

TEST(a_case_leaves_when_it_is_dropped_and_when_its_month_is_over)
{
    Twins *twins = one_case();
    TwinFound found[3];
    TwinQuery query = told_again();
    assert_true(twins_has(twins, STR("2611220000015"), 2));
    assert_false(twins_has(twins, STR("2611220000015"), 3));
    twins_drop(twins, STR("2611220000015"));
    assert_int_equal(found_by(twins, &query, found), 0);
    TwinCase c = rubbish();
    twins_put(twins, &c);
    twins_expire(twins, morning + DAYS(29));
    assert_int_equal(found_by(twins, &query, found), 1);
    twins_expire(twins, morning + DAYS(31));
    assert_int_equal(found_by(twins, &query, found), 0);
    twins_free(twins);
}

TEST(only_open_cases_and_not_the_case_itself_where_that_is_asked)
{
    Twins *twins = one_case();
    TwinFound found[3];
    TwinQuery query = told_again();
    query.except = STR("2611220000015");
    assert_int_equal(found_by(twins, &query, found), 0);
    query.except = STR("");
    TwinCase c = rubbish();
    c.open = false;
    c.version = 3;
    twins_put(twins, &c);
    assert_int_equal(found_by(twins, &query, found), 1);
    assert_false(found[0].open);
    query.only_open = true;
    assert_int_equal(found_by(twins, &query, found), 0);
    twins_free(twins);
}

/* --- bounded, whoever adds --- */

static void put_many(Twins *twins, size_t count, uint64_t seed)
{
    Rand rand = rand_seeded(seed);
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    for (size_t i = 0; i < count; i++) {
        TwinCase c = rubbish();
        c.number = str_printf(arena, "%llu-%zu", (unsigned long long)seed, i);
        c.category = district->corpus[rand_below(&rand, district->corpus_count)].category;
        c.text = district->corpus[rand_below(&rand, district->corpus_count)].text;
        c.has_point = i % 3 != 0;
        c.lat_e7 += (int64_t)rand_below(&rand, 400000);
        c.at = morning + MINUTES((int64_t)rand_below(&rand, 4000));
        twins_put(twins, &c);
        if (i % 5 == 0)
            twins_drop(twins, c.number);
    }
}

TEST(the_index_keeps_the_newest_and_no_more_than_it_has_room_for)
{
    set();
    Twins *twins = twins_new(&(TwinsSetup){.district = district, .room = 500});
    put_many(twins, 3000, 1);
    assert_true(twins_figures(twins).cases <= 500);
    size_t bytes = twins_figures(twins).bytes;
    put_many(twins, 3000, 2);
    assert_true(twins_figures(twins).bytes < bytes + bytes / 2);
    TwinCase newest = rubbish();
    newest.at = morning + DAYS(4);
    twins_put(twins, &newest);
    TwinFound found[3];
    TwinQuery query = told_again();
    query.at = newest.at + HOURS(1);
    assert_true(found_by(twins, &query, found) >= 1);
    assert_str(found[0].number, "2611220000015");
    TwinCase oldest = rubbish();
    oldest.number = STR("old");
    oldest.at = morning - DAYS(2);
    twins_put(twins, &oldest);
    assert_false(twins_has(twins, STR("old"), 0));
    twins_free(twins);
}

static void *keep_asking(void *twins)
{
    Rand rand = rand_seeded(9);
    Ctx own = {.arena = arena_new(0), .rand = &rand};
    for (size_t i = 0; i < 400; i++) {
        TwinFound found[3];
        TwinQuery query = told_again();
        query.lat_e7 += (int64_t)rand_below(&rand, 400000);
        (void)twins_find(twins, &own, &query, found, 3);
        arena_reset(own.arena);
    }
    arena_free(own.arena);
    return NULL;
}

TEST(many_may_ask_while_one_adds)
{
    set();
    Twins *twins = twins_new(&(TwinsSetup){.district = district, .room = 300});
    pthread_t readers[3];
    for (size_t i = 0; i < COUNT_OF(readers); i++)
        assert_int_equal(pthread_create(&readers[i], NULL, keep_asking, twins), 0);
    put_many(twins, 2000, 3);
    for (size_t i = 0; i < COUNT_OF(readers); i++)
        assert_int_equal(pthread_join(readers[i], NULL), 0);
    assert_true(twins_figures(twins).cases <= 300);
    twins_free(twins);
}

/* --- how good --- */

static Err hand_over(Ctx *c, void *from, Str *out)
{
    (void)c;
    *out = *(Str *)from;
    return OK;
}

TEST(on_pairs_it_never_saw_the_sense_holds_its_figures)
{
    set();
    DistrictFiles files = gulou_files(&ctx);
    Str pairs = gulou_file(&files, "twins_check.csv")->content;
    ctx.district = district;
    TwinExamResult result;
    assert_ok(evaluate_twin(&ctx, &(TwinExam){hand_over, &pairs, STR("check")}, &result));
    Str report = twin_exam_report(ctx.arena, &result);
    print_message(STR_FMT, STR_ARG(report));
    assert_true(result.n >= 300 && result.twins * 2 >= result.n - 20);
    assert_true(result.best.f1 >= 0.82);
    assert_true(result.at[8].precision >= 0.87 && result.at[8].recall >= 0.65); /* at 0.8 */
    assert_true(result.at_coverage[0] >= 0.90);
    assert_true(result.calibration_error <= 0.10);
}

TEST(without_a_district_equal_codes_and_plain_words_still_tell_much)
{
    set();
    DistrictFiles files = gulou_files(&ctx);
    Str pairs = gulou_file(&files, "twins_check.csv")->content;
    TwinExamResult result;
    ctx.district = NULL;
    assert_ok(evaluate_twin(&ctx, &(TwinExam){hand_over, &pairs, STR("check")}, &result));
    assert_true(result.best.f1 >= 0.79);
}

TEST(a_file_of_pairs_that_cannot_be_read_is_told_with_its_line)
{
    set();
    TwinExamResult result;
    Str pairs = STR("same,category_a,text_a,place_a,minutes_apart,metres_apart,category_b,text_b,place_b\n"
                    "1,,路灯坏了,,5,,,灯不亮,\nyes,,路灯坏了,,5,,,灯不亮,\n");
    assert_err(evaluate_twin(&ctx, &(TwinExam){hand_over, &pairs, STR("")}, &result), ERR_INVALID);
    assert_true(str_find(ctx_failure_text(&ctx), STR("3")) >= 0);
    pairs = STR("same,text_a\n1,路灯坏了\n");
    assert_err(evaluate_twin(&ctx, &(TwinExam){hand_over, &pairs, STR("")}, &result), ERR_INVALID);
}
