/* The mark of a store that is being filled by `gulou move`: nobody may serve from it before it is whole. */
#ifndef GULOU_STORE_MOVING_STORE_H
#define GULOU_STORE_MOVING_STORE_H

#include "db/db.h"

/* Says which store this is, wherever it lies: of its districts and the keys of their logs. NOT_FOUND: it has none. */
MUST_USE Err moving_name_of(Tx *tx, Str *out);
MUST_USE Err moving_begin(Tx *tx, Str name); /* this store is being filled from that one */
MUST_USE Err moving_from(Tx *tx, Str *out);  /* empty: it is not */
MUST_USE Err moving_end(Tx *tx);
/* On a server: another process of ours is connected. (A file's folder has a lock.) */
MUST_USE Err moving_is_served(Tx *tx, bool *out);

#endif
