/* A demo that runs on is not silent: its devices go on measuring (demo/devices.h), whoever made it. */
#include "jobs/job.h"

Err play_demo(JobRun *run)
{
    return run->setup->plays == NULL ? OK : job_write(run, run->setup->plays, NULL, &run->done);
}
