/* Decisions enter and leave the sums of their weeks as rows that wait (store/decision.sql); here they are added up. */
#include "jobs/job.h"
#include "store/decision_store.h"

static Err add_some(Tx *tx, const void *in, void *out)
{
    (void)in;
    return decision_add_up(tx, out);
}

Err add_up(JobRun *run)
{
    int64_t moved = 0;
    do {
        TRY(job_write(run, add_some, NULL, &moved));
        run->done += moved;
    } while (moved > 0 && !job_stopping(run));
    return OK;
}
