/* Cases that are handed on to another city's server, and their way back. Only for push_cases.c (there), push_exchange.c
 * (the same, where the signed exchange is spoken) and push_follow.c (back). */
#ifndef GULOU_JOBS_PUSH_H
#define GULOU_JOBS_PUSH_H

#include "jobs/job.h"
#include "net/exchange_client.h"
#include "store/push_store.h"

Str push_key(const JobRun *run, Str server); /* ours there; empty: none is set */
/* "GULOU-350102-0261122123456-2": what they know it by, the same whenever it is sent. */
Str push_reference(const JobRun *run, const Push *push);
/* The words and the place of the report; never who reported it. */
typedef struct PushTold {
    bool leaves; /* the row says so, and then it may be sent */
    Str text, place;
    double lat, lon;
    bool placed;
    UnixMs at;
} PushTold;
/* Before anything leaves. It stays here where the case has become confidential or the call has ended since, and where
 * somebody else was faster. */
MUST_USE Err push_begin(JobRun *run, Push *push, PushTold *out);
/* How it came out; `why` of what was not taken. */
typedef struct PushFate {
    GeoFate fate;
    Str remote, token, why;
} PushFate;
MUST_USE Err push_settle(JobRun *run, Push *push, const PushFate *fate);
/* Writes it; nothing happens where somebody was faster. */
MUST_USE Err push_write(JobRun *run, const Push *push, bool *ours);
/* 1, 2, 4 ... minutes, at most an hour. */
UnixMs push_wait(int64_t tries);

/* What they say of it now, in whichever language. */
typedef struct PushNews {
    Str status, notes;
    bool accepted, returned, done;
    const ExchangeStep
        *steps; /* of a platform, in their order; NULL: none are told, status and notes are all there is */
    size_t step_count;
} PushNews;
/* It becomes deeds of our called unit, by the same actions and rights as a person's, in one transaction with the row.
 */
typedef struct PushHeard {
    const Push *push;
    const PushNews *heard; /* NULL: they could not be asked */
} PushHeard;
MUST_USE Err push_answered(JobRun *run, Push *push, const PushNews *heard); /* NULL: why stands in ctx->failure */
MUST_USE Err push_heard(Tx *tx, const void *in, void *out); /* const PushHeard *, bool * : something was new */

/* One that is with a platform: sent, or asked how it stands. */
MUST_USE Err push_exchange(JobRun *run, Push *push, const CityServer *server);
/* Platforms that do not know yet where to tell us of steps are told. */
MUST_USE Err push_bells(JobRun *run);

#endif
