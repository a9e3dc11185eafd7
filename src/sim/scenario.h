/* What is simulated: how many matters, when, of which kinds, what befalls them, and how many hands the desks have.
 * Numbers only; each is an option of `gulou simulate`, so that a district puts its own in its place. */
#ifndef GULOU_SIM_SCENARIO_H
#define GULOU_SIM_SCENARIO_H

#include "demo/fate.h"

enum { STORM_KINDS = 8 };

typedef struct Storm {
    UnixMs from, until; /* both 0: none */
    int64_t factor;     /* matters against an average hour of the ordinary day */
    int64_t surge;      /* hands of a desk while the event mode holds, per cent */
} Storm;

typedef struct Scenario {
    UnixMs starts_at; /* local midnight */
    int64_t days;
    double cases_per_day; /* of one district */
    uint64_t seed;
    Fates fates;
    Storm storm;
    int64_t spare; /* hands of a desk against what its busiest ordinary hour asks for, per cent; 0: no limit */
    int64_t texts; /* different matters that are told; each is decided by the brain once */
} Scenario;

/* Matters an hour at this moment. */
double scenario_rate(const Scenario *scenario, const Calendar *calendar, UnixMs at);
/* Of a day's matters, the share that comes in its busiest hour. */
double scenario_peak(void);
/* Minutes that a desk needs for the action: the middle of what it takes; 0: it is not the desk's work. */
double desk_minutes(Action action);
/* And one case's whole way through a desk, as far as is usual. */
double desk_minutes_usual(void);
/* The next arrival after `at`, at a whole second (a Poisson process of that rate). */
UnixMs scenario_next(const Scenario *scenario, const Calendar *calendar, Rand *rand, UnixMs at);
/* How long one piece of work takes that takes `minutes` in the middle (lognormal). */
UnixMs work_takes(Rand *rand, double minutes);

#endif
