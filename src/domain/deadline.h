/* Clocks: due times, pauses, lights and the escalation ladder. Pure. */
#ifndef GULOU_DOMAIN_DEADLINE_H
#define GULOU_DOMAIN_DEADLINE_H

#include "base/ctx.h"
#include "domain/case.h"
#include "domain/limit.h"

/* One row of clocks.csv. */
typedef struct ClockRule {
    ClockKind clock;
    Urgency urgency;
    Difficulty difficulty; /* U1 and U2 ignore it */
    Str limit;             /* empty: the clock does not exist here (T6 of U1, U2) */
} ClockRule;

typedef struct ClockRules {
    const ClockRule *rules;
    size_t count;
    const Calendar *calendar;
} ClockRules;

Str clock_limit(const ClockRules *rules, ClockKind clock, Urgency urgency, Difficulty difficulty); /* "": none */

typedef enum Light { LIGHT_GREEN, LIGHT_YELLOW, LIGHT_ORANGE, LIGHT_RED, LIGHT_OFF, LIGHT_COUNT } Light;
const char *light_code(Light light); /* "green" ... "off" for stopped, voided or paused */

typedef struct ClockStart {
    ClockKind kind;
    int64_t call, request;
    Str unit;
    Str limit; /* empty: nothing is started */
} ClockStart;
/* Starts the clock in the file at ctx->now (its id made of kind, call, request, "#n" when run again). T4 is cut to at
 * most half of the running T5's whole span: its limit is then written in minutes. CONFLICT when the file has no room
 * left. */
MUST_USE Err clock_start(Ctx *ctx, const ClockRules *rules, CaseFile *file, const ClockStart *start);
void clock_stop(CaseClock *clock, UnixMs at); /* NULL or already stopped: nothing happens (so for the next three) */
void clock_void(CaseClock *clock, UnixMs at);
void clock_pause(CaseClock *clock, UnixMs at);
void clock_resume(const ClockRules *rules, CaseClock *clock, UnixMs at); /* due moves by the pause */
/* A stopped clock runs on with what was left (T5 after rework): the time between counts as a pause. */
void clock_run_on(const ClockRules *rules, CaseClock *clock, UnixMs at);
/* A new limit (urgency or category changed): due is counted anew from the start, pauses and extensions kept
 * (a pause of working time becomes what it would be from the clock's start, where the kind of time changes). An empty
 * limit changes nothing: such a clock is voided instead. */
void clock_change_limit(const ClockRules *rules, CaseClock *clock, Str limit);
void clock_extend(const ClockRules *rules, CaseClock *clock, int64_t percent); /* of the limit's whole span */

/* Share of the limit used up at `at`, in percent (of working time where the limit is working time); may exceed 100. */
int64_t clock_used_percent(const ClockRules *rules, const CaseClock *clock, UnixMs at);
Light clock_light(const ClockRules *rules, const CaseClock *clock, UnixMs at);
/* The moment at which that percentage of the limit is reached. */
UnixMs clock_moment(const ClockRules *rules, const CaseClock *clock, int64_t percent);
bool clock_is_window(ClockKind kind); /* T6, T10, T11: windows that end, no duty that becomes overdue */

/* The ladder: 50 % desk, 80 % unit leader, 100 % centre + supervision, 150 % centre leader and public mark (a window
 * has the rung 100 only: it ends). When next_at <= at: moves to the highest rung reached, sets alerted and next_at and
 * answers that rung; else 0. So each rung fires at most once, and after a sleep over several only the highest fires. */
int64_t clock_fire(const ClockRules *rules, CaseClock *clock, UnixMs at);

#endif
