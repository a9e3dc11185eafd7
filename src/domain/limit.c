/* Limits; see limit.h. */
#include "domain/limit.h"

#include <assert.h>

static bool amount_parse(Str digits, int64_t *out)
{
    return str_to_i64(digits, out) && *out >= 1 && *out <= LIMIT_AMOUNT_MAX;
}

bool limit_parse(Str text, Limit *out)
{
    static const struct {
        Str suffix;
        LimitUnit unit;
    } units[] = {/* the longer ones first: "wm" ends with "m" */
                 {{"wm", 2}, LIMIT_WORKING_MINUTES}, {{"wh", 2}, LIMIT_WORKING_HOURS}, {{"wd", 2}, LIMIT_WORKING_DAYS},
                 {{"m", 1}, LIMIT_MINUTES},          {{"h", 1}, LIMIT_HOURS},          {{"d", 1}, LIMIT_DAYS}};
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (str_ends(text, units[i].suffix)) {
            int64_t amount = 0;
            if (!amount_parse(str_slice(text, 0, text.len - units[i].suffix.len), &amount))
                return false;
            *out = (Limit){amount, units[i].unit};
            return true;
        }
    return false;
}

bool limit_is_working(Limit limit)
{
    return limit.unit >= LIMIT_WORKING_MINUTES;
}

Limit limit_read(Str text)
{
    Limit limit = {0};
    bool valid = limit_parse(text, &limit);
    assert(valid);
    (void)valid;
    return limit;
}

UnixMs limit_add(const Calendar *calendar, Limit limit, UnixMs from, UnixMs span)
{
    return limit_is_working(limit) ? calendar_add_working(calendar, from, span) : from + span;
}

UnixMs limit_between(const Calendar *calendar, Limit limit, UnixMs from, UnixMs to)
{
    if (limit_is_working(limit))
        return calendar_working_between(calendar, from, to);
    return to > from ? to - from : 0;
}

UnixMs limit_due(const Calendar *calendar, Str text, UnixMs from)
{
    Limit limit = limit_read(text);
    switch (limit.unit) {
    case LIMIT_MINUTES:
        return from + MINUTES(limit.amount);
    case LIMIT_HOURS:
        return from + HOURS(limit.amount);
    case LIMIT_DAYS:
        return from + DAYS(limit.amount);
    case LIMIT_WORKING_MINUTES:
        return calendar_add_working(calendar, from, MINUTES(limit.amount));
    case LIMIT_WORKING_HOURS:
        return calendar_add_working(calendar, from, HOURS(limit.amount));
    case LIMIT_WORKING_DAYS:
        break;
    }
    return calendar_add_workdays(calendar, from, limit.amount);
}
