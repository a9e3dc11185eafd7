/* When the district works: public holidays and 调休 days, weekly hours with their lunch break, and shifts of desks. */
#include <stdlib.h>

#include "district/tables.h"

enum { DATE, DAY_KIND, DAY_NAME_ZH, DAY_NAME_EN, PROVISIONAL };
static const Column day_columns[] = {
    {"date", "日期", "date"},
    {"kind", "类型", "kind"},
    {"name_zh", "中文名", "Chinese name"},
    {"name_en", "英文名", "English name"},
    {"provisional", "待公布", "provisional mark"},
};

static int by_day(const void *a, const void *b)
{
    int32_t left = ((const SpecialDay *)a)->day, right = ((const SpecialDay *)b)->day;
    return (left > right) - (left < right);
}

static void read_day(const Line *line, SpecialDay *day, Codes *seen)
{
    Arena *arena = line->sheet->reading->ctx->arena;
    Str kind = cell(line, DAY_KIND);
    day->day = cell_date(line, DATE);
    day->workday = str_is(kind, "workday");
    if (!day->workday && !str_is(kind, "holiday"))
        cell_problem(line, DAY_KIND, MSG_DISTRICT_WORD, kind, STR("holiday workday"));
    (void)cell_flag(line, PROVISIONAL);
    int64_t earlier = day->day != 0 ? codes_add(seen, arena, cell(line, DATE), line->row->line) : 0;
    if (earlier != 0)
        cell_problem(line, DATE, MSG_DISTRICT_TWICE, cell(line, DATE), str_printf(arena, "%lld", (long long)earlier));
}

void read_calendar(Reading *reading)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, "calendar.csv", day_columns, &sheet))
        return;
    Codes seen = {0};
    size_t count = sheet_rows(&sheet);
    SpecialDay *days = ARENA_ARRAY(reading->arena, SpecialDay, count);
    for (size_t i = 0; i < count; i++) {
        Line line = sheet_line(&sheet, i);
        read_day(&line, &days[i], &seen);
    }
    qsort(days, count, sizeof *days, by_day);
    reading->district->calendar.days = days;
    reading->district->calendar.day_count = count;
}

enum { HOUR_WEEKDAY, HOUR_FROM, HOUR_TO };
static const Column hour_columns[] = {
    {"weekday", "星期", "weekday"}, {"from", "开始时刻", "beginning"}, {"to", "结束时刻", "end"}};

/* In its place among the day's spans; false when it overlaps or there is no room. */
static bool insert_span(Calendar *calendar, size_t day, WorkSpan span)
{
    WorkSpan *spans = calendar->week[day];
    size_t count = calendar->span_count[day];
    if (count == COUNT_OF(calendar->week[day]) || span.from_minute >= span.to_minute)
        return false;
    for (size_t i = 0; i < count; i++)
        if (span.from_minute < spans[i].to_minute && spans[i].from_minute < span.to_minute)
            return false;
    size_t at = count;
    for (; at > 0 && spans[at - 1].from_minute > span.from_minute; at--)
        spans[at] = spans[at - 1];
    spans[at] = span;
    calendar->span_count[day] = count + 1;
    return true;
}

void read_hours(Reading *reading)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, "hours.csv", hour_columns, &sheet))
        return;
    for (size_t i = 0; i < sheet_rows(&sheet); i++) {
        Line line = sheet_line(&sheet, i);
        int64_t weekday = cell_number(&line, HOUR_WEEKDAY, 1, 7);
        WorkSpan span = {cell_minute(&line, HOUR_FROM), cell_minute(&line, HOUR_TO)};
        if (!insert_span(&reading->district->calendar, (size_t)weekday - 1, span))
            line_problem(&line, MSG_DISTRICT_SPAN);
    }
}

enum { SHIFT_UNIT, SHIFT_WEEKDAY, SHIFT_FROM, SHIFT_TO, SHIFT_LOGIN };
static const Column shift_columns[] = {
    {"unit", "单位", "unit"},  {"weekday", "星期", "weekday"}, {"from", "开始时刻", "beginning"},
    {"to", "结束时刻", "end"}, {"login", "账号", "account"},
};

void read_shifts(Reading *reading)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, "shifts.csv", shift_columns, &sheet))
        return;
    Shift *shifts = ARENA_ARRAY(reading->arena, Shift, sheet_rows(&sheet));
    for (size_t i = 0; i < sheet_rows(&sheet); i++) {
        Line line = sheet_line(&sheet, i);
        shifts[i] = (Shift){
            .unit = cell_need(&line, SHIFT_UNIT),
            .login = cell_need(&line, SHIFT_LOGIN),
            .weekday = (int)cell_number(&line, SHIFT_WEEKDAY, 1, 7),
            .from_minute = cell_minute(&line, SHIFT_FROM),
            .to_minute = cell_minute(&line, SHIFT_TO),
        };
        (void)cell_ref(&line, SHIFT_UNIT, &reading->units, "units.csv");
        (void)cell_ref(&line, SHIFT_LOGIN, &reading->logins, "people.csv");
        if (shifts[i].from_minute == shifts[i].to_minute)
            line_problem(&line, MSG_DISTRICT_SHIFT);
    }
    reading->district->shifts = shifts;
    reading->district->shift_count = sheet_rows(&sheet);
}
