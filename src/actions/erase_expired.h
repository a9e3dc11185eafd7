/* 到期清除: what a case and those merged into it hold of people goes when the district's rules say so. */
#ifndef GULOU_ACTIONS_ERASE_EXPIRED_H
#define GULOU_ACTIONS_ERASE_EXPIRED_H

#include "actions/act.h"

typedef struct EraseExpired {
    Str number;
    bool look;       /* only count what would go; nothing is written */
    UnixMs ended_by; /* a case that ended later is passed over; 0: none is */
} EraseExpired;

typedef struct Expired {
    int64_t rows[RETAINED_COUNT];
    int64_t cases; /* of which something went: each has an event that says so */
} Expired;

/* Judges by the case as it is now: an open or held one keeps all it has, and is looked at again. Adds to *out. */
MUST_USE Err erase_expired(Tx *tx, const EraseExpired *in, Expired *out);

#endif
