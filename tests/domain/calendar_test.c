#include "test.h"

#include <stdio.h>
#include <time.h>

#include "domain/calendar.h"

/* The starter district's own week and days: 08:30-12:00, 14:30-18:00, seven working hours. */
enum { DAYS_MAX = 400, EAST = 480 };
static SpecialDay special[DAYS_MAX];
static Calendar calendar;

static void load_week(void)
{
    FILE *file = fopen("districts/gulou/hours.csv", "r");
    assert_non_null(file);
    char line[128];
    while (fgets(line, sizeof line, file) != NULL) {
        int weekday = 0, h1 = 0, m1 = 0, h2 = 0, m2 = 0;
        if (sscanf(line, "%d,%d:%d,%d:%d", &weekday, &h1, &m1, &h2, &m2) != 5)
            continue;
        size_t *count = &calendar.span_count[weekday - 1];
        calendar.week[weekday - 1][(*count)++] = (WorkSpan){h1 * 60 + m1, h2 * 60 + m2};
    }
    (void)fclose(file);
}

static void load_days(void)
{
    FILE *file = fopen("districts/gulou/calendar.csv", "r");
    assert_non_null(file);
    char line[256];
    size_t count = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        int y = 0, m = 0, d = 0;
        char kind[16] = {0};
        if (sscanf(line, "%d-%d-%d,%15[a-z],", &y, &m, &d, kind) == 4)
            special[count++] = (SpecialDay){y * 10000 + m * 100 + d, strcmp(kind, "workday") == 0};
    }
    (void)fclose(file);
    calendar.days = special;
    calendar.day_count = count;
}

static const Calendar *gulou(void)
{
    if (calendar.day_count == 0) {
        calendar.offset_minutes = EAST;
        load_week();
        load_days();
        assert_true(calendar.day_count > 50);
    }
    return &calendar;
}

/* A moment in Fuzhou: days are counted by the C library, not by the code under test. */
static UnixMs fuzhou(int y, int m, int d, int hour, int minute)
{
    struct tm tm = {.tm_year = y - 1900, .tm_mon = m - 1, .tm_mday = d, .tm_hour = hour, .tm_min = minute};
    return SECONDS(timegm(&tm)) - MINUTES(EAST);
}

TEST(three_working_days_across_the_national_holiday_end_on_the_day_that_was_swapped)
{
    /* Wednesday 30 September 2026; 1 to 7 October off, Saturday the 10th is worked */
    UnixMs asked = fuzhou(2026, 9, 30, 15, 0);
    assert_true(calendar_add_workdays(gulou(), asked, 1) == fuzhou(2026, 10, 8, 15, 0));
    assert_true(calendar_add_workdays(gulou(), asked, 3) == fuzhou(2026, 10, 10, 15, 0));
    assert_true(calendar_add_workdays(gulou(), asked, 4) == fuzhou(2026, 10, 12, 15, 0));
    assert_true(calendar_working_between(gulou(), asked, fuzhou(2026, 10, 10, 15, 0)) == HOURS(21));
}

TEST(a_swapped_sunday_is_worked_and_a_holiday_thursday_is_not)
{
    assert_true(calendar_is_workday(gulou(), fuzhou(2026, 9, 20, 10, 0)));
    assert_true(calendar_is_open(gulou(), fuzhou(2026, 9, 20, 10, 0)));
    assert_false(calendar_is_workday(gulou(), fuzhou(2026, 10, 1, 10, 0)));
    assert_false(calendar_is_open(gulou(), fuzhou(2026, 10, 1, 10, 0)));
    assert_false(calendar_is_workday(gulou(), fuzhou(2026, 6, 6, 10, 0)));
}

TEST(hours_open_at_their_first_minute_and_are_over_at_their_last)
{
    assert_false(calendar_is_open(gulou(), fuzhou(2026, 6, 4, 8, 30) - 1));
    assert_true(calendar_is_open(gulou(), fuzhou(2026, 6, 4, 8, 30)));
    assert_true(calendar_is_open(gulou(), fuzhou(2026, 6, 4, 12, 0) - 1));
    assert_false(calendar_is_open(gulou(), fuzhou(2026, 6, 4, 12, 0)));
    assert_false(calendar_is_open(gulou(), fuzhou(2026, 6, 4, 18, 0)));
}

TEST(an_hour_asked_before_lunch_ends_after_lunch)
{
    assert_true(calendar_add_working(gulou(), fuzhou(2026, 6, 4, 11, 30), HOURS(1)) == fuzhou(2026, 6, 4, 15, 0));
    assert_true(calendar_add_working(gulou(), fuzhou(2026, 6, 4, 11, 0), HOURS(1)) == fuzhou(2026, 6, 4, 12, 0));
    assert_true(calendar_add_working(gulou(), fuzhou(2026, 6, 4, 13, 0), MINUTES(1)) == fuzhou(2026, 6, 4, 14, 31));
}

TEST(what_comes_in_the_night_waits_for_the_morning)
{
    UnixMs friday_night = fuzhou(2026, 6, 5, 23, 10);
    assert_true(calendar_add_working(gulou(), friday_night, HOURS(1)) == fuzhou(2026, 6, 8, 9, 30));
    assert_true(calendar_add_workdays(gulou(), friday_night, 1) == fuzhou(2026, 6, 9, 8, 30));
    assert_true(calendar_add_workdays(gulou(), fuzhou(2026, 6, 5, 3, 0), 1) == fuzhou(2026, 6, 8, 8, 30));
    assert_true(calendar_add_workdays(gulou(), fuzhou(2026, 6, 4, 12, 40), 1) == fuzhou(2026, 6, 5, 14, 30));
}

TEST(a_days_work_asked_at_closing_time_is_not_lost)
{
    assert_true(calendar_add_working(gulou(), fuzhou(2026, 6, 4, 18, 0), HOURS(7)) == fuzhou(2026, 6, 5, 18, 0));
    assert_true(calendar_add_working(gulou(), fuzhou(2026, 6, 4, 18, 0), 0) == fuzhou(2026, 6, 4, 18, 0));
}

TEST(whole_weeks_of_work_end_on_friday_at_closing_time)
{
    /* 7 January 2030 is a Monday, beyond the last day the calendar names */
    UnixMs monday = fuzhou(2030, 1, 7, 8, 30);
    assert_true(calendar_add_working(gulou(), monday, HOURS(35)) == fuzhou(2030, 1, 11, 18, 0));
    assert_true(calendar_add_working(gulou(), monday, HOURS(35 * 4)) == fuzhou(2030, 2, 1, 18, 0));
    assert_true(calendar_add_working(gulou(), monday, HOURS(35 * 4 + 7)) == fuzhou(2030, 2, 4, 18, 0));
    assert_true(calendar_add_workdays(gulou(), monday, 20) == fuzhou(2030, 2, 4, 8, 30));
}

/* Minute by minute, the slow way. */
static UnixMs slow_between(UnixMs from, UnixMs to)
{
    UnixMs sum = 0;
    for (UnixMs at = from; at < to; at += MINUTES(1))
        sum += calendar_is_open(gulou(), at) ? MINUTES(1) : 0;
    return sum;
}

TEST(sums_agree_with_counting_every_minute)
{
    Ctx ctx = test_ctx();
    for (size_t i = 0; i < 150; i++) {
        UnixMs from = fuzhou(2026, 1, 1, 0, 0) + MINUTES(rand_below(ctx.rand, 360 * 1440));
        UnixMs to = from + MINUTES(rand_below(ctx.rand, 30 * 1440));
        assert_true(calendar_working_between(gulou(), from, to) == slow_between(from, to));
    }
}

/* A moment anywhere in thirty years, most of them beyond the calendar's last special day. */
static UnixMs any_moment(Ctx *ctx)
{
    return fuzhou(2020, 1, 1, 0, 0) + (UnixMs)rand_below(ctx->rand, (uint64_t)DAYS(365 * 30));
}

static UnixMs any_span(Ctx *ctx)
{
    UnixMs most = rand_below(ctx->rand, 2) == 0 ? HOURS(30) : HOURS(20000);
    return (UnixMs)rand_below(ctx->rand, (uint64_t)most);
}

TEST(two_spans_after_each_other_are_one_span)
{
    Ctx ctx = test_ctx();
    for (size_t i = 0; i < 20000; i++) {
        UnixMs from = any_moment(&ctx);
        UnixMs x = any_span(&ctx);
        UnixMs y = any_span(&ctx);
        UnixMs at_once = calendar_add_working(gulou(), from, x + y);
        UnixMs in_two = calendar_add_working(gulou(), calendar_add_working(gulou(), from, x), y);
        assert_true(at_once == in_two);
        assert_true(calendar_working_between(gulou(), from, at_once) == x + y);
    }
}

TEST(later_or_longer_never_ends_earlier)
{
    Ctx ctx = test_ctx();
    for (size_t i = 0; i < 20000; i++) {
        UnixMs a = any_moment(&ctx);
        UnixMs b = a + (UnixMs)rand_below(ctx.rand, (uint64_t)DAYS(3));
        UnixMs span = any_span(&ctx);
        int64_t days = 1 + (int64_t)rand_below(ctx.rand, 600);
        assert_true(calendar_add_working(gulou(), a, span) <= calendar_add_working(gulou(), b, span));
        assert_true(calendar_add_working(gulou(), a, span) <= calendar_add_working(gulou(), a, span + 1));
        assert_true(calendar_add_workdays(gulou(), a, days) <= calendar_add_workdays(gulou(), b, days));
        assert_true(calendar_add_workdays(gulou(), a, days) < calendar_add_workdays(gulou(), a, days + 1));
    }
}

TEST(workdays_after_each_other_are_one_run_and_last_that_many_days_of_work)
{
    Ctx ctx = test_ctx();
    for (size_t i = 0; i < 20000; i++) {
        UnixMs from = any_moment(&ctx);
        int64_t x = 1 + (int64_t)rand_below(ctx.rand, 300);
        int64_t y = 1 + (int64_t)rand_below(ctx.rand, 300);
        UnixMs at_once = calendar_add_workdays(gulou(), from, x + y);
        assert_true(at_once == calendar_add_workdays(gulou(), calendar_add_workdays(gulou(), from, x), y));
        assert_true(calendar_working_between(gulou(), from, at_once) == HOURS(7 * (x + y)));
    }
}

TEST(a_district_that_entered_no_hours_counts_natural_time)
{
    const Calendar none = {.offset_minutes = EAST, .days = special, .day_count = 3};
    UnixMs from = fuzhou(2026, 10, 1, 3, 0);
    assert_true(calendar_add_working(&none, from, HOURS(5)) == from + HOURS(5));
    assert_true(calendar_add_workdays(&none, from, 2) == from + DAYS(2));
    assert_true(calendar_working_between(&none, from, from + HOURS(5)) == HOURS(5));
}

TEST(a_desk_that_works_round_the_clock_counts_each_hour)
{
    Calendar always = {.offset_minutes = EAST};
    for (size_t weekday = 0; weekday < 7; weekday++) {
        always.week[weekday][0] = (WorkSpan){0, 1440};
        always.span_count[weekday] = 1;
    }
    UnixMs from = fuzhou(2026, 6, 4, 23, 0);
    assert_true(calendar_is_open(&always, fuzhou(2026, 6, 5, 0, 0) - 1));
    assert_true(calendar_add_working(&always, from, HOURS(100)) == from + HOURS(100));
    assert_true(calendar_add_workdays(&always, from, 9) == from + DAYS(9));
}

TEST(a_hundred_years_are_counted_in_strides)
{
    UnixMs from = fuzhou(2026, 1, 1, 0, 0);
    int64_t before = clock_monotonic_us();
    for (size_t i = 0; i < 1000; i++)
        assert_true(calendar_add_working(gulou(), from, HOURS(7 * 250 * 100)) > from);
    assert_true(clock_monotonic_us() - before < 1000000); /* under a millisecond each, even sanitized */
}

TEST(a_moment_before_1970_has_its_local_day)
{
    UnixMs from = fuzhou(1969, 12, 31, 9, 0); /* a Wednesday */
    assert_true(calendar_is_open(gulou(), from));
    assert_true(calendar_add_working(gulou(), from, HOURS(7)) == fuzhou(1970, 1, 1, 9, 0));
}
