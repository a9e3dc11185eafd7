/* A city that does not exist, with the traps of those that do: villages of one name in two towns, villages named by
 * everyday words, a town's name on a community elsewhere, an old name for a town, two names of three characters that
 * nearly agree. */
#include "test.h"

#include "brain/decide.h"
#include "learning/city.h"
#include "learning/evaluate_place.h"

static const char areas[] = "code,name,street_code,street\n"
                            "990100101001,霄边社区居民委员会,990100101,棉江镇\n"
                            "990100101002,乌沙社区居民委员会,990100101,棉江镇\n"
                            "990100101003,新安社区居民委员会,990100101,棉江镇\n"
                            "990100101004,上沙社区居民委员会,990100101,棉江镇\n"
                            "990100102001,石潭埔村村民委员会,990100102,竹溪镇\n"
                            "990100102002,塘角村村民委员会,990100102,竹溪镇\n"
                            "990100102003,中心社区居民委员会,990100102,竹溪镇\n"
                            "990100103001,塘角社区居民委员会,990100103,城北街道\n"
                            "990100103002,光明社区居民委员会,990100103,城北街道\n"
                            "990100103003,鳌峙塘社区居民委员会,990100103,城北街道\n"
                            "990100104001,竹溪社区居民委员会,990100104,大桥镇\n"
                            "990100104002,官井头村村民委员会,990100104,大桥镇\n"
                            "990100104003,拔蛟窝社区居民委员会,990100104,大桥镇\n";
/* four squares in a row, from west to east: 101 102 103 104 */
#define SQUARE(name, west, east)                                                                                       \
    "{\"type\":\"Feature\",\"properties\":{\"name\":\"" name                                                           \
    "\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[" west ",23.0],[" east ",23.0],[" east ",23.1],[" west  \
    ",23.1],[" west ",23.0]]]}}"
static const char polygons[] =
    "{\"type\":\"FeatureCollection\",\"features\":[" SQUARE("棉江", "113.6", "113.7") "," SQUARE(
        "竹溪镇", "113.7", "113.8") "," SQUARE("城北街道", "113.8", "113.9") "," SQUARE("大桥管委会", "113.9",
                                                                                        "114.0") "]}";

static Err read_test(Ctx *ctx, void *from, Str *out)
{
    (void)ctx;
    *out = str_of(from);
    return OK;
}

static PlaceExamResult examine(Ctx *ctx, const char *test)
{
    PlaceExamResult result;
    assert_ok(evaluate_place(ctx,
                             &(PlaceExam){.areas = str_of(areas),
                                          .polygons = str_of(polygons),
                                          .read_test = read_test,
                                          .from = (void *)(uintptr_t)test},
                             &result));
    Str report = place_exam_report(ctx->arena, &result);
    if (result.wrong_sure > 0 || result.right < result.placed)
        print_message(STR_FMT, STR_ARG(report));
    return result;
}

/* Every text is answered, and rightly. */
static void assert_all_right(const char *test)
{
    Ctx ctx = test_ctx();
    PlaceExamResult r = examine(&ctx, test);
    assert_int_equal(r.wrong_sure, 0);
    assert_int_equal(r.right, r.placed);
    assert_true(r.placed > 0);
}

/* Nobody is sent anywhere. */
static void assert_all_left_open(const char *test)
{
    Ctx ctx = test_ctx();
    PlaceExamResult r = examine(&ctx, test);
    assert_int_equal(r.answered, 0);
    assert_int_equal(r.wrong_sure, 0);
    assert_true(r.n > 0);
}

TEST(a_village_is_known_by_its_stem_with_whatever_is_named_after_it)
{
    assert_all_right("id,text,area\n"
                     "1,□□镇霄边社区正大路晚上烧烤摊油烟扰民,棉江镇\n"
                     "2,□□上沙第五工业区偷排废气,棉江\n"
                     "3,某镇霄边村委会不作为,990100101\n"
                     "4,某某镇新安小学门口堵车,棉江镇\n"
                     "5,xx镇乌沙江贝市场占道,棉江镇\n"
                     "6,*镇官井头嘉辉路路灯不亮,大桥镇\n"
                     "7,住在鳌峙塘村,城北街道\n"
                     "8,官井头居委会门口积水,990100104002\n");
}

TEST(a_towns_own_name_works_in_full_and_in_short)
{
    assert_all_right(
        "id,text,area\n1,棉江镇政府门口乱停车,棉江镇\n2,棉江的公交太少,棉江\n3,城北街道路灯坏了,城北街道\n");
}

TEST(words_of_everyday_language_are_no_villages)
{
    assert_all_left_open("id,text,area\n"
                         "1,某镇中心小学学位太少,\n"
                         "2,市中心堵车,\n"
                         "3,希望光明工程早日完工,\n"
                         "4,新安装的路灯不亮,\n"
                         "5,新市场门口很乱,\n"
                         "6,某镇的广场很吵,\n"
                         "7,我家楼上漏水,\n"
                         "8,老板跑路拖欠工资,\n");
}

TEST(a_village_of_another_city_or_an_unknown_town_is_not_ours)
{
    assert_all_left_open("id,text,area\n"
                         "1,深圳市宝安区新安街道上沙路,\n"
                         "2,贯洞镇乌沙村,\n"
                         "3,广州市霄边,\n"
                         "4,往棉江方向的高速,\n"
                         "5,不是霄边社区,\n");
}

TEST(of_two_villages_of_one_name_the_text_decides_or_nobody)
{
    assert_all_right("id,text,area\n"
                     "1,某镇塘角村工业区,竹溪镇\n" /* 某镇 is no 街道 */
                     "2,某街道塘角社区,城北街道\n"
                     "3,某镇塘角和石潭埔的村民都反对,竹溪镇\n" /* the other name settles it */
                     "4,某镇竹溪社区门口,大桥镇\n");           /* Zhuxi itself would have been blanked */
    assert_all_left_open("id,text,area\n1,塘角那边路灯坏了,\n2,霄边和官井头都停电,\n");
}

TEST(a_border_that_is_told_of_offers_the_neighbours)
{
    Ctx ctx = test_ctx();
    PlaceExamResult r =
        examine(&ctx, "id,text,area\n1,某镇与城北交界处垃圾没人管,竹溪镇\n2,某镇与城北交界处垃圾没人管,大桥镇\n");
    assert_int_equal(r.answered, 0);
    assert_int_equal(r.top3, 2);
}

TEST(a_slip_in_a_long_name_suggests_and_is_not_sure)
{
    Ctx ctx = test_ctx();
    PlaceExamResult r = examine(&ctx, "id,text,area\n1,鳌峙唐工业区,城北街道\n2,拔姣窝的垃圾,大桥镇\n");
    assert_int_equal(r.answered, 0);
    assert_int_equal(r.top1, 2);
}

TEST(the_exam_counts_what_it_left_out_and_what_is_wrong)
{
    Ctx ctx = test_ctx();
    PlaceExamResult r =
        examine(&ctx, "id,text,area\n1,霄边社区,棉江镇\n2,霄边社区,大桥镇\n3,霄边社区,月亮镇\n4,霄边社区,\n");
    assert_int_equal(r.n, 3);
    assert_int_equal(r.unknown, 1);
    assert_int_equal(r.placed, 2);
    assert_int_equal(r.top1, 1);
    assert_int_equal(r.wrong_sure, 2);
    assert_int_equal(r.polygons, 4);
    assert_true(r.at_coverage[3] > 0.49 && r.at_coverage[3] < 0.51);
}

TEST(the_position_decides_between_two_places_of_one_name)
{
    Ctx ctx = test_ctx();
    City *city = NULL;
    Brain *brain = NULL;
    Decision d;
    assert_ok(city_read(&ctx, &(CityFiles){.areas = str_of(areas), .polygons = str_of(polygons)}, &city));
    assert_ok(brain_new(&ctx, &city->district, &brain));
    Report report = {.text = STR("塘角那边路灯坏了"),
                     .has_point = true,
                     .lat = 23.05,
                     .lon = 113.8001, /* on the border, a little to the east: Chengbei's side */
                     .accuracy_m = 400};
    brain_decide(brain, &ctx, &report, &d);
    assert_true(d.place_count > 0);
    assert_str(d.places[0].subdistrict, "990100103");
    report.lon = 113.7999;
    brain_decide(brain, &ctx, &report, &d);
    assert_str(d.places[0].subdistrict, "990100102");
    brain_free(brain);
}

TEST(names_are_learnt_from_texts_whose_area_is_known)
{
    static const char train[] = "text,area\n"
                                "凤起潮鸣二期电梯坏了,棉江镇\n住在凤起潮鸣的业主,棉江镇\n凤起潮鸣旁边的工地太吵,棉江\n"
                                "凤起潮鸣门口乱停车,990100101\n"
                                "物业不管楼道,棉江镇\n物业不管楼道,竹溪镇\n物业不管楼道,大桥镇\n电梯坏了三天,大桥镇\n"
                                "翠堤湾停水,竹溪镇\n翠堤湾停电,大桥镇\n翠堤湾漏水,城北街道\n";
    static const char test[] = "id,text,area\n1,凤起潮鸣停水了,棉江镇\n2,物业不管楼道,\n3,翠堤湾停水,\n";
    Ctx ctx = test_ctx();
    PlaceExamResult r;
    PlaceExam exam = {
        .areas = str_of(areas), .train = str_of(train), .read_test = read_test, .from = (void *)(uintptr_t)test};
    assert_ok(evaluate_place(&ctx, &exam, &r));
    assert_int_equal(r.top1, 1);
    assert_int_equal(r.wrong_sure, 0);
    assert_int_equal(r.answered, 0); /* from memory: a suggestion until a second name agrees */
    exam.train = STR("");
    assert_ok(evaluate_place(&ctx, &exam, &r));
    assert_int_equal(r.top1, 0);
}

TEST(broken_tables_are_told_with_their_file)
{
    static const struct {
        const char *areas, *polygons, *test, *told;
    } cases[] = {
        {"code,name\n1,a\n", "", "id,text,area\n", "street_code"},
        {areas, "{\"type\":1}", "id,text,area\n", "polygons"},
        {areas, "", "id,text\n1,x\n", "area"},
        {areas, "", "", "test"},
        {"", "", "", "areas"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Ctx ctx = test_ctx();
        PlaceExamResult result;
        PlaceExam exam = {.areas = str_of(cases[i].areas),
                          .polygons = str_of(cases[i].polygons),
                          .read_test = read_test,
                          .from = (void *)(uintptr_t)cases[i].test};
        assert_err(evaluate_place(&ctx, &exam, &result), ERR_INVALID);
        assert_true(str_find(ctx_failure_text(&ctx), str_of(cases[i].told)) >= 0);
    }
}
