#include "test.h"

#include <stdio.h>
#include <time.h>

#include "domain/deadline.h"

enum { EAST = 480 };

/* National Day 2026: Thursday 1 to Wednesday 7 October off, Saturday the 10th worked. */
static const SpecialDay special[] = {{20261001, false}, {20261002, false}, {20261003, false}, {20261004, false},
                                     {20261005, false}, {20261006, false}, {20261007, false}, {20261010, true}};
static const Calendar calendar = {.offset_minutes = EAST,
                                  .week = {{{510, 720}, {870, 1080}},
                                           {{510, 720}, {870, 1080}},
                                           {{510, 720}, {870, 1080}},
                                           {{510, 720}, {870, 1080}},
                                           {{510, 720}, {870, 1080}}},
                                  .span_count = {2, 2, 2, 2, 2, 0, 0},
                                  .days = special,
                                  .day_count = COUNT_OF(special)};

static const ClockRule table[] = {
    {CLOCK_T1, URGENCY_U3, DIFFICULTY_ORDINARY, STR("10m")}, {CLOCK_T4, URGENCY_U1, DIFFICULTY_ORDINARY, STR("30m")},
    {CLOCK_T4, URGENCY_U3, DIFFICULTY_ORDINARY, STR("1wd")}, {CLOCK_T4, URGENCY_U3, DIFFICULTY_HARD, STR("3wd")},
    {CLOCK_T6, URGENCY_U1, DIFFICULTY_ORDINARY, STR("")},
};
static const ClockRules rules = {.rules = table, .count = COUNT_OF(table), .calendar = &calendar};

static UnixMs fuzhou(int y, int m, int d, int hour, int minute)
{
    struct tm tm = {.tm_year = y - 1900, .tm_mon = m - 1, .tm_mday = d, .tm_hour = hour, .tm_min = minute};
    return SECONDS(timegm(&tm)) - MINUTES(EAST);
}

static CaseClock *started(Ctx *ctx, CaseFile *file, ClockKind kind, const char *limit)
{
    assert_ok(clock_start(ctx, &rules, file, &(ClockStart){.kind = kind, .limit = str_of(limit)}));
    return &file->clocks[file->clock_count - 1];
}

TEST(limits_are_read_as_a_district_writes_them)
{
    Limit limit = {0};
    assert_true(limit_parse(STR("10m"), &limit) && limit.amount == 10 && limit.unit == LIMIT_MINUTES);
    assert_true(limit_parse(STR("30wm"), &limit) && limit.amount == 30 && limit.unit == LIMIT_WORKING_MINUTES);
    assert_true(limit_parse(STR("4wh"), &limit) && limit.amount == 4 && limit.unit == LIMIT_WORKING_HOURS);
    assert_true(limit_parse(STR("3wd"), &limit) && limit.amount == 3 && limit.unit == LIMIT_WORKING_DAYS);
    assert_true(limit_parse(STR("100000d"), &limit) && limit.unit == LIMIT_DAYS);
    static const char *const wrong[] = {"", "h", "0h", "-1h", "1.5h", "100001h", "3w", "3 wd", "wd3", "3WD", "wm"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_false(limit_parse(str_of(wrong[i]), &limit));
}

/* Takes the first cell off a line of CSV; a quoted cell may hold commas. */
static Str take_cell(Str *rest)
{
    bool quoted = false;
    size_t end = 0;
    while (end < rest->len && (quoted || rest->at[end] != ','))
        quoted ^= rest->at[end++] == '"';
    Str cell = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end + 1, rest->len);
    return cell;
}

static size_t limits_in(const char *path, size_t column)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char line[2048];
    size_t read = 0;
    bool heading = true;
    while (fgets(line, sizeof line, file) != NULL) {
        Str rest = str_trim(str_of(line));
        Str cell = {0};
        for (size_t i = 0; i <= column; i++)
            cell = take_cell(&rest);
        Limit limit;
        if (!heading && !str_empty(cell)) {
            assert_true(limit_parse(cell, &limit));
            read++;
        }
        heading = false;
    }
    (void)fclose(file);
    return read;
}

TEST(every_limit_of_the_starter_district_can_be_read)
{
    assert_true(limits_in("districts/gulou/clocks.csv", 3) >= 40);
    assert_true(limits_in("districts/gulou/categories.csv", 7) >= 90);
}

TEST(a_clock_that_the_table_leaves_empty_is_not_started)
{
    Ctx ctx = test_ctx();
    CaseFile file = {0};
    assert_str(clock_limit(&rules, CLOCK_T4, URGENCY_U1, DIFFICULTY_TOUGH), "30m");
    assert_str(clock_limit(&rules, CLOCK_T4, URGENCY_U3, DIFFICULTY_HARD), "3wd");
    assert_str(clock_limit(&rules, CLOCK_T4, URGENCY_U3, DIFFICULTY_TOUGH), "");
    Str none = clock_limit(&rules, CLOCK_T6, URGENCY_U1, DIFFICULTY_ORDINARY);
    assert_ok(clock_start(&ctx, &rules, &file, &(ClockStart){.kind = CLOCK_T6, .call = 1, .limit = none}));
    assert_int_equal(file.clock_count, 0);
}

TEST(each_run_of_a_clock_has_its_own_name)
{
    Ctx ctx = test_ctx();
    CaseFile file = {0};
    assert_str(started(&ctx, &file, CLOCK_T9, "4h")->id, "T9");
    assert_str(started(&ctx, &file, CLOCK_T9, "4h")->id, "T9#2");
    assert_ok(clock_start(&ctx, &rules, &file, &(ClockStart){.kind = CLOCK_T4, .call = 2, .limit = STR("30m")}));
    assert_ok(clock_start(&ctx, &rules, &file, &(ClockStart){.kind = CLOCK_T4, .call = 2, .limit = STR("30m")}));
    assert_ok(clock_start(&ctx, &rules, &file,
                          &(ClockStart){.kind = CLOCK_T7, .call = 2, .request = 1, .limit = STR("30m")}));
    assert_str(file.clocks[2].id, "T4/2");
    assert_str(file.clocks[3].id, "T4/2#2");
    assert_str(file.clocks[4].id, "T7/r1");
    assert_ptr_equal(case_clock(&file, CLOCK_T9, 0, 0), &file.clocks[0]);
    clock_stop(&file.clocks[0], ctx.now);
    assert_ptr_equal(case_clock(&file, CLOCK_T9, 0, 0), &file.clocks[1]);
}

TEST(a_case_with_too_many_clocks_says_so)
{
    Ctx ctx = test_ctx();
    CaseFile file = {.clock_count = CASE_CLOCKS_MAX};
    assert_err(clock_start(&ctx, &rules, &file, &(ClockStart){.kind = CLOCK_T1, .limit = STR("10m")}), ERR_CONFLICT);
}

TEST(ten_minutes_run_through_the_night_and_the_holiday)
{
    assert_true(limit_due(&calendar, STR("10m"), fuzhou(2026, 10, 1, 23, 55)) == fuzhou(2026, 10, 2, 0, 5));
    assert_true(limit_due(&calendar, STR("7d"), fuzhou(2026, 9, 30, 9, 0)) == fuzhou(2026, 10, 7, 9, 0));
    assert_true(limit_due(&calendar, STR("4wh"), fuzhou(2026, 9, 30, 17, 0)) == fuzhou(2026, 10, 8, 11, 30));
    assert_true(limit_due(&calendar, STR("3wd"), fuzhou(2026, 9, 30, 15, 0)) == fuzhou(2026, 10, 10, 15, 0));
}

TEST(checking_in_is_given_at_most_half_of_the_time_for_handling)
{
    Ctx ctx = test_ctx(); /* Thursday 10:00 */
    CaseFile file = {0};
    (void)started(&ctx, &file, CLOCK_T5, "1wd");
    CaseClock *check_in = started(&ctx, &file, CLOCK_T4, "1wd");
    assert_str(check_in->limit, "210wm"); /* half of seven hours */
    assert_true(check_in->due_at == fuzhou(2026, 6, 4, 16, 0));
    CaseFile urgent = {0};
    (void)started(&ctx, &urgent, CLOCK_T5, "4h");
    assert_str(started(&ctx, &urgent, CLOCK_T4, "30m")->limit, "30m");
    assert_str(started(&ctx, &urgent, CLOCK_T4, "3h")->limit, "120m");
    CaseFile unbound = {0};
    assert_str(started(&ctx, &unbound, CLOCK_T4, "3wd")->limit, "3wd");
}

TEST(a_suspended_case_gets_its_time_back_to_the_minute)
{
    Ctx ctx = test_ctx();
    CaseFile file = {0};
    CaseClock *handle = started(&ctx, &file, CLOCK_T5, "2h");
    clock_pause(handle, ctx.now + HOURS(1));
    assert_int_equal(handle->next_at, 0);
    assert_int_equal(clock_used_percent(&rules, handle, ctx.now + DAYS(9)), 50);
    assert_int_equal(clock_light(&rules, handle, ctx.now + DAYS(9)), LIGHT_OFF);
    assert_int_equal(clock_fire(&rules, handle, ctx.now + DAYS(9)), 0);
    clock_resume(&rules, handle, ctx.now + DAYS(9));
    assert_true(handle->due_at == ctx.now + DAYS(9) + HOURS(1));
    assert_int_equal(clock_used_percent(&rules, handle, ctx.now + DAYS(9) + MINUTES(30)), 75);
}

TEST(a_pause_over_the_weekend_costs_working_time_only)
{
    Ctx ctx = test_ctx();
    ctx.now = fuzhou(2026, 6, 4, 10, 0);
    CaseFile file = {0};
    CaseClock *handle = started(&ctx, &file, CLOCK_T5, "3wd");
    assert_true(handle->due_at == fuzhou(2026, 6, 9, 10, 0));
    clock_pause(handle, fuzhou(2026, 6, 5, 17, 0));
    clock_resume(&rules, handle, fuzhou(2026, 6, 8, 9, 30));
    assert_true(handle->paused_ms == HOURS(2));
    assert_true(handle->due_at == fuzhou(2026, 6, 9, 12, 0));
}

TEST(a_new_limit_keeps_pauses_and_extensions)
{
    Ctx ctx = test_ctx();
    CaseFile file = {0};
    CaseClock *handle = started(&ctx, &file, CLOCK_T5, "10h");
    clock_pause(handle, ctx.now + HOURS(1));
    clock_resume(&rules, handle, ctx.now + HOURS(3));
    clock_extend(&rules, handle, 50);
    assert_true(handle->due_at == ctx.now + HOURS(17));
    clock_change_limit(&rules, handle, STR("4h"));
    assert_true(handle->due_at == ctx.now + HOURS(8)); /* 4 + 2 of extension + 2 of pause */
    clock_change_limit(&rules, handle, STR(""));
    assert_true(handle->due_at == ctx.now + HOURS(8));
}

TEST(a_pause_of_working_time_is_told_anew_when_the_limit_becomes_natural)
{
    Ctx ctx = test_ctx();
    ctx.now = fuzhou(2026, 6, 5, 17, 0); /* Friday */
    CaseFile file = {0};
    CaseClock *handle = started(&ctx, &file, CLOCK_T5, "3wd");
    clock_pause(handle, ctx.now);
    clock_resume(&rules, handle, fuzhou(2026, 6, 8, 9, 30)); /* two working hours later */
    clock_change_limit(&rules, handle, STR("4h"));
    assert_true(handle->due_at == fuzhou(2026, 6, 8, 13, 30));
}

TEST(an_extension_of_half_gives_half_of_the_whole_limit)
{
    Ctx ctx = test_ctx();
    ctx.now = fuzhou(2026, 9, 29, 9, 30);
    CaseFile file = {0};
    CaseClock *handle = started(&ctx, &file, CLOCK_T5, "2wd");
    assert_true(handle->due_at == fuzhou(2026, 10, 8, 9, 30));
    clock_extend(&rules, handle, 50);
    assert_true(handle->due_at == fuzhou(2026, 10, 9, 9, 30));
    clock_extend(&rules, handle, 50);
    assert_int_equal(handle->extended, 100);
    assert_true(handle->due_at == fuzhou(2026, 10, 10, 9, 30));
}

TEST(handling_that_failed_review_runs_on_with_what_was_left)
{
    Ctx ctx = test_ctx();
    CaseFile file = {0};
    CaseClock *handle = started(&ctx, &file, CLOCK_T5, "10h");
    clock_stop(handle, ctx.now + HOURS(7));
    assert_int_equal(clock_used_percent(&rules, handle, ctx.now + HOURS(90)), 70);
    clock_run_on(&rules, handle, ctx.now + HOURS(20));
    assert_true(handle->due_at == ctx.now + HOURS(23));
    assert_true(handle->next_at != 0);
    assert_int_equal(clock_used_percent(&rules, handle, ctx.now + HOURS(21)), 80);
}

TEST(what_was_stopped_or_void_stays_so)
{
    Ctx ctx = test_ctx();
    CaseFile file = {0};
    CaseClock *clock = started(&ctx, &file, CLOCK_T2, "10h");
    clock_void(clock, ctx.now + 5);
    CaseClock as_it_was = *clock;
    clock_stop(clock, ctx.now + 9);
    clock_pause(clock, ctx.now + 9);
    clock_resume(&rules, clock, ctx.now + 9);
    clock_run_on(&rules, clock, ctx.now + 9);
    clock_extend(&rules, clock, 50);
    clock_change_limit(&rules, clock, STR("1m"));
    assert_int_equal(clock_fire(&rules, clock, ctx.now + DAYS(3)), 0);
    assert_memory_equal(clock, &as_it_was, sizeof as_it_was);
    assert_int_equal(clock->voided, 1);
    clock_stop(NULL, 1);
    clock_void(NULL, 1);
    clock_pause(NULL, 1);
    clock_resume(&rules, NULL, 1);
    clock_run_on(&rules, NULL, 1);
}

TEST(the_light_turns_at_half_at_a_fifth_and_after_the_last_moment)
{
    Ctx ctx = test_ctx();
    CaseFile file = {0};
    CaseClock *clock = started(&ctx, &file, CLOCK_T1, "10m");
    assert_int_equal(clock_light(&rules, clock, ctx.now + MINUTES(5) - 1), LIGHT_GREEN);
    assert_int_equal(clock_light(&rules, clock, ctx.now + MINUTES(5)), LIGHT_YELLOW);
    assert_int_equal(clock_light(&rules, clock, ctx.now + MINUTES(8) - 1), LIGHT_YELLOW);
    assert_int_equal(clock_light(&rules, clock, ctx.now + MINUTES(8)), LIGHT_ORANGE);
    assert_int_equal(clock_light(&rules, clock, ctx.now + MINUTES(10)), LIGHT_ORANGE);
    assert_int_equal(clock_light(&rules, clock, ctx.now + MINUTES(10) + 1), LIGHT_RED);
    assert_string_equal(light_code(LIGHT_RED), "red");
    clock_stop(clock, ctx.now + MINUTES(9));
    assert_int_equal(clock_light(&rules, clock, ctx.now + MINUTES(11)), LIGHT_OFF);
}

TEST(each_rung_of_the_ladder_fires_once)
{
    Ctx ctx = test_ctx();
    CaseFile file = {0};
    CaseClock *clock = started(&ctx, &file, CLOCK_T1, "10m");
    int64_t fired[8] = {0};
    size_t count = 0;
    for (UnixMs at = ctx.now; at < ctx.now + HOURS(1); at += SECONDS(1)) {
        int64_t rung = clock_fire(&rules, clock, at);
        if (rung != 0) {
            assert_true(at == ctx.now + MINUTES(10) * rung / 100);
            fired[count++] = rung;
        }
    }
    assert_int_equal(count, 4);
    assert_true(fired[0] == 50 && fired[1] == 80 && fired[2] == 100 && fired[3] == 150);
    assert_int_equal(clock->next_at, 0);
}

TEST(a_server_that_slept_over_three_rungs_tells_only_the_highest)
{
    Ctx ctx = test_ctx();
    CaseFile file = {0};
    CaseClock *clock = started(&ctx, &file, CLOCK_T1, "10m");
    assert_int_equal(clock_fire(&rules, clock, ctx.now + MINUTES(12)), 100);
    assert_int_equal(clock_fire(&rules, clock, ctx.now + MINUTES(12)), 0);
    assert_true(clock->next_at == ctx.now + MINUTES(15));
    assert_int_equal(clock_fire(&rules, clock, ctx.now + DAYS(2)), 150);
}

TEST(a_window_ends_once_and_warns_nobody)
{
    Ctx ctx = test_ctx();
    CaseFile file = {0};
    CaseClock *clock = started(&ctx, &file, CLOCK_T10, "7d");
    assert_true(clock_is_window(CLOCK_T10) && clock->next_at == ctx.now + DAYS(7));
    assert_int_equal(clock_fire(&rules, clock, ctx.now + DAYS(6)), 0);
    assert_int_equal(clock_fire(&rules, clock, ctx.now + DAYS(70)), 100);
    assert_int_equal(clock_fire(&rules, clock, ctx.now + DAYS(700)), 0);
}

TEST(an_extension_after_a_warning_does_not_warn_twice)
{
    Ctx ctx = test_ctx();
    CaseFile file = {0};
    CaseClock *clock = started(&ctx, &file, CLOCK_T5, "10h");
    assert_int_equal(clock_fire(&rules, clock, ctx.now + HOURS(8)), 80);
    clock_extend(&rules, clock, 50);
    assert_int_equal(clock_fire(&rules, clock, ctx.now + HOURS(13)), 0);
    assert_int_equal(clock_fire(&rules, clock, ctx.now + HOURS(15)), 100);
}

/* Random lives of a clock: whatever is paused, extended and changed, rungs fire in order, each once, and at its share.
 */
TEST(however_a_clock_is_pushed_about_its_rungs_stay_in_order)
{
    static const char *const limits[] = {"10m", "4h", "7d", "30wm", "4wh", "3wd", "20wd"};
    Ctx ctx = test_ctx();
    for (size_t round = 0; round < 2000; round++) {
        ctx.now = fuzhou(2026, 9, 1, 0, 0) + (UnixMs)rand_below(ctx.rand, (uint64_t)DAYS(60));
        CaseFile file = {0};
        CaseClock *clock = started(&ctx, &file, CLOCK_T5, limits[rand_below(ctx.rand, COUNT_OF(limits))]);
        UnixMs at = ctx.now;
        int64_t last = 0;
        for (size_t step = 0; step < 30; step++) {
            at += (UnixMs)rand_below(ctx.rand, (uint64_t)DAYS(1));
            int64_t rung = clock_fire(&rules, clock, at);
            assert_true(rung == 0 || rung > last);
            if (rung != 0)
                assert_true(clock_used_percent(&rules, clock, at) >= rung - 1);
            last = rung != 0 ? rung : last;
            switch (rand_below(ctx.rand, 6)) {
            case 0:
                clock_pause(clock, at);
                break;
            case 1:
                clock_resume(&rules, clock, at);
                break;
            case 2:
                clock_extend(&rules, clock, 10);
                break;
            default:
                break;
            }
            assert_true(clock->due_at > clock->started_at);
            assert_true(clock_moment(&rules, clock, 50) <= clock_moment(&rules, clock, 80));
            assert_true(clock_moment(&rules, clock, 80) <= clock->due_at);
            assert_true(clock->due_at <= clock_moment(&rules, clock, 150));
        }
    }
}
