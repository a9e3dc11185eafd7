/* The sealer's place in the table of jobs; it keeps its own lease (seal_log.h). */
#include "jobs/job.h"
#include "jobs/seal_log.h"

Err seal_events(JobRun *run)
{
    Sealed sealed = {0};
    if (run->setup->keys == NULL)
        return OK;
    TRY(seal_log(run->setup->db, run->ctx, &(SealLog){run->setup->keys, run->setup->holder}, &sealed));
    run->done = sealed.count;
    return OK;
}
