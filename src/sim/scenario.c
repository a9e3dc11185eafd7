/* The volume's shape and the desks' work; see scenario.h. The hours are those of the demo's days, the week and the
 * seasons are our own choice [D]; what is known from outside is the sum: Beijing's hotline took 24.8 million matters in
 * 2024, 68,000 a day. */
#include "sim/scenario.h"

#include <math.h>

/* Of a hundred matters, how many come in each hour of the local day. */
static const double hours[24] = {1,   0.6, 0.5, 0.4, 0.4, 0.8, 1.6, 4,   8,   10.6, 9,   7,
                                 4.5, 4.6, 6,   8.6, 8,   7,   5.6, 4.6, 3.6, 2.4,  1.4, 1.0};
/* Monday to Sunday, against the mean. */
static const double week[7] = {1.12, 1.06, 1.04, 1.03, 1.02, 0.89, 0.84};
/* January to December: heating and heat, snow and rain bring more. */
static const double months[12] = {1.02, 0.86, 0.93, 0.94, 0.97, 1.04, 1.12, 1.10, 0.98, 0.95, 1.08, 1.01};

static double mean(const double *at, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += at[i];
    return sum / (double)count;
}

double scenario_rate(const Scenario *scenario, const Calendar *calendar, UnixMs at)
{
    enum { EPOCH_TO_MONDAY = 3, MONTH_DAYS = 30 };
    UnixMs local = at + MINUTES(calendar->offset_minutes);
    double hour = scenario->cases_per_day / 24;
    if (at >= scenario->storm.from && at < scenario->storm.until)
        return hour * (double)scenario->storm.factor;
    size_t month = (size_t)((at - scenario->starts_at) / DAYS(1) / MONTH_DAYS % 12);
    return hour * hours[local / HOURS(1) % 24] / mean(hours, COUNT_OF(hours)) *
           week[(local / DAYS(1) + EPOCH_TO_MONDAY) % 7] / mean(week, COUNT_OF(week)) * months[month] /
           mean(months, COUNT_OF(months));
}

double scenario_peak(void)
{
    double most = 0;
    for (size_t i = 0; i < COUNT_OF(hours); i++)
        most = hours[i] > most ? hours[i] : most;
    return most / mean(hours, COUNT_OF(hours)) / 24;
}

/* action, minutes in the middle, how often a case comes to it: our own choice [D]. */
static const struct Work {
    Action action;
    double minutes, often;
} work[] = {
    {ACTION_RESPOND, 1.0, 0.8},    {ACTION_ASK_VERIFY, 1.5, 0.14}, {ACTION_CONTACT, 4, 0.7},
    {ACTION_CORRECT, 1.5, 0.3},    {ACTION_TRANSFER, 2, 0.1},      {ACTION_ASSIGN, 1.5, 0.45},
    {ACTION_CALL, 2.5, 0.4},       {ACTION_ANSWER, 7, 0.2},        {ACTION_PASS, 3, 1.0},
    {ACTION_SEND_BACK, 3, 0.06},   {ACTION_REJECT, 4, 0.03},       {ACTION_MERGE, 2, 0.03},
    {ACTION_ESCALATE, 3, 0.02},    {ACTION_INSTRUCT, 4, 0.03},     {ACTION_COUNTERSIGN, 1, 0.02},
    {ACTION_CONFIRM_CALL, 1, 0.2}, {ACTION_SCORE_CALLEE, 1, 0.3},  {ACTION_URGE, 1, 0.04},
    {ACTION_DECIDE, 2, 0.2},       {ACTION_ARBITRATE, 10, 0.02},
};

double desk_minutes(Action action)
{
    for (size_t i = 0; i < COUNT_OF(work); i++)
        if (work[i].action == action)
            return work[i].minutes;
    return 0;
}

static double unit_chance(Rand *rand)
{
    return ((double)rand_below(rand, 1U << 30) + 0.5) / (double)(1U << 30);
}

/* The mean of a lognormal lies above its middle. */
#define SPREAD 0.6

double desk_minutes_usual(void)
{
    double sum = 0;
    for (size_t i = 0; i < COUNT_OF(work); i++)
        sum += work[i].minutes * work[i].often;
    return sum * exp(SPREAD * SPREAD / 2);
}

UnixMs work_takes(Rand *rand, double minutes)
{
    double normal = sqrt(-2 * log(unit_chance(rand))) * cos(2 * M_PI * unit_chance(rand)); /* Box and Muller 1958 */
    return SECONDS((int64_t)ceil(minutes * 60 * exp(SPREAD * normal)));
}

UnixMs scenario_next(const Scenario *scenario, const Calendar *calendar, Rand *rand, UnixMs at)
{
    double left = -log(unit_chance(rand));
    for (;;) { /* within an hour the rate stands still; a storm begins and ends at a full hour */
        UnixMs hour_end = (at / HOURS(1) + 1) * HOURS(1);
        double rate = scenario_rate(scenario, calendar, at) / (double)HOURS(1);
        double here = rate * (double)(hour_end - at);
        if (left < here)
            return at + (UnixMs)(left / rate);
        left -= here;
        at = hour_end;
    }
}
