/* Time. A moment is UnixMs (milliseconds since 1970-01-01 UTC). The clock is read once per request
 * into ctx->now; only the demo may shift it, and never backwards. */
#ifndef GULOU_BASE_CLOCK_H
#define GULOU_BASE_CLOCK_H

#include <stdint.h>

#include "base/str.h"

typedef int64_t UnixMs;
struct timespec;

#define SECONDS(n) ((UnixMs)(n)*1000)
#define MINUTES(n) ((UnixMs)(n)*60 * 1000)
#define HOURS(n) ((UnixMs)(n)*3600 * 1000)
#define DAYS(n) ((UnixMs)(n)*86400 * 1000)

UnixMs clock_now(void);         /* wall time + the demo's shift */
void clock_shift(UnixMs shift); /* sets the demo's shift; 0 outside the demo */
UnixMs clock_shifted(void);
int64_t clock_monotonic_us(void);           /* for measuring spans only */
struct timespec clock_monotonic_in(int ms); /* for waits with a deadline */

int64_t clock_days(int64_t year, int64_t month, int64_t day); /* since 1970-01-01 in the Gregorian calendar */

/* RFC 3339 in UTC with milliseconds: 2026-11-22T04:00:00.000Z */
Str clock_format(Arena *arena, UnixMs at);
/* 20261122 of the local day `offset_minutes` east of UTC */
int32_t clock_day_number(UnixMs at, int offset_minutes);

#endif
