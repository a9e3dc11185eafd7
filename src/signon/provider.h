/* Staff sign in where they already have an account: OpenID Connect's authorization code flow with PKCE, state and
 * nonce, as its relying party. What a sign-in needs until its answer comes travels in a sealed cookie of the browser
 * that began it, so that any server can finish it and no other browser can. The provider's addresses and keys are
 * remembered for an hour, and asked for again when a token names a key that is not among them. Any thread may call. */
#ifndef GULOU_SIGNON_PROVIDER_H
#define GULOU_SIGNON_PROVIDER_H

#include "base/seal.h"
#include "signon/id_token.h"

#define SIGN_ON_TIME MINUTES(10) /* from the start to the answer */
#define SIGN_ON_KEPT HOURS(1)    /* addresses and keys */
enum { SIGN_ON_AGAIN_A_MINUTE = 6, SIGN_ON_BACK_MOST = 200 };

typedef struct SignOnSetup {
    Str issuer; /* https://..., or http:// to this very machine */
    Str client_id, client_secret;
    Str name;          /* on the button; empty: the page's own words */
    Str claim;         /* whose value is the login of whom nobody has linked yet; empty: only an administrator links */
    Str public_url;    /* ours, without a slash at its end */
    bool password_off; /* linked people sign in there alone */
    bool has_second;   /* the provider asks for a second factor itself */
} SignOnSetup;

typedef struct SignOn SignOn;
/* INVALID: an address that cannot be, a missing client id or public address. Nothing is asked of the provider yet. */
MUST_USE Err sign_on_new(Ctx *ctx, const SignOnSetup *setup, SignOn **out);
void sign_on_free(SignOn *sign_on);
const SignOnSetup *sign_on_setup(const SignOn *sign_on);

typedef struct SignOnStart {
    Str address; /* to send the browser to */
    Str cookie;  /* for the same browser */
} SignOnStart;
/* `back`: the page to return to, a path of ours. BUSY: the provider does not answer. */
MUST_USE Err sign_on_start(SignOn *sign_on, Ctx *ctx, const Hash *seal, Str back, SignOnStart *out);

typedef struct SignOnAnswer {
    const Hash *seal;
    Str cookie, state, code, issuer, error; /* as the browser brought them */
} SignOnAnswer;
typedef struct SignOnDone {
    Identity who;
    Str id_token, back;
} SignOnDone;
/* UNAUTHENTICATED: not this browser's sign-in, too late, refused there, or a token that proves nothing. BUSY as above.
 */
MUST_USE Err sign_on_finish(SignOn *sign_on, Ctx *ctx, const SignOnAnswer *answer, SignOnDone *out);

/* Where to send the browser so that the session there ends too; empty where the provider has no such address. */
MUST_USE Err sign_on_leave(SignOn *sign_on, Ctx *ctx, Str id_token, Str *address);
/* The provider tells that a session ended there. */
MUST_USE Err sign_on_hear_leave(SignOn *sign_on, Ctx *ctx, Str logout_token, Identity *out);

#endif
