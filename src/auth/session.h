/* Signing in and staying signed in. The cookie holds a random token of 256 bits, the database its SHA-256; each
 * request reads session, person and roles in one query, so that a disabled account or a lost role counts at once in
 * every process. Nothing here runs argon2 inside a transaction. */
#ifndef GULOU_AUTH_SESSION_H
#define GULOU_AUTH_SESSION_H

#include "db/db.h"
#include "domain/actor.h"

#define SESSION_IDLE HOURS(12)   /* without a request */
#define SESSION_LONGEST DAYS(7)  /* whatever happens */
#define SESSION_TOUCH MINUTES(5) /* a request writes seen_at at most so often */

typedef struct SessionInfo {
    Str token_hash, person, csrf;
    bool must_change;                             /* until the one-time password is changed, nothing else is allowed */
    bool has_second;                              /* the person has a second factor (second_factor.h) */
    UnixMs second_at;                             /* it was shown in this session; 0: not */
    Str there_subject, there_session, there_hint; /* of the identity provider (linked.h); empty: begun here */
    UnixMs created_at, seen_at, expires_at;
} SessionInfo;

typedef struct SignIn {
    Str login, password;
    Str address; /* the client's; empty: not counted */
    Str issuer;  /* who has an account there signs in there alone; empty: everybody may here */
} SignIn;

typedef struct SignedIn {
    Str token; /* for the cookie; shown nowhere else */
    UnixMs expires_at;
    Actor actor;
    SessionInfo info;
} SignedIn;

/* A new session of a person who has proved to be it; for sign-ins of this room, inside their transaction. */
typedef struct SessionOpen {
    Str person;
    Str there_subject, there_session, there_hint;
    UnixMs second_at;
} SessionOpen;
MUST_USE Err session_open(Tx *tx, const SessionOpen *in, SignedIn *out);
/* The same session under another token, now that a second factor was shown; the old token is worth nothing. */
MUST_USE Err session_renew(Tx *tx, const SessionInfo *session, SignedIn *out);

/* UNAUTHENTICATED (the same words and time for an unknown login and a wrong password), FORBIDDEN for a disabled
 * account with the right password, TOO_MANY with the seconds, BUSY. */
MUST_USE Err auth_sign_in(Db *db, Ctx *ctx, const SignIn *in, SignedIn *out);
MUST_USE Err auth_sign_out(Db *db, Ctx *ctx, const SessionInfo *session);

/* Who holds this cookie. UNAUTHENTICATED: none, unknown, ended, disabled. `actor` lives in ctx->arena. */
typedef struct Resolved {
    Actor actor;
    SessionInfo info;
} Resolved;
MUST_USE Err auth_resolve(Db *db, Ctx *ctx, Str token, Resolved *out);
/* For every request that changes something: FORBIDDEN unless `header` is the session's CSRF token. */
MUST_USE Err auth_require_csrf(Ctx *ctx, const SessionInfo *session, Str header);
/* FORBIDDEN (PASSWORD_MUST_CHANGE) while the one-time password stands: every staff endpoint but session and password.
 */
MUST_USE Err auth_require_settled(Ctx *ctx, const SessionInfo *session);

/* Ends the person's other sessions and clears must_change. INVALID with the field at fault; wrong old passwords are
 * throttled like sign-ins. */
typedef struct ChangePassword {
    const SessionInfo *session;
    Str login; /* of the session's person */
    Str old, new;
} ChangePassword;
MUST_USE Err auth_change_password(Db *db, Ctx *ctx, const ChangePassword *in);

/* Housekeeping, now and then: drops ended sessions, old throttles and spent rating links. */
MUST_USE Err auth_sweep(Tx *tx, const void *in, void *out);

#endif
