/* The second factor: a code of an authenticator, or one of ten recovery codes. The secret is sealed in its row, each
 * code counts once on every server, wrong ones are throttled like passwords. Who must have one is data
 * (`second_factor_roles` of district.ini). */
#ifndef GULOU_AUTH_SECOND_FACTOR_H
#define GULOU_AUTH_SECOND_FACTOR_H

#include "auth/session.h"
#include "base/hash.h"

enum { RECOVERY_CODES = 10 };

typedef enum SecondNeed {
    SECOND_NONE,  /* not asked for */
    SECOND_DONE,  /* shown in this session */
    SECOND_ASKED, /* to be shown before anything else */
    SECOND_ENROL, /* the role needs one and there is none yet */
} SecondNeed;
SecondNeed second_need(const Ctx *ctx, const Actor *actor, const SessionInfo *session);
const char *second_need_code(SecondNeed need); /* "none", "done", "asked", "enrol" */

typedef struct SecondStart {
    Str secret; /* base32, for typing in */
    Str uri;    /* otpauth://..., for the picture; shown once */
} SecondStart;
/* A new secret that counts from its first right code on. CONFLICT: one stands already. */
typedef struct SecondWho {
    const Hash *seal;
    const SessionInfo *session;
    Str login;
} SecondWho;
MUST_USE Err second_start(Db *db, Ctx *ctx, const SecondWho *who, SecondStart *out);

typedef struct SecondTry {
    const Hash *seal;
    const SessionInfo *session;
    Str code;
} SecondTry;
/* The first code of the new secret: recovery codes, shown once. The session goes on as another one (no token from
 * before may be worth more than it was). INVALID on field "code"; TOO_MANY. */
typedef struct SecondConfirmed {
    SignedIn session;
    Str codes[RECOVERY_CODES];
} SecondConfirmed;
MUST_USE Err second_confirm(Db *db, Ctx *ctx, const SecondTry *in, SecondConfirmed *out);
/* A code of the authenticator, or a recovery code, which is spent. As above. */
MUST_USE Err second_show(Db *db, Ctx *ctx, const SecondTry *in, SignedIn *out);

/* An administrator takes it away (a lost phone): the person's sessions end, the next sign-in enrols anew if the role
 * needs one. In a transaction of accounts.h. */
MUST_USE Err second_reset(Tx *tx, Str person);

#endif
