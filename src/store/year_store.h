/* The years in which a server's store keeps what only grows (migration 0013). In a file there are none. */
#ifndef GULOU_STORE_YEAR_STORE_H
#define GULOU_STORE_YEAR_STORE_H

#include "db/db.h"

/* The partitions of the year that this moment lies in, if they are missing; *made is how many were. */
MUST_USE Err year_make(Tx *tx, UnixMs moment, int64_t *made);

#endif
