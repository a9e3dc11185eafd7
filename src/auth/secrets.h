/* The secrets that are not passwords: the server's own keys, the resident's tracking secret, one-time rating links
 * and signed photo addresses. */
#ifndef GULOU_AUTH_SECRETS_H
#define GULOU_AUTH_SECRETS_H

#include "base/sign.h"
#include "db/db.h"

/* Made at the first start of a jurisdiction, then the same for all its processes. Lives as long as the server. */
typedef struct ServerKeys {
    Hash tracking, photo; /* HMAC keys */
    Hash seal;            /* of what a browser keeps for us, and of secrets in rows (base/seal.h) */
    SignKey log;          /* signs the heads of the sealed log */
} ServerKeys;
MUST_USE Err server_keys_load(Db *db, Ctx *ctx, ServerKeys *out);

enum { SECRET_CHARS = 22 }; /* base64url: 132 bits */

/* The resident's secret of a case: derived, so that a repeated submission gets the same answer. */
Str tracking_secret(const ServerKeys *keys, Ctx *ctx, Str number);
/* Constant time; NOT_FOUND, in the same words as for a case that does not exist (MSG_TRACKING_WRONG). */
MUST_USE Err tracking_check(const ServerKeys *keys, Ctx *ctx, Str number, Str secret);

/* A follower's secret: "f", the follower's id, "-" and its own MAC. It shows the public progress and nothing else. */
enum { FOLLOWER_ID_CHARS = 12 };
Str follower_id(Ctx *ctx, Str number, Str key); /* of whoever follows by this idempotency key */
Str follower_secret(const ServerKeys *keys, Ctx *ctx, Str number, Str id);
bool is_follower_secret(Str secret);                                                   /* by its form */
MUST_USE Err follower_check(const ServerKeys *keys, Ctx *ctx, Str number, Str secret); /* as tracking_check */

/* What lets somebody follow a case: that it was shown to them as a twin. Numbers cannot be tried out. */
Str follow_offer(const ServerKeys *keys, Ctx *ctx, Str number, UnixMs until);
/* NOT_FOUND, in the words of a case that does not exist; GONE once it has ended. */
MUST_USE Err follow_offer_check(const ServerKeys *keys, Ctx *ctx, Str number, Str offer);

/* By which an answer to a letter is known to be the reporter's: in the address to answer to and in the Message-ID. In
 * lower-case hexadecimal, since mail servers may change the case of letters. */
enum { REPLY_MAC_CHARS = 24 };
Str reply_mac(const ServerKeys *keys, Ctx *ctx, Str number);
bool reply_mac_fits(const ServerKeys *keys, Ctx *ctx, Str number, Str mac); /* in constant time */

/* A one-time token for a link (128 random bits), and what is kept of it. */
Str link_token(Ctx *ctx);
Str link_token_hash(Ctx *ctx, Str token);

/* What a browser carries for us in a cookie: a value that we wrote, until a time. `purpose` keeps one kind from passing
 * for another. */
typedef struct SealedPass {
    const char *purpose;
    Str value;
    UnixMs until;
} SealedPass;
Str pass_seal(const ServerKeys *keys, Ctx *ctx, const SealedPass *pass);
/* Constant time. False: not ours, of another purpose, or ended. */
bool pass_open(const ServerKeys *keys, Ctx *ctx, Str sealed, SealedPass *pass); /* purpose in, value and until out */

/* A one-time rating link of a case, valid until `until`. */
MUST_USE Err rating_token_make(Tx *tx, Str number, UnixMs until, Str *token);
/* The case's number. NOT_FOUND: no such link; GONE: expired or used. `use` spends it, in the rating's transaction. */
MUST_USE Err rating_token_peek(Tx *tx, Str token, Str *number);
MUST_USE Err rating_token_use(Tx *tx, Str token, Str *number);

/* /api/photos/{id}?size=...&until=...&key=...: whoever was shown the address may load it until then. */
typedef struct PhotoLink {
    Str id, size;
    int64_t until; /* Unix seconds */
} PhotoLink;
Str photo_link_key(const ServerKeys *keys, Ctx *ctx, const PhotoLink *link);
/* Constant time; NOT_FOUND for a wrong key, GONE once it has ended. */
MUST_USE Err photo_link_check(const ServerKeys *keys, Ctx *ctx, const PhotoLink *link, Str key);

#endif
