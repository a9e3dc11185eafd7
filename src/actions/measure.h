/* Freezes the figures the district lives by, in the transaction that decides them: an item enters its denominator with
 * the moment it falls due and never changes after it; corrections are dated counter-entries. */
#ifndef GULOU_ACTIONS_MEASURE_H
#define GULOU_ACTIONS_MEASURE_H

#include "actions/act.h"

/* Looks at what the event changed (clocks stopped or fired, result rated, review passed) and writes due_items. */
MUST_USE Err measure_freeze(Act *act);

#endif
