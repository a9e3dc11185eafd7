/* What has come due: cases whose clocks reach a rung, cases to be woken. Read in pages by a cursor, so that one case
 * that fails does not stand before the others. */
#ifndef GULOU_STORE_DUE_STORE_H
#define GULOU_STORE_DUE_STORE_H

#include "db/db.h"

enum { DUE_PAGE = 100 };

typedef struct DueCase {
    UnixMs at; /* when it fell due */
    Str number;
} DueCase;

typedef struct DuePage {
    DueCase at[DUE_PAGE];
    size_t len; /* fewer than DUE_PAGE: nothing is left */
} DuePage;

/* `after`: the last of the page before; all empty for the first. */
MUST_USE Err due_clocks(Tx *tx, const DueCase *after, DuePage *out); /* a case stands once for each clock */
MUST_USE Err due_wakings(Tx *tx, const DueCase *after, DuePage *out);

#endif
