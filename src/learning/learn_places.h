/* Names of places out of texts whose area is known: what several texts share, and nearly all of one area, is taken for
 * a name of it (an estate, a road, a shop that everybody complains about). Such names are as good as from memory, not
 * verified. */
#ifndef GULOU_LEARNING_LEARN_PLACES_H
#define GULOU_LEARNING_LEARN_PLACES_H

#include "learning/city.h"

/* From CSV text,area (area as in city_area; rows of unknown or no area teach what is no name). Adds to the city's
 * places. INVALID, told with file and line. */
MUST_USE Err learn_places(Ctx *ctx, Str train, City *city);

#endif
