/* What counts once, on all servers: a nonce, a signature, a token's id. Written in the transaction of the deed, so that
 * a deed that failed may be tried again with the same. */
#ifndef GULOU_STORE_ONCE_STORE_H
#define GULOU_STORE_ONCE_STORE_H

#include "db/db.h"

typedef struct Once {
    Str purpose;  /* and whose: "device:flood-1" */
    Str token;    /* in one spelling only: whoever can write it in another way can bring it twice */
    UnixMs until; /* nobody believes it any more */
} Once;
MUST_USE Err once_use(Tx *tx, const Once *once, bool *fresh); /* false: it was used before */
MUST_USE Err once_sweep(Tx *tx);

#endif
