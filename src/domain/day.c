/* Days since 1970; see day.h. Back from them after Howard Hinnant's civil_from_days. */
#include "domain/day.h"

#include "base/clock.h"

enum { WEEK = 7, ERA = 146097, TO_1970 = 719468 };

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

Day day_of_number(int32_t number)
{
    return clock_days(number / 10000, number / 100 % 100, number % 100);
}

int32_t day_number(Day day)
{
    int64_t era = floor_div(day + TO_1970, ERA);
    int64_t day_of_era = day + TO_1970 - era * ERA;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march = (5 * day_of_year + 2) / 153;
    int64_t d = day_of_year - (153 * march + 2) / 5 + 1;
    int64_t m = march + (march < 10 ? 3 : -9);
    int64_t y = year_of_era + era * 400 + (m <= 2);
    return (int32_t)(y * 10000 + m * 100 + d);
}

/* 1970-01-01 was a Thursday. */
int day_weekday(Day day)
{
    return (int)(((day + 3) % WEEK + WEEK) % WEEK) + 1;
}

bool day_parse(Str text, Day *out)
{
    int64_t y = 0, m = 0, d = 0;
    bool form = text.len == 10 && text.at[4] == '-' && text.at[7] == '-';
    for (size_t i = 0; form && i < text.len; i++)
        form = i == 4 || i == 7 || (text.at[i] >= '0' && text.at[i] <= '9');
    if (!form || !str_to_i64(str_slice(text, 0, 4), &y) || !str_to_i64(str_slice(text, 5, 7), &m) ||
        !str_to_i64(str_slice(text, 8, 10), &d) || y < 1970)
        return false;
    int32_t number = (int32_t)(y * 10000 + m * 100 + d);
    if (m < 1 || m > 12 || d < 1 || day_number(day_of_number(number)) != number)
        return false;
    *out = day_of_number(number);
    return true;
}

Str day_format(Arena *arena, Day day)
{
    int32_t n = day_number(day);
    return str_printf(arena, "%04d-%02d-%02d", n / 10000, n / 100 % 100, n % 100);
}
