/* What the people of the demo write: short notes as desks, grid members and units write them. */
#ifndef GULOU_DEMO_LINES_H
#define GULOU_DEMO_LINES_H

#include "base/rand.h"
#include "domain/words.h"

Str line_for(Action action, Rand *rand);         /* empty: nothing is said */
Str line_element(const char *field, Rand *rand); /* of propose_done: contacted, measure, limit */

#endif
