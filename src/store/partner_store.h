/* Partners <-> rows: the programs of others that may speak to us (a reporting app, another platform, a telephone
 * system, a fleet of devices), each with one key of which only the hash is kept. */
#ifndef GULOU_STORE_PARTNER_STORE_H
#define GULOU_STORE_PARTNER_STORE_H

#include "db/db.h"

typedef struct Partner {
    Str id;   /* "city-app" */
    Str kind; /* open311 */
    Str name;
    Str key_hint;       /* the key's last four characters, to tell keys apart */
    int64_t per_minute; /* requests it may make */
    int64_t active;
    UnixMs created_at, used_at; /* used_at to the minute; 0: never */
} Partner;

enum { PARTNERS_MAX = 200 };
typedef struct Partners {
    Partner at[PARTNERS_MAX];
    size_t len;
} Partners;

typedef struct PartnerKey {
    Str hash; /* hex SHA-256 of the key */
    Str hint;
} PartnerKey;

MUST_USE Err partner_insert(Tx *tx, const Partner *partner, const PartnerKey *key); /* CONFLICT: the id is taken */
MUST_USE Err partner_list(Tx *tx, Partners *out);
MUST_USE Err partner_load(Tx *tx, Str id, Partner *out); /* NOT_FOUND */
/* The active one with that key; an empty id: none. */
MUST_USE Err partner_by_key(Tx *tx, Str key_hash, Partner *out);
MUST_USE Err partner_set_key(Tx *tx, Str id, const PartnerKey *key);
MUST_USE Err partner_set(Tx *tx, const Partner *partner); /* name, per_minute, active */
MUST_USE Err partner_used(Tx *tx, Str id);

#endif
