/* Hooks: whom a partner wants to be told of the progress of the cases it sent. A hook is a place in the sealed log:
 * what lies after `leaf` was not told yet. So nothing is written when a case moves, and nothing is lost or told out of
 * order however often we stop. */
#ifndef GULOU_STORE_HOOK_STORE_H
#define GULOU_STORE_HOOK_STORE_H

#include "db/db.h"

typedef struct Hook {
    Str partner, url;
    int64_t serial; /* grows when it is registered anew: the secret is derived from it */
    int64_t leaf;   /* the first of the log that was not told */
    Str state;      /* active, disabled (after failing for long) */
    int64_t fails;
    UnixMs failing_since, next_at, sent_at; /* 0: it is not failing; never */
    Str said;                               /* why the last attempt failed */
} Hook;
enum { HOOKS_MAX = 200 };
typedef struct Hooks {
    Hook at[HOOKS_MAX];
    size_t len;
} Hooks;

/* Tells from now on; a hook that was there is replaced. */
MUST_USE Err hook_put(Tx *tx, Str partner, Str url);
MUST_USE Err hook_drop(Tx *tx, Str partner);
MUST_USE Err hook_resume(Tx *tx, Str partner);          /* goes on where it stopped */
MUST_USE Err hook_load(Tx *tx, Str partner, Hook *out); /* empty partner: there is none */
MUST_USE Err hook_list(Tx *tx, Hooks *out);
MUST_USE Err hook_due(Tx *tx, Hooks *out);       /* of active partners */
MUST_USE Err hook_set(Tx *tx, const Hook *hook); /* nothing happens where it was registered anew meanwhile */

typedef struct HookEvent {
    int64_t leaf, seq;
    UnixMs at;
    Str number, action, body;
} HookEvent;
enum { HOOK_EVENTS_MOST = 100, HOOK_LEAVES = 2000 };
typedef struct HookEvents {
    HookEvent at[HOOK_EVENTS_MOST];
    size_t len;
    int64_t next; /* the leaf after those looked at */
} HookEvents;
/* What the partner's cases did since hook->leaf, at most HOOK_LEAVES leaves far. */
MUST_USE Err hook_events(Tx *tx, const Hook *hook, HookEvents *out);

#endif
