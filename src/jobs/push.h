/* Cases that are handed on to another city's Open311 server, and their way back. Only for push_cases.c (there) and
 * push_follow.c (back). */
#ifndef GULOU_JOBS_PUSH_H
#define GULOU_JOBS_PUSH_H

#include "jobs/job.h"
#include "net/geo_client.h"
#include "store/push_store.h"

/* How the server is asked; false: it is not in servers.csv any more. */
bool push_server(const JobRun *run, const Push *push, GeoServer *out);
/* Writes it; nothing happens where somebody was faster. */
MUST_USE Err push_write(JobRun *run, const Push *push, bool *ours);
/* 1, 2, 4 ... minutes, at most an hour. */
UnixMs push_wait(int64_t tries);

/* What they say of it now (`heard` NULL: nothing that was new) becomes deeds of our called unit, by the same actions
 * and rights as a person's, in one transaction with the row. */
typedef struct PushHeard {
    const Push *push;
    const GeoRequest *heard;
} PushHeard;
MUST_USE Err push_heard(Tx *tx, const void *in, void *out); /* const PushHeard *, bool * : something was new */

#endif
