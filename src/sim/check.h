/* The checker: it takes no part in the play, reads the case files as they stand in the store, and holds them against
 * what must be true of any city. What it finds is told with the case's number, so that the seed can be played again. */
#ifndef GULOU_SIM_CHECK_H
#define GULOU_SIM_CHECK_H

#include "db/db.h"
#include "domain/district.h"

enum { FINDINGS_TOLD = 20, FINDING_TEXT = 160 };
#define JOB_TICK SECONDS(1)

typedef struct CheckClocks {
    int64_t started, stopped, voided, running; /* of cases that are over */
    int64_t met, missed;                       /* stopped in time; not */
} CheckClocks;

typedef struct Check {
    const District *district;
    CheckClocks clocks[CLOCK_COUNT];
    int64_t rungs; /* that clocks of ended cases stand above their start */
    int64_t overdues;
    UnixMs latest;                             /* the longest that a rung waited for its job */
    int64_t recounted;                         /* clocks whose next rung was worked out anew from their limit */
    int64_t items, items_maybe, response_hits; /* frozen figures that must be there; that may be */
    int64_t findings;
    char told[FINDINGS_TOLD][FINDING_TEXT];
    uint64_t seen;
} Check;

/* Whenever a case was touched: no rung up to `fired_by` is left, and now and then each next rung is worked out anew. */
void check_look(Check *check, const CaseFile *file, UnixMs fired_by);
/* When nothing more will happen to it. */
void check_end(Check *check, const CaseFile *file);
void check_fired(Check *check, UnixMs due, UnixMs now);
__attribute__((format(printf, 2, 3))) void check_tell(Check *check, const char *format, ...);

/* What the simulation says it did, to be held against what the store says was done. */
typedef struct Done {
    int64_t steps[ACTION_COUNT]; /* actions taken by people */
    int64_t cases, fired, woken;
} Done;
/* At the end: sums of the store (events by action, figures by measure) against both. */
MUST_USE Err check_store(Tx *tx, const Done *done, Check *check);

#endif
