/* Working time of one jurisdiction: weekly hours with lunch breaks, public holidays, 调休 swap days. Pure.
 * A calendar without a single working hour counts natural time, so that no clock of such a district stands still. */
#ifndef GULOU_DOMAIN_CALENDAR_H
#define GULOU_DOMAIN_CALENDAR_H

#include "base/clock.h"
#include "domain/day.h"

typedef struct WorkSpan {
    int from_minute, to_minute; /* minutes of the local day, from < to */
} WorkSpan;

typedef struct SpecialDay {
    int32_t day;  /* 20261001 */
    bool workday; /* false: holiday; true: 调休, worked with Monday's hours */
} SpecialDay;

typedef struct Calendar {
    int offset_minutes;  /* local time east of UTC */
    WorkSpan week[7][4]; /* [0] = Monday; in order of time, not overlapping */
    size_t span_count[7];
    const SpecialDay *days; /* sorted by day */
    size_t day_count;
} Calendar;

Day calendar_day_of(const Calendar *calendar, UnixMs at); /* the local day */
UnixMs calendar_day_start(const Calendar *calendar, Day day);
bool calendar_is_workday(const Calendar *calendar, UnixMs at);
bool calendar_is_open(const Calendar *calendar, UnixMs at); /* within working hours */
/* The first moment at which `span` of working time after `from` has passed (a closing, not the next opening). */
UnixMs calendar_add_working(const Calendar *calendar, UnixMs from, UnixMs span);
/* n working days: the same local time n workdays later (a start outside working hours counts from the next opening). */
UnixMs calendar_add_workdays(const Calendar *calendar, UnixMs from, int64_t days);
/* Working time between two moments (0 when to <= from). */
UnixMs calendar_working_between(const Calendar *calendar, UnixMs from, UnixMs to);

#endif
