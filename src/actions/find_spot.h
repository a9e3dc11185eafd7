/* What keeps coming back: the third matter of one kind within 30 days and 50 m raises a recurring spot (the district's
 * limits say how many, how long, how near). */
#ifndef GULOU_ACTIONS_FIND_SPOT_H
#define GULOU_ACTIONS_FIND_SPOT_H

#include "actions/act.h"

/* A spot's count goes no further: where as many stand in the square it is "so many or more", and a report costs no more
 * there than elsewhere. */
enum { SPOT_COUNTED = 50 };

/* Looks around the case in act->file, raises or renews the spot, and names it in file->c.spot. */
MUST_USE Err find_spot(Act *act);
/* Before: asks ahead (db_ask_ahead) for what find_spot will look at, of a case that will be submitted at ctx->now; its
 * kind, place and secrecy are all that counts. */
MUST_USE Err find_spot_ahead(Tx *tx, const Case *c);

#endif
