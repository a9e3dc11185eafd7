/* Suspended cases whose date has come go on being handled. */
#include "actions/actions.h"
#include "jobs/job.h"

static Err wake_one(Tx *tx, Str number, int64_t *done)
{
    CaseFile *file = case_file_new(tx->ctx->arena);
    TRY(case_load(tx, number, file));
    *done = 0;
    if (file->c.state != CASE_SUSPENDED || file->c.wake_at > tx->ctx->now) /* somebody was faster, or moved the date */
        return OK;
    tx->ctx->actor = &system_actor;
    TRY(wake(tx, &(ActionInput){.number = number}));
    *done = 1;
    return OK;
}

Err wake_cases(JobRun *run)
{
    return job_each_case(run, &(EachCase){due_wakings, wake_one});
}
