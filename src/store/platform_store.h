/* Cases that another platform handed to us, known by their number there. */
#ifndef GULOU_STORE_PLATFORM_STORE_H
#define GULOU_STORE_PLATFORM_STORE_H

#include "db/db.h"

typedef struct PlatformCase {
    Str platform, theirs; /* the partner's id; their number */
    Str number;           /* ours; empty: not known */
} PlatformCase;

MUST_USE Err platform_case_find(Tx *tx, PlatformCase *both);                   /* fills `number` */
MUST_USE Err platform_case_add(Tx *tx, const PlatformCase *both, bool *added); /* false: it was there */

/* What may sign for a platform: the SHA-256 of its key. An empty hash: no such platform, or it is stopped. */
typedef struct PlatformKey {
    Str platform, key_hash;
    int64_t per_minute;
} PlatformKey;
MUST_USE Err platform_key_load(Tx *tx, PlatformKey *key); /* by `platform` */

#endif
