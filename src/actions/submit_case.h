/* 提交: a matter is raised, located, classified and dispatched in one transaction. The brain has decided before it. */
#ifndef GULOU_ACTIONS_SUBMIT_CASE_H
#define GULOU_ACTIONS_SUBMIT_CASE_H

#include "brain/decide.h"
#include "db/db.h"
#include "store/case_store.h"

/* What a channel keeps beside the case, in its transaction; not asked where the report was here before. */
typedef struct SubmitBeside {
    Err (*keep)(Tx *tx, Str number, const void *what); /* NULL: nothing */
    const void *what;
} SubmitBeside;

typedef struct SubmitCase {
    Str text, place_text;
    const Str *photos;
    size_t photo_count;
    Str answers; /* as answers_check_form keeps them; empty: none */
    Contact contact;
    Channel channel;
    const Decision *decision;
    Str decision_text; /* its JSON, made before the transaction, for which others wait; empty: made within */
    Str scope, key;    /* of the idempotency key: whose, and which; both set */
    Str request_hash;  /* hex SHA-256 of what was sent: the same key with other content is refused */
    UnixMs claimed_at; /* the sender's clock; kept as a claim, never trusted */
    Str phone_call;    /* the telephone call in which it was told; empty: none */
    bool consent;      /* others may see the words and photos, once the desk shows them */
    SubmitBeside beside;
} SubmitCase;

typedef struct Submitted {
    Str number;
    bool repeated; /* the same key was here before: this is that case, and the rest stands in the store */
    Str leaf_hash;
    UnixMs submitted_at, due_at;
} Submitted;

/* INVALID: neither words nor photo; CONFLICT: the key was used for something else; NOT_FOUND: a phone_call that the
 * actor was not in. */
MUST_USE Err submit_case(Tx *tx, const void *in, void *out); /* const SubmitCase *, Submitted * */

#endif
