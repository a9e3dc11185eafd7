/* A day of the local calendar, counted from 1970-01-01: what plans and tasks are dated by. Pure. */
#ifndef GULOU_DOMAIN_DAY_H
#define GULOU_DOMAIN_DAY_H

#include "base/str.h"

typedef int64_t Day;

Day day_of_number(int32_t number); /* 20261122 */
int32_t day_number(Day day);
int day_weekday(Day day);           /* 1 Monday .. 7 Sunday */
bool day_parse(Str text, Day *out); /* "2026-11-22", a day that exists */
Str day_format(Arena *arena, Day day);

#endif
