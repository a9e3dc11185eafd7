/* What is to be found when the demo opens: cases at every point of their way, a place where the next report raises a
 * recurring spot, one where it has been raised, and one matter told by two neighbours. */
#ifndef GULOU_DEMO_SCENES_H
#define GULOU_DEMO_SCENES_H

#include "demo/plot.h"

enum { SCENES_MAX = 48 };

/* The place about which the demo's story is told; its street's desk is the one that visitors sit at. */
const DistrictPlace *scenes_park(const District *district);
size_t scenes_set(Ctx *ctx, const Tales *tales, Plot *out); /* room for SCENES_MAX; answers how many */

#endif
