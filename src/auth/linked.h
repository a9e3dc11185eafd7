/* Who signed in at the identity provider is whom here. It gives no rights: somebody whom no account is linked to, and
 * whose login is no account's, does not come in. */
#ifndef GULOU_AUTH_LINKED_H
#define GULOU_AUTH_LINKED_H

#include "auth/session.h"

typedef struct SignInThere {
    Str issuer, subject, session;
    Str login;     /* of the verified claim; empty: only a link counts */
    Str hint;      /* what ends the session there, sealed by the caller */
    UnixMs second; /* the provider asked for a second factor: when; 0: it did not */
} SignInThere;
/* FORBIDDEN: nobody here, disabled, or an account that is linked to somebody else there. */
MUST_USE Err auth_sign_in_there(Db *db, Ctx *ctx, const SignInThere *in, SignedIn *out);

typedef struct EndThere {
    Str subject, session;
    Str issuer, token; /* by which the provider's word is known again */
    UnixMs until;      /* it is believed so long */
} EndThere;
/* The provider told that it ended. UNAUTHENTICATED: the same word was heard before. */
MUST_USE Err auth_end_there(Db *db, Ctx *ctx, const EndThere *in);

#endif
