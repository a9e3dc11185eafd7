/* A signed JSON Web Token (RFC 7515, 7519) and the keys it is checked with (RFC 7517): RS256, PS256 and ES256, by
 * OpenSSL. Whatever else a token's header asks for, `none` and the HMACs above all, is refused before any key is
 * looked at. */
#ifndef GULOU_SIGNON_JWS_H
#define GULOU_SIGNON_JWS_H

#include "base/json.h"

enum { JWS_MOST = 32 * 1024, JWS_KEYS_MOST = 64, JWS_RSA_BITS_LEAST = 2048 };

typedef struct Jws {
    Str alg, kid, typ; /* kid, typ empty: not given */
    Str signed_part, signature;
    const Json *claims; /* an object; worth nothing before jws_verify */
} Jws;

/* UNAUTHENTICATED: no such token, or one that we do not take. */
MUST_USE Err jws_read(Ctx *ctx, Str token, Jws *out);
/* `keys`: a JWK set. NOT_FOUND: none of them can have signed it (they may have been changed since); UNAUTHENTICATED: it
 * was not signed with the one that should have. */
MUST_USE Err jws_verify(Ctx *ctx, const Jws *jws, const Json *keys);

#endif
