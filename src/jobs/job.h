/* One run of one job: short transactions, each under the job's lease. */
#ifndef GULOU_JOBS_JOB_H
#define GULOU_JOBS_JOB_H

#include "jobs/runner.h"
#include "store/due_store.h"

typedef struct JobRun {
    const JobsSetup *setup;
    const char *name;
    UnixMs every;
    Ctx *ctx;              /* of this run: its arena is dropped afterwards */
    atomic_bool *stopping; /* the server wants to stop; NULL: it cannot */
    int64_t done;          /* things changed, for the log */
} JobRun;

typedef Err (*JobFn)(JobRun *run);

/* A job is its holder's for so long after each of its transactions: when the holder dies, another takes over. */
#define JOB_LEASE SECONDS(20)

/* The table's functions. Each leaves nothing half done when it fails, and tries again next time. */
MUST_USE Err fire_clocks(JobRun *run);   /* rungs of the escalation ladder, ends of windows */
MUST_USE Err wake_cases(JobRun *run);    /* suspended ones, on their date */
MUST_USE Err end_accounts(JobRun *run);  /* of people whose day of leaving has come */
MUST_USE Err make_tasks(JobRun *run);    /* of patrol plans, a week ahead; and those missed */
MUST_USE Err send_outbox(JobRun *run);   /* what is told to the outside */
MUST_USE Err tell_alerts(JobRun *run);   /* public cases, to those who asked for them */
MUST_USE Err take_mail(JobRun *run);     /* that was brought to this server's folder */
MUST_USE Err fetch_media(JobRun *run);   /* pictures of conversations */
MUST_USE Err fetch_linked(JobRun *run);  /* pictures that a partner's report names by address */
MUST_USE Err tell_hooks(JobRun *run);    /* partners of their cases' progress */
MUST_USE Err push_cases(JobRun *run);    /* calls of units that have a server of their own */
MUST_USE Err seal_events(JobRun *run);   /* jobs/seal_log.h */
MUST_USE Err index_cases(JobRun *run);   /* what changed becomes searchable */
MUST_USE Err sweep(JobRun *run);         /* what nobody needs any more */
MUST_USE Err add_up(JobRun *run);        /* decisions into their weeks' sums */
MUST_USE Err retain(JobRun *run);        /* what cases hold of people, when its time is up */
MUST_USE Err make_years(JobRun *run);    /* partitions of a server's store */
MUST_USE Err archive_cases(JobRun *run); /* to their years' files, where the store is one */
MUST_USE Err learn_nightly(JobRun *run); /* jobs/learn.h */
MUST_USE Err follow_model(JobRun *run);  /* likewise */
MUST_USE Err follow_district(JobRun *run);
MUST_USE Err compare_clocks(JobRun *run);
MUST_USE Err play_demo(JobRun *run); /* what a demo's world does by itself */

/* A transaction in an arena of its own (nothing in *out may point into it), after taking or keeping the lease.
 * BUSY (LEASE_HELD): another process is at it. */
MUST_USE Err job_write(JobRun *run, ActionFn action, const void *in, void *out);
/* What is done for now is nobody's before its next time. */
MUST_USE Err job_rest(JobRun *run);
bool job_stopping(const JobRun *run);
/* One thing of many failed: logged, and the job goes on, unless the store itself is in trouble. */
MUST_USE Err job_failed(JobRun *run, Err err, Str subject);

/* Every due case, a transaction each. `act` sets *done to what it changed; it judges again whether the case is due. */
typedef struct EachCase {
    Err (*find)(Tx *tx, const DueCase *after, DuePage *out);
    Err (*act)(Tx *tx, Str number, int64_t *done);
} EachCase;
MUST_USE Err job_each_case(JobRun *run, const EachCase *each);

#endif
