/* Whose is it, here, now, and in a typhoon? Asked of the starter district and of tables made for the question. */
#include "district/gulou.h"

#include "domain/duty.h"

#define WEST_LAKE .subdistrict = STR("350102002"), .community = STR("350102002003"), .grid = STR("350102002003-G1")
#define WUFENG .subdistrict = STR("350102009"), .community = STR("350102009004"), .grid = STR("350102009004-G2")
/* TEST_NOW is Thursday 2026-06-04 10:00 */
#define TONIGHT (TEST_NOW + HOURS(13))
#define SATURDAY (TEST_NOW + DAYS(2))

static Ctx ctx;
static DistrictFiles files;
static District *district;

static void drop(void)
{
    district_free(district);
    district = NULL;
}

static void starter(void)
{
    ctx = test_ctx();
    files = gulou_files(&ctx);
    drop();
    assert_ok(district_parse(&ctx, &files, &district));
    atexit(drop);
}

/* The starter district with these rows as its whole duty table. */
static void table(const char *rows)
{
    ctx = test_ctx();
    files = gulou_files(&ctx);
    drop();
    gulou_file(&files, "duties.csv")->content = str_printf(
        ctx.arena, "rule,about,area,days,hours,event,lead,co_units,fallback,urgency,note_zh,note_en,from,until\n%s",
        rows);
    assert_ok(district_parse(&ctx, &files, &district));
}

static Duty about(const char *category, DutyQuestion question)
{
    question.category = category_find(district, str_of(category));
    assert_non_null(question.category);
    if (question.at == 0)
        question.at = TEST_NOW;
    return duty_find(district, &question);
}

static void assert_rule(const Duty *duty, const char *rule)
{
    if (duty->rule == NULL)
        assert_str(STR("(none)"), rule);
    else
        assert_str(duty->rule->rule, rule);
}

static bool has_co(const Duty *duty, const char *unit)
{
    for (size_t i = 0; i < duty->co_count; i++)
        if (str_is(duty->co[i], unit))
            return true;
    return false;
}

TEST(without_a_row_the_category_says_who_and_its_placeholders_become_the_places_own)
{
    starter();
    Duty duty = about("P0401", (DutyQuestion){WUFENG});
    assert_null(duty.rule);
    assert_str(duty.lead, "YLZX");
    assert_int_equal(duty.co_count, 1);
    assert_str(duty.co[0], "350102009");
    assert_str(duty.fallback, "350102009");
    assert_int_equal(duty.urgency, URGENCY_U2);
    Duty nowhere = about("P0401", (DutyQuestion){0});
    assert_str(nowhere.lead, "YLZX");
    assert_int_equal(nowhere.co_count, 0);
    assert_str(nowhere.fallback, "");
}

TEST(rubbish_in_the_lake_park_is_the_parks_centres_and_elsewhere_urban_managements)
{
    starter();
    Duty lake = about("E0102", (DutyQuestion){WEST_LAKE}), street = about("E0102", (DutyQuestion){WUFENG});
    assert_rule(&lake, "WLP-01");
    assert_str(lake.lead, "YLZX");
    assert_true(has_co(&lake, "HWZX") && has_co(&lake, "350102002"));
    assert_str(lake.fallback, "350102002"); /* as the category has it */
    assert_null(street.rule);
    assert_str(street.lead, "CGJ");
}

TEST(renovation_noise_is_the_communitys_by_day_and_the_polices_by_night)
{
    starter();
    Duty day = about("E0306", (DutyQuestion){WUFENG});
    Duty night = about("E0306", (DutyQuestion){WUFENG, .at = TONIGHT});
    Duty morning = about("E0306", (DutyQuestion){WUFENG, .at = TEST_NOW + HOURS(20)}); /* 06:00 on Friday */
    assert_str(day.lead, "350102009004");
    assert_str(night.lead, "GAFJ");
    assert_rule(&morning, "NIGHT-02");
    assert_null(about("E0306", (DutyQuestion){WUFENG, .at = TEST_NOW + HOURS(21)}).rule); /* 07:00: over */
}

TEST(a_typhoon_gives_fallen_trees_to_emergency_management_and_makes_them_critical)
{
    starter();
    Events typhoon = {.at = {STR("typhoon")}, .len = 1};
    Duty duty = about("P0401", (DutyQuestion){WUFENG, .events = &typhoon});
    assert_rule(&duty, "TY-02");
    assert_str(duty.lead, "YJJ");
    assert_true(has_co(&duty, "YLZX") && has_co(&duty, "XFDD"));
    assert_int_equal(duty.urgency, URGENCY_U1);
    Duty group = about("E0302", (DutyQuestion){WUFENG, .events = &typhoon});
    assert_rule(&group, "TY-08"); /* the row of the whole group E03 */
}

TEST(of_two_events_at_once_the_weightier_of_the_file_wins)
{
    starter();
    Events both = {.at = {STR("flood"), STR("typhoon")}, .len = 2};
    Duty duty = about("E0108", (DutyQuestion){WUFENG, .events = &both});
    assert_rule(&duty, "TY-03");
    Events flood = {.at = {STR("flood")}, .len = 1};
    duty = about("E0108", (DutyQuestion){WUFENG, .events = &flood});
    assert_rule(&duty, "FL-01");
}

TEST(event_beats_place_beats_time_beats_kind_beats_group)
{
    table("A,*,,,,,CGJ,,,,n,n,,\n"
          "B,E01,,,,,JSJ,,,,n,n,,\n"
          "C,E0102,,,,,STHJ,,,,n,n,,\n"
          "D,*,,1-7,,,YJJ,,,,n,n,,\n"
          "E,*,350102009,,,,MZJ,,,,n,n,,\n"
          "F,*,350102009004,,,,WJJ,,,,n,n,,\n"
          "G,*,350102009004-G2,,,,SFJ,,,,n,n,,\n"
          "H,*,,,,typhoon,XFDD,,,,n,n,,\n");
    Events typhoon = {.at = {STR("typhoon")}, .len = 1};
    Duty duty = about("E0102", (DutyQuestion){WUFENG, .events = &typhoon});
    assert_rule(&duty, "H");
    duty = about("E0102", (DutyQuestion){WUFENG});
    assert_rule(&duty, "G");
    duty = about("E0102", (DutyQuestion){.subdistrict = STR("350102009"), .community = STR("350102009004")});
    assert_rule(&duty, "F");
    duty = about("E0102", (DutyQuestion){.subdistrict = STR("350102009")});
    assert_rule(&duty, "E");
    duty = about("E0102", (DutyQuestion){0});
    assert_rule(&duty, "D");
    table("A,*,,,,,CGJ,,,,n,n,,\nB,E01,,,,,JSJ,,,,n,n,,\nC,E0102,,,,,STHJ,,,,n,n,,\n");
    duty = about("E0102", (DutyQuestion){0});
    assert_rule(&duty, "C");
    duty = about("E0103", (DutyQuestion){0});
    assert_rule(&duty, "B");
    duty = about("P0101", (DutyQuestion){0});
    assert_rule(&duty, "A");
}

TEST(a_window_over_midnight_belongs_to_the_evening_on_which_it_began)
{
    table("W,E0506,,5,22:00-06:00,,CGJ,,,,n,n,,\n"); /* Friday nights */
    UnixMs friday_evening = TEST_NOW + DAYS(1) + HOURS(13);
    assert_non_null(about("E0506", (DutyQuestion){.at = friday_evening}).rule);
    assert_non_null(about("E0506", (DutyQuestion){.at = friday_evening + HOURS(4)}).rule); /* Saturday 03:00 */
    assert_null(about("E0506", (DutyQuestion){.at = friday_evening - HOURS(20)}).rule);    /* Friday 03:00 */
    assert_null(about("E0506", (DutyQuestion){.at = friday_evening + HOURS(7)}).rule);     /* Saturday 06:00 */
}

TEST(a_row_with_dates_holds_between_them_and_stands_over_the_standing_one)
{
    table("S,E0102,,,,,CGJ,,,,n,n,,\nT,E0102,,,,,YLZX,,,,n,n,2026-06-06,2026-06-07\n");
    Duty duty = about("E0102", (DutyQuestion){WUFENG});
    assert_rule(&duty, "S");
    duty = about("E0102", (DutyQuestion){WUFENG, .at = SATURDAY});
    assert_rule(&duty, "T");
    duty = about("E0102", (DutyQuestion){WUFENG, .at = SATURDAY + DAYS(2)});
    assert_rule(&duty, "S");
}

TEST(a_row_never_slows_a_matter_down_and_never_leads_a_confidential_one)
{
    table("A,*,,,,,CGJ,-,CEN,U3,n,n,,\n");
    Duty cover = about("P0101", (DutyQuestion){WUFENG}), conduct = about("S0503", (DutyQuestion){WUFENG});
    assert_int_equal(cover.urgency, URGENCY_U1);
    assert_int_equal(cover.co_count, 0);
    assert_str(cover.fallback, "CEN");
    assert_null(conduct.rule);
    assert_str(conduct.lead, "XNDC");
}

TEST(a_lead_is_not_its_own_co_unit)
{
    table("A,E0102,,,,,CGJ,CGJ YLZX YLZX,,,n,n,,\n");
    Duty duty = about("E0102", (DutyQuestion){WUFENG});
    assert_int_equal(duty.co_count, 1);
    assert_str(duty.co[0], "YLZX");
}

/* --- what an import refuses --- */

static void refused(const char *rows, int64_t line, const char *en)
{
    DistrictProblems problems;
    District *none = NULL;
    ctx = test_ctx();
    files = gulou_files(&ctx);
    gulou_file(&files, "duties.csv")->content = str_printf(
        ctx.arena, "rule,about,area,days,hours,event,lead,co_units,fallback,urgency,note_zh,note_en,from,until\n%s",
        rows);
    assert_err(district_parse_telling(&ctx, &files, &problems, &none), ERR_INVALID);
    assert_int_equal(problems.all, 1);
    assert_str(problems.at[0].file, "duties.csv");
    assert_int_equal(problems.at[0].line, line);
    if (str_find(problems.at[0].text[LANG_EN], str_of(en)) < 0)
        assert_str(problems.at[0].text[LANG_EN], en);
}

TEST(what_nobody_could_choose_between_is_refused_with_both_rows)
{
    refused("A,E0102,,,,,CGJ,,,,n,n,,\nB,P0101,,,,,CGJ,,,,n,n,,\nC,E0102,,,,,YLZX,,,,n,n,,\n", 4, "of line 2");
    refused("A,E0102,,,22:00-06:00,,CGJ,,,,n,n,,\nB,E0102,,,05:00-07:00,,YLZX,,,,n,n,,\n", 3, "“A” of line 2");
    refused("A,E0102,,1-5,,,CGJ,,,,n,n,,\nB,E0102,,,22:00-06:00,,YLZX,,,,n,n,,\n", 3, "“A” of line 2");
    refused("A,E0102,,,,,CGJ,,,,n,n,2026-01-01,\nB,E0102,,,,,YLZX,,,,n,n,2026-05-01,2026-06-01\n", 3, "“A” of line 2");
    table("A,E0102,,,06:00-22:00,,CGJ,,,,n,n,,\nB,E0102,,,22:00-06:00,,YLZX,,,,n,n,,\n"); /* they only touch */
    table("A,E0102,,1-5,,,CGJ,,,,n,n,,\nB,E0102,,6-7,,,YLZX,,,,n,n,,\n");
    table("A,E0102,,,,typhoon,CGJ,,,,n,n,,\nB,E0102,,,,flood,YLZX,,,,n,n,,\n");
}

TEST(an_unknown_word_is_told_with_its_row)
{
    refused("A,E9999,,,,,CGJ,,,,n,n,,\n", 2, "“E9999” is not in categories.csv");
    refused("A,E0102,999,,,,CGJ,,,,n,n,,\n", 2, "“999” is not in areas.csv");
    refused("A,E0102,,,,storm,CGJ,,,,n,n,,\n", 2, "“storm” is not in events.csv");
    refused("A,E0102,,,,,NOBODY,,,,n,n,,\n", 2, "“NOBODY” is not in units.csv");
    refused("A,E0102,,,,,CGJ,YLZX NOBODY,,,n,n,,\n", 2, "“NOBODY” is not in units.csv");
    refused("A,E0102,,8,,,CGJ,,,,n,n,,\n", 2, "should be such as 1-5");
    refused("A,E0102,,,22:00,,CGJ,,,,n,n,,\n", 2, "such as 22:00-06:00");
    refused("A,E0102,,,,,CGJ,,,U9,n,n,,\n", 2, "is not one of: U1 U2 U3");
    refused("A,S0503,,,,,CGJ,,,,n,n,,\n", 2, "confidential");
    refused("A,E0102,,,,,,,,,n,n,,\n", 2, "changes neither");
    refused("A,E0102,,,,,CGJ,,,,n,n,2026-05-02,2026-05-01\n", 2, "before the first day");
}

TEST(days_are_read_as_people_write_them)
{
    unsigned days = 0;
    assert_true(duty_parse_days(STR("1-5"), &days) && days == 0x1f);
    assert_true(duty_parse_days(STR("6-7"), &days) && days == 0x60);
    assert_true(duty_parse_days(STR("1,3,5"), &days) && days == 0x15);
    assert_true(duty_parse_days(STR("1-2,7"), &days) && days == 0x43);
    assert_false(duty_parse_days(STR(""), &days));
    assert_false(duty_parse_days(STR("5-1"), &days));
    assert_false(duty_parse_days(STR("1-"), &days));
    assert_false(duty_parse_days(STR("1,"), &days));
    assert_false(duty_parse_days(STR("0-3"), &days));
}
