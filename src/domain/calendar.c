/* Working time as a sum over days. A local day is worked by its weekday's spans, unless a special day says otherwise;
 * runs of ordinary weeks between special days are taken in one stride, so that a span of years costs little. */
#include "domain/calendar.h"

enum { WEEK = 7 };

static UnixMs floor_div(UnixMs a, UnixMs b)
{
    return a / b - (a % b < 0);
}

Day calendar_day_of(const Calendar *calendar, UnixMs at)
{
    return floor_div(at + MINUTES(calendar->offset_minutes), DAYS(1));
}

UnixMs calendar_day_start(const Calendar *calendar, Day day)
{
    return DAYS(day) - MINUTES(calendar->offset_minutes);
}

/* The first special day on or after `day` (index; day_count: none). */
static size_t special_from(const Calendar *calendar, int64_t day)
{
    size_t low = 0;
    size_t high = calendar->day_count;
    int32_t number = day_number(day); /* numbers lie in the order of days */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (calendar->days[middle].day < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

typedef struct DayPlan {
    const WorkSpan *spans;
    size_t count;
} DayPlan;

static DayPlan weekday_plan(const Calendar *calendar, size_t weekday)
{
    return (DayPlan){calendar->week[weekday], calendar->span_count[weekday]};
}

static DayPlan plan_of(const Calendar *calendar, int64_t day)
{
    size_t i = special_from(calendar, day);
    if (i < calendar->day_count && calendar->days[i].day == day_number(day))
        return calendar->days[i].workday ? weekday_plan(calendar, 0) : (DayPlan){NULL, 0};
    return weekday_plan(calendar, ((size_t)day_weekday(day) - 1));
}

static UnixMs plan_length(DayPlan plan)
{
    UnixMs sum = 0;
    for (size_t i = 0; i < plan.count; i++)
        sum += MINUTES(plan.spans[i].to_minute - plan.spans[i].from_minute);
    return sum;
}

static UnixMs week_length(const Calendar *calendar)
{
    UnixMs sum = 0;
    for (size_t weekday = 0; weekday < WEEK; weekday++)
        sum += plan_length(weekday_plan(calendar, weekday));
    return sum;
}

static int64_t week_workdays(const Calendar *calendar)
{
    int64_t count = 0;
    for (size_t weekday = 0; weekday < WEEK; weekday++)
        count += calendar->span_count[weekday] > 0;
    return count;
}

/* How many whole weeks from `day` on hold no special day (a great number after the last one). */
static int64_t plain_weeks(const Calendar *calendar, int64_t day)
{
    size_t i = special_from(calendar, day);
    return i < calendar->day_count ? (day_of_number(calendar->days[i].day) - day) / WEEK : INT32_MAX;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

bool calendar_is_workday(const Calendar *calendar, UnixMs at)
{
    return plan_of(calendar, calendar_day_of(calendar, at)).count > 0;
}

/* Working time of the local day that has passed at `at`. */
static UnixMs worked_before(const Calendar *calendar, UnixMs at)
{
    int64_t day = calendar_day_of(calendar, at);
    DayPlan plan = plan_of(calendar, day);
    UnixMs into = at - calendar_day_start(calendar, day);
    UnixMs sum = 0;
    for (size_t i = 0; i < plan.count; i++) {
        UnixMs from = MINUTES(plan.spans[i].from_minute);
        UnixMs to = MINUTES(plan.spans[i].to_minute);
        if (into > from)
            sum += (into < to ? into : to) - from;
    }
    return sum;
}

bool calendar_is_open(const Calendar *calendar, UnixMs at)
{
    int64_t day = calendar_day_of(calendar, at);
    DayPlan plan = plan_of(calendar, day);
    UnixMs into = at - calendar_day_start(calendar, day);
    for (size_t i = 0; i < plan.count; i++)
        if (into >= MINUTES(plan.spans[i].from_minute) && into < MINUTES(plan.spans[i].to_minute))
            return true;
    return false;
}

/* The moment of the day at which `worked` > 0 of its working time has passed. */
static UnixMs moment_in_day(const Calendar *calendar, int64_t day, UnixMs worked)
{
    DayPlan plan = plan_of(calendar, day);
    UnixMs at = 0;
    for (size_t i = 0; i < plan.count && worked > 0; i++) {
        UnixMs length = MINUTES(plan.spans[i].to_minute - plan.spans[i].from_minute);
        at = MINUTES(plan.spans[i].from_minute) + (worked < length ? worked : length);
        worked -= length;
    }
    return calendar_day_start(calendar, day) + at;
}

UnixMs calendar_add_working(const Calendar *calendar, UnixMs from, UnixMs span)
{
    UnixMs week = week_length(calendar);
    if (span <= 0 || week == 0)
        return from + (span > 0 ? span : 0);
    int64_t day = calendar_day_of(calendar, from);
    UnixMs left = span + worked_before(calendar, from);
    for (;;) {
        UnixMs length = plan_length(plan_of(calendar, day));
        if (left <= length)
            return moment_in_day(calendar, day, left);
        left -= length;
        day++;
        int64_t weeks = least(plain_weeks(calendar, day), (left - 1) / week);
        left -= weeks * week;
        day += weeks * WEEK;
    }
}

/* `from` itself within working hours, else the next opening; the calendar has hours. */
static UnixMs next_opening(const Calendar *calendar, UnixMs from)
{
    if (calendar_is_open(calendar, from))
        return from;
    int64_t day = calendar_day_of(calendar, from);
    UnixMs into = from - calendar_day_start(calendar, day);
    for (;; day++, into = -1) {
        DayPlan plan = plan_of(calendar, day);
        for (size_t i = 0; i < plan.count; i++)
            if (MINUTES(plan.spans[i].from_minute) > into)
                return calendar_day_start(calendar, day) + MINUTES(plan.spans[i].from_minute);
    }
}

UnixMs calendar_add_workdays(const Calendar *calendar, UnixMs from, int64_t days)
{
    int64_t week = week_workdays(calendar);
    if (days <= 0 || week == 0)
        return from + (days > 0 ? DAYS(days) : 0);
    UnixMs start = next_opening(calendar, from);
    int64_t first = calendar_day_of(calendar, start);
    int64_t day = first;
    while (days > 0) {
        int64_t weeks = least(plain_weeks(calendar, day + 1), (days - 1) / week);
        days -= weeks * week;
        day += weeks * WEEK + 1;
        days -= plan_of(calendar, day).count > 0;
    }
    return start + DAYS(day - first);
}

UnixMs calendar_working_between(const Calendar *calendar, UnixMs from, UnixMs to)
{
    if (to <= from)
        return 0;
    UnixMs week = week_length(calendar);
    if (week == 0)
        return to - from;
    int64_t last = calendar_day_of(calendar, to);
    UnixMs sum = worked_before(calendar, to) - worked_before(calendar, from);
    for (int64_t day = calendar_day_of(calendar, from); day < last;) {
        int64_t weeks = least(plain_weeks(calendar, day), (last - day) / WEEK);
        sum += weeks * week;
        day += weeks * WEEK;
        if (weeks == 0)
            sum += plan_length(plan_of(calendar, day++));
    }
    return sum;
}
