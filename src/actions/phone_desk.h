/* What people do with the hotline's calls: sit down at an extension, look at who calls, take notes. Who may: OPERATOR
 * of role_grants.csv; a SUPERVISOR may look at what others do. A number is seen by whoever is on the call or has
 * taken its call-back, or by a supervisor who says why, and each look is kept. */
#ifndef GULOU_ACTIONS_PHONE_DESK_H
#define GULOU_ACTIONS_PHONE_DESK_H

#include "domain/actor.h"
#include "store/phone_store.h"

bool phone_is_operator(const Ctx *ctx);
bool phone_is_supervisor(const Ctx *ctx); /* auditors look as well, but see no numbers */
bool phone_is_auditor(const Ctx *ctx);
/* FORBIDDEN unless operator, supervisor or auditor. */
MUST_USE Err phone_require_desk(Ctx *ctx);
/* NOT_FOUND unless the actor was in the call, has taken its call-back, or is a supervisor or auditor. */
MUST_USE Err phone_require_call(Tx *tx, const StoredCall *call);

/* NOT_FOUND unless an operator who was in the call. */
MUST_USE Err phone_require_on_call(Tx *tx, Str call);

MUST_USE Err take_extension(Tx *tx, const void *in, void *out); /* const Str *: empty leaves; NULL */

typedef struct LookAtCall {
    Str call, note;   /* note: why, of whoever is not on the call */
    const char *what; /* "number", "recording" */
} LookAtCall;
/* Writes the look, then tells. FORBIDDEN without the right or the reason. */
MUST_USE Err look_at_call(Tx *tx, const LookAtCall *in, StoredCall *out);

typedef struct WriteCallNote {
    Str call, body, unit; /* unit: who was brought in as third; empty: none */
} WriteCallNote;
MUST_USE Err write_call_note(Tx *tx, const WriteCallNote *in);

typedef struct LinkCallCase {
    Str call, number;
} LinkCallCase;
/* A case just made of what was told in this call. NOT_FOUND: the actor was not in it. */
MUST_USE Err keep_call_case(Tx *tx, const LinkCallCase *in);
/* The case was talked about in this call. NOT_FOUND: as above, or a case the actor may not read. */
MUST_USE Err link_call_case(Tx *tx, const LinkCallCase *in);

#endif
