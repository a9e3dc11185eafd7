/* What proves who a person is besides the password: the account elsewhere that is theirs, and the second factor. */
#ifndef GULOU_STORE_LINK_STORE_H
#define GULOU_STORE_LINK_STORE_H

#include "db/db.h"

typedef struct PersonLink {
    Str issuer, subject, person;
} PersonLink;
typedef struct PersonLinks {
    PersonLink *at;
    size_t len;
} PersonLinks;
MUST_USE Err link_person(Tx *tx, Str issuer, Str subject, Str *person); /* empty: nobody's */
MUST_USE Err link_subject(Tx *tx, Str issuer, Str person, Str *subject);
MUST_USE Err link_all(Tx *tx, Str issuer, PersonLinks *out);
MUST_USE Err link_set(Tx *tx, const PersonLink *link); /* CONFLICT: the account there is somebody else's */
MUST_USE Err link_drop(Tx *tx, Str issuer, Str person);

typedef struct SecondFactor {
    Str secret; /* sealed; empty: there is none */
    UnixMs made_at, confirmed_at;
    int64_t last_step; /* of the newest code that was taken */
} SecondFactor;
MUST_USE Err second_load(Tx *tx, Str person, SecondFactor *out);
MUST_USE Err second_save(Tx *tx, Str person, const SecondFactor *second);
MUST_USE Err second_drop(Tx *tx, Str person); /* with its recovery codes */
typedef struct PersonIds {
    Str *at;
    size_t len;
} PersonIds;
MUST_USE Err second_all(Tx *tx, PersonIds *out); /* who has confirmed one */

MUST_USE Err recovery_add(Tx *tx, Str person, Str code_hash);
MUST_USE Err recovery_left(Tx *tx, Str person, int64_t *out);
MUST_USE Err recovery_use(Tx *tx, Str person, Str code_hash, bool *used);

#endif
