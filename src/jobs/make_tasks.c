/* Patrol plans become dated tasks, a week ahead; tasks a day past due are missed. */
#include "actions/patrol.h"
#include "jobs/job.h"

static Err date_page(Tx *tx, const void *in, void *out)
{
    PlanPage *page = ARENA_NEW(tx->ctx->arena, PlanPage);
    int64_t *dated = out, made = 0;
    (void)in;
    Day horizon = calendar_day_of(&tx->ctx->district->calendar, tx->ctx->now) + TASK_DAYS_AHEAD;
    TRY(plans_to_date(tx, horizon, page));
    for (size_t i = 0; i < page->len; i++)
        TRY(date_tasks(tx, &page->at[i], &made));
    *dated = (int64_t)page->len;
    return OK;
}

static Err miss_page(Tx *tx, const void *in, void *out)
{
    TaskPage *page = ARENA_NEW(tx->ctx->arena, TaskPage);
    (void)in;
    TRY(tasks_overdue(tx, tx->ctx->now - TASK_GRACE, page));
    for (size_t i = 0; i < page->len; i++)
        TRY(miss_task(tx, &page->at[i]));
    *(int64_t *)out = (int64_t)page->len;
    return OK;
}

typedef struct Pages {
    ActionFn page;
    int64_t full; /* that many: there may be another page */
} Pages;

static Err all_pages(JobRun *run, const Pages *pages)
{
    int64_t count = 0;
    do {
        TRY(job_write(run, pages->page, NULL, &count));
        run->done += count;
    } while (count == pages->full && !job_stopping(run));
    return OK;
}

Err make_tasks(JobRun *run)
{
    TRY(all_pages(run, &(Pages){date_page, PLAN_PAGE}));
    return all_pages(run, &(Pages){miss_page, TASK_PAGE});
}
