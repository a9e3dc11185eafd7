/* What an identity provider says of a person (OpenID Connect Core 1.0, 3.1.3.7) or of a session that ended
 * (Back-Channel Logout 1.0, 2.6), once the signature is known to be right. Pure: claims in, a verdict out. */
#ifndef GULOU_SIGNON_ID_TOKEN_H
#define GULOU_SIGNON_ID_TOKEN_H

#include "signon/jws.h"

#define ID_TOKEN_SKEW SECONDS(60)   /* two servers' clocks may differ so much */
#define ID_TOKEN_OLDEST MINUTES(10) /* since it was made: it comes straight from the provider */
#define LOGOUT_TOKEN_KEPT (ID_TOKEN_OLDEST + 2 * ID_TOKEN_SKEW) /* one is believed no longer, whosever clock is off */

typedef struct Expected {
    Str issuer, client_id;
    Str nonce; /* of the sign-in that is under way */
    Str claim; /* by which a person is first found; empty: none */
} Expected;

typedef struct Identity {
    Str subject, session; /* session: the provider's name of it; empty: not told */
    Str login;            /* the claim's value; empty: none, or an address that is not verified */
    Str token;            /* a logout token's own id (`jti`): it counts once */
} Identity;

/* UNAUTHENTICATED; why stands in ctx->failure.internal. */
MUST_USE Err id_token_check(Ctx *ctx, const Jws *jws, const Expected *expected, Identity *out);
MUST_USE Err logout_token_check(Ctx *ctx, const Jws *jws, const Expected *expected, Identity *out);

#endif
