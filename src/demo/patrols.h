/* 未诉先办 in the demo's past: once the third matter has raised its spot, the desk makes a patrol plan, and a grid
 * member closes its task every day but one; today's is still to be done. */
#ifndef GULOU_DEMO_PATROLS_H
#define GULOU_DEMO_PATROLS_H

#include "demo/moves.h"

typedef struct Patrols {
    Str plan;   /* empty: not made yet */
    Str person; /* who goes */
    int64_t days;
} Patrols;

/* Of a case that lies at a spot: its desk makes the plan; nothing where nobody patrols there. */
MUST_USE Err patrols_plan(Tx *tx, const Stage *stage, const CaseFile *file, Patrols *out);
/* Once a day: new tasks are dated, one forgotten is missed, and those due within a day are closed, unless `last`. */
typedef struct PatrolDay {
    const Stage *stage;
    Rand *rand;
    bool last;
} PatrolDay;
MUST_USE Err patrols_walk(Tx *tx, const PatrolDay *day, Patrols *patrols);

#endif
