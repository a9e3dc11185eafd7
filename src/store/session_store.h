/* Sessions of signed-in people (only the SHA-256 of a token is kept) and the counters of failed sign-ins. */
#ifndef GULOU_STORE_SESSION_STORE_H
#define GULOU_STORE_SESSION_STORE_H

#include "db/db.h"
#include "domain/actor.h"

typedef struct SessionRow {
    Str token_hash, person, csrf;
    UnixMs created_at, seen_at, expires_at;
    Str there_subject, there_session; /* who and which session it is at the identity provider; empty: begun here */
    Str there_hint;                   /* what ends it there, sealed */
    UnixMs second_at;                 /* a second factor was shown; 0: not */
} SessionRow;

/* A session with its person, as they are at this moment. */
typedef struct SessionFound {
    SessionRow session; /* person empty: there is no such session */
    Str login, name;
    bool must_change, active;
    bool has_second; /* a second factor stands confirmed */
    const Grant *grants;
    size_t grant_count;
} SessionFound;

MUST_USE Err session_insert(Tx *tx, const SessionRow *session);
MUST_USE Err session_find(Tx *tx, Str token_hash, SessionFound *out); /* one indexed query */
MUST_USE Err session_touch(Tx *tx, const SessionRow *session);        /* its seen_at and expires_at */
MUST_USE Err session_delete(Tx *tx, Str token_hash);
/* All of a person's sessions but `keep` (a token's hash; empty keeps none). */
MUST_USE Err session_delete_of(Tx *tx, Str person, Str keep);

/* Those of one person at the identity provider, or of one session there; one of the two may be empty. */
MUST_USE Err session_delete_there(Tx *tx, Str subject, Str session);

typedef struct Throttle {
    int64_t count; /* failures in a row */
    UnixMs since;  /* the last of them */
    UnixMs until;  /* refused before this */
} Throttle;
MUST_USE Err throttle_load(Tx *tx, Str subject, Throttle *out); /* all zero: never failed */
MUST_USE Err throttle_save(Tx *tx, Str subject, const Throttle *throttle);

/* Forgets sessions that ended before now and throttles quiet since `quiet_since`. */
MUST_USE Err session_sweep(Tx *tx, UnixMs quiet_since);

#endif
