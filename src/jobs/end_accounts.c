/* Whoever was to leave by now has left: see actions/leave.h. */
#include "actions/leave.h"
#include "jobs/job.h"

static Err end_page(Tx *tx, const void *in, void *out)
{
    (void)in;
    return end_leaving(tx, out);
}

Err end_accounts(JobRun *run)
{
    int64_t ended = 0;
    TRY(job_write(run, end_page, NULL, &ended));
    run->done += ended;
    return OK;
}
