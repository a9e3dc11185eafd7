#include "district/gulou.h"

#include <stdio.h>

static Ctx ctx;
static DistrictFiles files;

static void fresh(void)
{
    ctx = test_ctx();
    files = gulou_files(&ctx);
}

static DistrictProblems refuse(void)
{
    DistrictProblems problems;
    District *district = NULL;
    assert_err(district_parse_telling(&ctx, &files, &problems, &district), ERR_INVALID);
    assert_null(district);
    assert_int_equal(ctx.failure.message, MSG_DISTRICT_BROKEN);
    assert_true(problems.len > 0);
    return problems;
}

/* The spoilt district is refused for this one reason, told with this line, in both languages. */
static void expect_only(const char *file, int64_t line, const char *zh, const char *en)
{
    DistrictProblems problems = refuse();
    if (problems.all != 1)
        print_error("first: " STR_FMT "\n", STR_ARG(problems.at[0].text[LANG_EN]));
    assert_int_equal(problems.all, 1);
    assert_str(problems.at[0].file, file);
    assert_int_equal(problems.at[0].line, line);
    if (str_find(problems.at[0].text[LANG_ZH], str_of(zh)) < 0)
        assert_str(problems.at[0].text[LANG_ZH], zh);
    if (str_find(problems.at[0].text[LANG_EN], str_of(en)) < 0)
        assert_str(problems.at[0].text[LANG_EN], en);
}

TEST(the_starter_district_reads_whole)
{
    fresh();
    District *d CLEANUP(district_freep) = NULL;
    if (district_parse(&ctx, &files, &d) != OK)
        assert_str(ctx_failure_text(&ctx), "");
    assert_str(d->code, "350102");
    assert_str(d->centre, "CEN");
    assert_true(d->synthetic);
    assert_int_equal(d->version.len, 64);
    assert_true(d->category_count > 100 && d->area_count > 79 && d->rights.unit_count > 140);
    assert_true(d->corpus_count > 1000 && d->place_count > 500);
    const Category *cover = category_find(d, STR("P0101"));
    assert_non_null(cover);
    assert_str(cover->lead, "SWJT");
    assert_int_equal(cover->urgency, URGENCY_U1);
    assert_true(cover->leaf && cover->after_photo);
    assert_false(category_find(d, STR("P01"))->leaf);
    assert_str(clock_limit(&d->clocks, CLOCK_T1, URGENCY_U3, DIFFICULTY_TOUGH), "10m");
    assert_str(d->rights.supervision_unit, "XNDC");
    assert_int_equal(d->limits.recurring_metres, 50);
    assert_true(district_text(d, "emergency", LANG_EN).len > 0);
}

TEST(a_district_keeps_nothing_of_the_files_it_came_from)
{
    fresh();
    Arena *arena = arena_new(0);
    Ctx passing = ctx;
    passing.arena = arena;
    DistrictFiles passing_files = gulou_files(&passing);
    District *d CLEANUP(district_freep) = NULL;
    assert_ok(district_parse(&passing, &passing_files, &d));
    arena_free(arena); /* under the address sanitizer a kept pointer would now be caught */
    uint64_t sum = 0;
    for (size_t i = 0; i < d->category_count; i++)
        sum += str_hash(d->categories[i].code) + str_hash(d->categories[i].keywords) + str_hash(d->categories[i].limit);
    for (size_t i = 0; i < d->area_count; i++)
        sum += str_hash(d->areas[i].unit) + str_hash(d->areas[i].parent);
    for (size_t i = 0; i < d->rights.unit_count; i++)
        sum += str_hash(d->rights.units[i].name_zh) + str_hash(d->rights.units[i].area);
    for (size_t i = 0; i < d->place_count; i++)
        sum += str_hash(d->places[i].kind) + str_hash(d->places[i].aliases) + str_hash(d->places[i].area);
    for (size_t i = 0; i < d->text_count; i++)
        sum += str_hash(d->texts[i].zh) + str_hash(d->texts[i].en);
    for (size_t i = 0; i < d->shift_count; i++)
        sum += str_hash(d->shifts[i].login);
    for (size_t i = 0; i < d->clocks.count; i++)
        sum += str_hash(d->clocks.rules[i].limit);
    sum += str_hash(d->areas_geojson) + str_hash(d->map_tiles) + str_hash(d->rights.supervision_unit);
    assert_true(sum != 0);
}

TEST(one_changed_byte_is_another_version)
{
    fresh();
    Str before = district_version(ctx.arena, &files);
    (void)gulou_append(&ctx, &files, "texts.csv", "x,y,z");
    Str after = district_version(ctx.arena, &files);
    assert_false(str_eq(before, after));
}

TEST(an_unknown_lead_unit_is_told_with_its_line)
{
    fresh();
    int64_t line = gulou_replace(&ctx, &files, "categories.csv", ",SWJT,JSJ,U1,", ",XYZ,JSJ,U1,");
    Str zh = str_printf(ctx.arena, "categories.csv 第 %lld 行：牵头单位「XYZ」不在 units.csv 中", (long long)line);
    Str en =
        str_printf(ctx.arena, "categories.csv line %lld: the lead unit “XYZ” is not in units.csv", (long long)line);
    expect_only("categories.csv", line, str_z(ctx.arena, zh), str_z(ctx.arena, en));
    assert_true(str_find(ctx_failure_text(&ctx), zh) > 0);
}

typedef struct Spoil {
    const char *file, *what, *with, *zh, *en;
} Spoil;

TEST(every_kind_of_wrong_cell_is_told_with_its_line)
{
    static const Spoil spoils[] = {
        {"categories.csv", ",SWJT,JSJ,U1,4h,", ",SWJT,JSJ,U1,4x,", "不是时限", "no time limit"},
        {"categories.csv", ",SWJT,JSJ,U1,4h,", ",SWJT,JSJ,U9,4h,", "U1 U2 U3", "U1 U2 U3"},
        {"categories.csv", ",SWJT,JSJ,U1,4h,JIEZ,", ",SWJT,JSJ,U1,4h,,", "兜底单位不能为空",
         "fallback unit is missing"},
        {"categories.csv", ",SWJT,JSJ,U1,4h,JIEZ,0,", ",SWJT,JSJ,U1,4h,JIEZ,2,", "0 1", "0 1"},
        {"units.csv", ",department,", ",bureau,", "单位类型「bureau」", "kind “bureau”"},
        {"units.csv", "Municipal Housing and Construction Bureau,municipal,CEN,",
         "Municipal Housing and Construction Bureau,municipal,CEN,350102999", "不在 areas.csv", "not in areas.csv"},
        {"areas.csv", "350102001,subdistrict,鼓东街道,Gudong Sub-district,350102,350102001",
         "350102001,subdistrict,鼓东街道,Gudong Sub-district,350102,NOBODY", "不在 units.csv", "not in units.csv"},
        {"areas.csv", "350102001,subdistrict,鼓东街道,Gudong Sub-district,350102,350102001",
         "350102001,subdistrict,鼓东街道,Gudong Sub-district,350102,350102002", "另一个区域",
         "belongs to another area"},
        {"calendar.csv", "2025-01-01", "2025-02-30", "不是日期", "no date"},
        {"calendar.csv", "2025-01-01,holiday", "2025-01-01,feast", "holiday workday", "holiday workday"},
        {"hours.csv", "1,08:30,12:00", "1,8:30,12:00", "不是时刻", "no time of day"},
        {"hours.csv", "1,14:30,18:00", "1,11:30,18:00", "不重叠", "not overlapping"},
        {"hours.csv", "1,08:30,12:00", "8,13:00,13:30", "1 到 7", "from 1 to 7"},
        {"clocks.csv", "T9,U1,,4h,0", "T9,U1,hard,4h,0", "应为空", "should be empty"},
        {"call_rights.csv", "assigned_only,hand_back", "sometimes,hand_back", "「sometimes」", "“sometimes”"},
        {"call_rights.csv", "assigned_only,hand_back", "assigned_only,shout", "「shout」", "“shout”"},
        {"role_grants.csv", "grid_member,verifier", "grid_members,verifier", "「grid_members」", "“grid_members”"},
        {"role_grants.csv", "grid_member,verifier,unit", "grid_member,verifier,world", "「world」", "“world”"},
        {"people.csv", "centre_dispatcher,CEN", "centre_boss,CEN", "「centre_boss」", "“centre_boss”"},
        {"people.csv", "centre_dispatcher,CEN", "centre_dispatcher,NEC", "「NEC」不在", "“NEC” is not in"},
        {"people.csv", "analyst,蔡", "Analyst,蔡", "小写字母", "lower-case"},
        {"shifts.csv", ",centre3\n", ",nobody\n", "不在 people.csv", "not in people.csv"},
        {"gazetteer.csv", "26.093477,119.293502", "119.293502,26.093477", "到 90", "to 90"},
        {"gazetteer.csv", "26.093477,119.293502", "31.230400,121.473700", "不在本地区附近", "nowhere near"},
        {"gazetteer.csv", "鼓东街道,subdistrict,", "鼓东街道,province,", "「province」", "“province”"},
        {"urgency.csv", "煤气味,U1", "煤气味,U4", "「U4」", "“U4”"},
        {"spam.csv", "加微信,ad", "加微信,friend", "「friend」", "“friend”"},
        {"corpus.csv", "P0101,", "P9901,", "不在 categories.csv", "not in categories.csv"},
        {"rejections.csv", "R02,", "R01,", "重复", "already on line"},
        {"texts.csv", "welcome.text,", "welcome.title,", "重复", "already on line"},
        {"district.ini", "recurring_count = 3", "recurring_count = 0", "limits.recurring_count",
         "limits.recurring_count"},
        {"district.ini", "recurring_count = 3", "recurring_cuont = 3", "没有这个配置项", "no such setting"},
        {"district.ini", "recurring_count = 3", "recurring_count", "名称 = 值", "name = value"},
    };
    for (size_t i = 0; i < COUNT_OF(spoils); i++) {
        const Spoil *spoil = &spoils[i];
        fresh();
        int64_t line = gulou_replace(&ctx, &files, spoil->file, spoil->what, spoil->with);
        expect_only(spoil->file, line, spoil->zh, spoil->en);
    }
}

TEST(a_code_on_two_lines_is_told_with_both)
{
    fresh();
    int64_t line =
        gulou_append(&ctx, &files, "categories.csv", "P0101,又一个,Again,P01,SWJT,,U1,4h,JIEZ,0,1,0,,,,ordinary");
    expect_only("categories.csv", line, "编码「P0101」与第 3 行重复", "“P0101” is already on line 3");
}

TEST(a_quote_never_closed_may_swallow_a_code)
{
    static const char *const tables[] = {"units.csv", "areas.csv", "categories.csv"};
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        fresh();
        char *swallowed = arena_alloc(ctx.arena, 3001);
        memset(swallowed, 'x', 3000);
        DistrictFile *file = gulou_file(&files, tables[i]);
        ptrdiff_t end = str_find(file->content, STR("\n"));
        Str rest = str_slice(file->content, (size_t)end + 1, file->content.len);
        ptrdiff_t comma = str_find(rest, STR(","));
        file->content = str_printf(ctx.arena, STR_FMT "\n%s" STR_FMT, (int)end, file->content.at, swallowed,
                                   STR_ARG(str_slice(rest, (size_t)comma, rest.len)));
        DistrictProblems problems = refuse();
        assert_true(str_find(problems.at[0].text[LANG_EN], STR("code is too long")) > 0);
    }
}

TEST(units_above_themselves_are_found)
{
    fresh();
    (void)gulou_append(&ctx, &files, "units.csv", "RING1,甲处,Ring One,department,RING2,");
    int64_t line = gulou_append(&ctx, &files, "units.csv", "RING2,乙处,Ring Two,department,RING1,");
    DistrictProblems problems = refuse();
    assert_int_equal(problems.all, 2);
    assert_int_equal(problems.at[1].line, line);
    assert_true(str_find(problems.at[1].text[LANG_ZH], STR("成环")) > 0);
}

TEST(categories_above_themselves_are_found)
{
    fresh();
    int64_t line = gulou_replace(&ctx, &files, "categories.csv", "P01,公用设施,Public utilities,,",
                                 "P01,公用设施,Public utilities,P01,");
    DistrictProblems problems = refuse();
    assert_int_equal(problems.at[0].line, line);
    assert_true(str_find(problems.at[0].text[LANG_EN], STR("above itself")) > 0);
}

TEST(a_second_centre_is_refused)
{
    fresh();
    (void)gulou_append(&ctx, &files, "units.csv", "CEN2,第二中心,Second Centre,centre,,");
    expect_only("units.csv", 0, "有且只有一个 centre，现有 2 个", "exactly one centre; there are 2");
}

TEST(a_community_stands_below_a_subdistrict_only)
{
    fresh();
    int64_t line = gulou_append(&ctx, &files, "units.csv", "LOST,某社区,Lost Community,community,CEN,");
    expect_only("units.csv", line, "应是：subdistrict", "should be a: subdistrict");
}

TEST(an_area_without_a_polygon_and_a_polygon_without_an_area_are_told)
{
    fresh();
    (void)gulou_replace(&ctx, &files, "areas.geojson", "\"code\":\"350102001\"", "\"code\":\"999\"");
    DistrictProblems problems = refuse();
    assert_int_equal(problems.all, 2);
    assert_true(str_find(problems.at[0].text[LANG_ZH], STR("「350102001」没有图形")) > 0);
    assert_true(str_find(problems.at[1].text[LANG_ZH], STR("「999」不在 areas.csv")) > 0);
}

TEST(a_broken_polygon_is_told)
{
    fresh();
    gulou_file(&files, "areas.geojson")->content = STR("{\"type\":\"FeatureCollection\",\"features\":[{}]}");
    expect_only("areas.geojson", 0, "第 1 个区域", "Feature 1");
}

TEST(a_clock_that_nobody_set_is_missed)
{
    fresh();
    (void)gulou_replace(&ctx, &files, "clocks.csv", "T9,U2,,8h,0\n", "");
    expect_only("clocks.csv", 0, "缺少 T9 U2 的时限", "no limit for T9 U2");
}

TEST(t5_belongs_to_the_category)
{
    fresh();
    int64_t line = gulou_append(&ctx, &files, "clocks.csv", "T5,U1,,4h,0");
    expect_only("clocks.csv", line, "categories.csv", "categories.csv");
}

TEST(a_complaint_about_an_official_goes_to_the_supervision_unit_only)
{
    fresh();
    int64_t line = gulou_replace(&ctx, &files, "district.ini", "supervision_unit = XNDC", "supervision_unit = CGJ");
    (void)line;
    DistrictProblems problems = refuse();
    assert_int_equal(problems.all, 1);
    assert_str(problems.at[0].file, "categories.csv");
    assert_true(str_find(problems.at[0].text[LANG_ZH], STR("督查单位「CGJ」")) > 0);
}

TEST(a_missing_file_a_missing_column_and_a_foreign_column_are_told)
{
    fresh();
    gulou_file(&files, "calendar.csv")->name = STR("elsewhere.csv");
    (void)gulou_replace(&ctx, &files, "hours.csv", "weekday,", "day,");
    DistrictProblems problems = refuse();
    assert_int_equal(problems.all, 3);
    assert_true(str_find(problems.at[0].text[LANG_EN], STR("calendar.csv: this file is missing")) == 0);
    assert_true(str_find(problems.at[1].text[LANG_EN], STR("hours.csv line 1: the column “weekday” is missing")) == 0);
    assert_true(str_find(problems.at[2].text[LANG_EN], STR("hours.csv line 1: the column “day” is not known")) == 0);
}

TEST(a_broken_table_is_told_with_file_and_line)
{
    fresh();
    int64_t line = gulou_append(&ctx, &files, "texts.csv", "only,two");
    expect_only("texts.csv", line, "texts.csv 第 ", "texts.csv line ");
}

TEST(twenty_errors_are_shown_and_the_others_counted)
{
    fresh();
    for (int i = 0; i < 30; i++)
        (void)gulou_append(&ctx, &files, "corpus.csv", "NOPE,没有这个类别");
    DistrictProblems problems = refuse();
    assert_int_equal(problems.len, 20);
    assert_int_equal(problems.all, 30);
    assert_str(ctx.failure.args[0], "30");
}

TEST(a_tile_address_must_be_one)
{
    fresh();
    (void)gulou_replace(&ctx, &files, "district.ini", "map_tiles =", "map_tiles = javascript:alert(1)");
    expect_only("district.ini", 0, "map_tiles", "map_tiles");
}

TEST(a_misspelt_file_name_is_not_overlooked)
{
    ctx = test_ctx();
    const char *folder = test_folder();
    FILE *file = fopen(str_z(ctx.arena, str_printf(ctx.arena, "%s/gazeteer.csv", folder)), "w");
    assert_non_null(file);
    (void)fclose(file);
    assert_err(district_load_folder(&ctx, folder, &files), ERR_INVALID);
    assert_int_equal(ctx.failure.message, MSG_DISTRICT_FILE_UNKNOWN);
    assert_err(district_load_folder(&ctx, "/nowhere/at/all", &files), ERR_NOT_FOUND);
}

TEST(a_file_too_large_is_not_read)
{
    ctx = test_ctx();
    const char *folder = test_folder();
    const char *path = str_z(ctx.arena, str_printf(ctx.arena, "%s/hours.csv", folder));
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fseek(file, 17 * 1024, SEEK_SET), 0);
    assert_true(fputc('x', file) == 'x');
    (void)fclose(file);
    assert_err(district_load_folder(&ctx, folder, &files), ERR_INVALID);
    assert_int_equal(ctx.failure.message, MSG_DISTRICT_FILE_LARGE);
}

/* Whatever a byte becomes: refused with a sentence, or read whole; never a crash (run under the sanitizers). */
TEST(any_spoilt_byte_is_survived)
{
    enum { ROUNDS = 150, BYTES_EACH = 3 };
    static const char spite[] = {'"', ',', '\n', '\r', '\0', '\xff', '9', '-', '{', 'J'};
    Rand rand = rand_seeded(20261122);
    for (int round = 0; round < ROUNDS; round++) {
        fresh();
        DistrictFile *file = &files.at[rand_below(&rand, files.len)];
        char *bytes = arena_copy(ctx.arena, file->content.at, file->content.len);
        for (int i = 0; i < BYTES_EACH; i++)
            bytes[rand_below(&rand, file->content.len)] = spite[rand_below(&rand, sizeof spite)];
        file->content.at = bytes;
        District *district CLEANUP(district_freep) = NULL;
        DistrictProblems problems;
        Err err = district_parse_telling(&ctx, &files, &problems, &district);
        assert_true(err == OK ? district != NULL : problems.len > 0 && problems.at[0].text[LANG_EN].len > 10);
    }
}
