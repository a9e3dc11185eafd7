/* Time; see clock.h. */
#include "base/clock.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t demo_shift;

UnixMs clock_now(void)
{
    struct timespec ts;
    (void)clock_gettime(CLOCK_REALTIME, &ts);
    return (UnixMs)ts.tv_sec * 1000 + ts.tv_nsec / 1000000 + atomic_load(&demo_shift);
}

void clock_shift(UnixMs shift)
{
    atomic_store(&demo_shift, shift);
}

UnixMs clock_shifted(void)
{
    return atomic_load(&demo_shift);
}

int64_t clock_monotonic_us(void)
{
    struct timespec ts;
    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

struct timespec clock_monotonic_in(int ms)
{
    struct timespec at;
    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += ms / 1000;
    at.tv_nsec += (long)(ms % 1000) * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

static UnixMs floor_div(UnixMs a, UnixMs b)
{
    return a / b - (a % b < 0);
}

/* Howard Hinnant's days_from_civil. */
int64_t clock_days(int64_t year, int64_t month, int64_t day)
{
    int64_t y = year - (month <= 2), era = floor_div(y, 400), year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

/* `width` digits of a number that has no more, ending before `end`. */
static void put_digits(char *end, int width, int number)
{
    for (; width > 0; width--, number /= 10)
        *--end = (char)('0' + number % 10);
}

/* Every row and answer has some of these; printf took longer than all that stands around them. */
Str clock_format(Arena *arena, UnixMs at)
{
    static const char form[] = "0000-00-00T00:00:00.000Z";
    time_t seconds = (time_t)floor_div(at, 1000);
    struct tm tm;
    (void)gmtime_r(&seconds, &tm);
    int year = tm.tm_year + 1900;
    if (year < 0 || year > 9999)
        return str_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", year, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
                          tm.tm_min, tm.tm_sec, (int)(at - (UnixMs)seconds * 1000));
    char *text = arena_copy(arena, form, sizeof form);
    put_digits(text + 4, 4, year);
    put_digits(text + 7, 2, tm.tm_mon + 1);
    put_digits(text + 10, 2, tm.tm_mday);
    put_digits(text + 13, 2, tm.tm_hour);
    put_digits(text + 16, 2, tm.tm_min);
    put_digits(text + 19, 2, tm.tm_sec);
    put_digits(text + 23, 3, (int)(at - (UnixMs)seconds * 1000));
    return (Str){text, sizeof form - 1};
}

int32_t clock_day_number(UnixMs at, int offset_minutes)
{
    time_t seconds = (time_t)floor_div(at + MINUTES(offset_minutes), 1000);
    struct tm tm;
    (void)gmtime_r(&seconds, &tm);
    return (tm.tm_year + 1900) * 10000 + (tm.tm_mon + 1) * 100 + tm.tm_mday;
}
