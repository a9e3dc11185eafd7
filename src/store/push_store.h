/* What was handed on to another city's server: one row for each call of a unit that has one. The row says how
 * far we are before anything leaves, so that after a crash nothing is asked for twice (jobs/push_cases.c). */
#ifndef GULOU_STORE_PUSH_STORE_H
#define GULOU_STORE_PUSH_STORE_H

#include "db/db.h"

typedef struct Push {
    Str number;
    int64_t call;
    Str server, service;               /* codes of servers.csv and of the server's own list; no service: unsaid */
    Str state;                         /* waiting, posting, token, placed, done, refused, doubtful, unmapped */
    Str remote, token;                 /* their service_request_id; empty: not known yet */
    Str status, notes;                 /* as they last said */
    int64_t step;                      /* the last of a platform's steps that stands on our case */
    Str said;                          /* why it was refused or cannot be asked */
    int64_t tries;                     /* since something last changed */
    UnixMs made_at, heard_at, next_at; /* next_at 0: nothing more is done by itself */
    int64_t version;
} Push;

enum { PUSH_PAGE = 50, PUSHES_MAX = 200 };
typedef struct Pushes {
    Push at[PUSHES_MAX];
    size_t len;
} Pushes;

typedef struct PushCandidate {
    Str number;
    int64_t call;
    Str category;
} PushCandidate;
typedef struct PushCandidates {
    PushCandidate at[PUSH_PAGE];
    size_t len;
} PushCandidates;
/* Live calls of the unit that were handed on to nobody yet; none of confidential cases. */
MUST_USE Err push_candidates(Tx *tx, Str unit, PushCandidates *out);
MUST_USE Err push_add(Tx *tx, const Push *push); /* there is one already: nothing happens */
MUST_USE Err push_due(Tx *tx, Pushes *out);
MUST_USE Err push_list(Tx *tx, Pushes *out);                         /* newest first */
MUST_USE Err push_load(Tx *tx, Str number, int64_t call, Push *out); /* NOT_FOUND */
MUST_USE Err push_set(Tx *tx, const Push *push, bool *ours);         /* false: it was changed since it was read */
/* They have news of that case of theirs: it is asked for now. */
MUST_USE Err push_ring(Tx *tx, Str server, Str remote);

#endif
