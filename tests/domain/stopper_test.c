/* For which matters a telephone comes first; asked of the starter district and of tables made for it. */
#include "district/gulou.h"

#include "domain/district.h"

static Ctx ctx;
static DistrictFiles files;
static District *district;

static void drop(void)
{
    district_free(district);
    district = NULL;
}

/* These rows as the whole table; NULL: the starter district's own. */
static void table(const char *rows)
{
    static bool told;
    ctx = test_ctx();
    files = gulou_files(&ctx);
    drop();
    if (rows != NULL)
        gulou_file(&files, "stoppers.csv")->content =
            str_printf(ctx.arena, "code,about,signals,calls,instead,advice_zh,advice_en\n%s", rows);
    assert_ok(district_parse(&ctx, &files, &district));
    if (!told)
        atexit(drop);
    told = true;
}

/* The codes of those that are shown, joined. */
static Str shown(const char *category, const char *danger)
{
    const Stopper *stoppers[STOPPERS_SHOWN];
    Str dangers[] = {str_of(danger)}, codes[STOPPERS_SHOWN];
    MatterHeard heard = {str_of(category), dangers, danger != NULL};
    size_t count = stoppers_for(district, &heard, stoppers);
    for (size_t i = 0; i < count; i++)
        codes[i] = stoppers[i]->code;
    return str_join(ctx.arena, codes, count, STR(" "));
}

TEST(a_stopper_holds_for_a_kind_its_group_or_words_that_the_brain_heard)
{
    table("kind,E0403,,119=消防|Fire,0,甲,A\n"
          "group,P05,,95598=电|Power,0,乙,B\n"
          "words,,起火;冒烟,119=消防|Fire,1,丙,C\n"
          "both,P0503,被困,119=消防|Fire,1,丁,D\n");
    assert_str(shown("E0403", NULL), "kind");
    assert_str(shown("P0504", NULL), "group");
    assert_str(shown("", "楼道起火"), "words");
    assert_str(shown("P0503", NULL), "group");
    assert_str(shown("P0503", "有人被困"), "group both");
    assert_str(shown("E0403", "有人被困"), "kind");
    assert_str(shown("", NULL), "");
    assert_str(shown("S0101", "噪声"), "");
}

TEST(no_more_are_shown_than_can_be_read_and_none_twice)
{
    table("one,,火,119=消防|Fire,0,甲,A\n"
          "same,,火,119=消防|Fire,0,甲,A\n"
          "two,,火,119=消防|Fire,0,乙,B\n"
          "three,,火,119=消防|Fire,0,丙,C\n"
          "four,,火,119=消防|Fire,0,丁,D\n");
    assert_str(shown("", "火"), "one two three");
}

TEST(the_starter_district_sends_gas_to_the_fire_brigade_with_a_number_to_dial)
{
    table(NULL);
    const Stopper *stoppers[STOPPERS_SHOWN];
    Str dangers[] = {STR("煤气味")};
    MatterHeard heard = {STR("E0403"), dangers, 1};
    assert_int_equal(stoppers_for(district, &heard, stoppers), 1); /* the kind's and the word's say the same */
    assert_str(stoppers[0]->calls[0].key, "119");
    assert_true(stoppers[0]->instead);
}

static void spoilt(const char *file, const char *row, const char *en)
{
    ctx = test_ctx();
    files = gulou_files(&ctx);
    int64_t line = gulou_append(&ctx, &files, file, row);
    DistrictProblems problems;
    District *none = NULL;
    assert_err(district_parse_telling(&ctx, &files, &problems, &none), ERR_INVALID);
    assert_int_equal(problems.all, 1);
    assert_int_equal(problems.at[0].line, line);
    if (str_find(problems.at[0].text[LANG_EN], str_of(en)) < 0)
        assert_str(problems.at[0].text[LANG_EN], en);
}

TEST(a_wrong_stopper_is_told_with_its_line)
{
    spoilt("stoppers.csv", "x,,,119=消防|Fire,0,甲,A", "the signals is missing");
    spoilt("stoppers.csv", "x,E9999,,119=消防|Fire,0,甲,A", "categories.csv");
    spoilt("stoppers.csv", "x,E0403,,119,0,甲,A", "the numbers to call should be such as");
    spoilt("stoppers.csv", "gas,E0403,,119=消防|Fire,0,甲,A", "already on line 2");
}

TEST(a_wrong_reply_is_told_with_its_line)
{
    spoilt("replies.csv", "x,assign,,甲,A,甲,A", "answer progress reject contact");
    spoilt("replies.csv", "x,answer,,甲,A,{colour},A", "has a variable that is not one of");
    spoilt("replies.csv", "x,answer,,甲,A,{number,A", "has a variable that is not one of");
    spoilt("replies.csv", "x,answer,,甲,A,,A", "the Chinese text is missing");
}
