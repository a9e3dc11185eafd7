/* Which cases there are to be: who is alive now, how many came on each day, under which numbers. */
#ifndef GULOU_BENCH_FILL_DAYS_H
#define GULOU_BENCH_FILL_DAYS_H

#include "copy.h"

enum { LOCAL_MINUTES = 480, DAY_NUMBERS = 1000000, STORIES_A_WEEKDAY = 4096 };

typedef struct Days {
    int64_t cases, years, open, whole; /* as asked for */
    Stories *stories;
    Copier *copier;
    UnixMs now;
    char **taken; /* numbers there are already, in order */
    size_t taken_count, taken_room;
    struct Alive *alive; /* the rest is days_fill's own */
    size_t alive_count, alive_next;
    int64_t closed, closed_left;
    int numbers[DAY_NUMBERS];
    size_t by_weekday[7][STORIES_A_WEEKDAY], weekday_count[7];
} Days;

void days_take(Days *d, const char *number); /* a number that is taken; in order */
void days_fill(Days *d);

#endif
