/* A limit as a district writes it ("4h", "3wd"), and counting in its own kind of time: natural, or by the calendar. */
#ifndef GULOU_DOMAIN_LIMIT_H
#define GULOU_DOMAIN_LIMIT_H

#include "domain/calendar.h"

typedef enum LimitUnit {
    LIMIT_MINUTES,
    LIMIT_HOURS,
    LIMIT_DAYS,
    LIMIT_WORKING_MINUTES,
    LIMIT_WORKING_HOURS,
    LIMIT_WORKING_DAYS
} LimitUnit;

enum { LIMIT_AMOUNT_MAX = 100000 };

typedef struct Limit {
    int64_t amount;
    LimitUnit unit;
} Limit;

bool limit_parse(Str text, Limit *out); /* "10m" "4h" "7d" "30wm" "4wh" "3wd"; amount 1..LIMIT_AMOUNT_MAX */
Limit limit_read(Str text);             /* asserts a valid limit (so for limit_due) */
bool limit_is_working(Limit limit);
UnixMs limit_due(const Calendar *calendar, Str limit, UnixMs from);

/* In the limit's own time: `span` after `from`; the time between two moments (0 when to <= from). */
UnixMs limit_add(const Calendar *calendar, Limit limit, UnixMs from, UnixMs span);
UnixMs limit_between(const Calendar *calendar, Limit limit, UnixMs from, UnixMs to);

#endif
