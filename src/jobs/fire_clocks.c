/* Deadlines: every clock whose next rung has come. What follows from it stands in actions/clock_alert.c, and that it
 * happens once is decided there, in the transaction: a server that slept, or two at once, change nothing. */
#include "actions/clock_alert.h"
#include "jobs/job.h"

Err fire_clocks(JobRun *run)
{
    return job_each_case(run, &(EachCase){due_clocks, clock_alert});
}
