/* The frame of a job; see job.h. */
#include "jobs/job.h"

#include "base/log.h"
#include "store/lease_store.h"

typedef struct Leased {
    const JobRun *run;
    ActionFn action;
    const void *in;
} Leased;

static Err under_lease(Tx *tx, const void *in, void *out)
{
    const Leased *work = in;
    const JobRun *run = work->run;
    TRY(lease_take(tx, &(Lease){str_of(run->name), run->setup->holder, JOB_LEASE}));
    return work->action(tx, work->in, out);
}

Err job_write(JobRun *run, ActionFn action, const void *in, void *out)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Ctx own = *run->ctx;
    own.arena = arena;
    Err err = db_write(run->setup->db, &own, under_lease, &(Leased){run, action, in}, out);
    if (err == OK)
        return OK;
    (void)ctx_fail(run->ctx, err, own.failure.message, NULL, own.failure.args);
    run->ctx->failure.internal = str_copy(run->ctx->arena, own.failure.internal);
    return err;
}

static Err keep_until_next(Tx *tx, const void *in, void *out)
{
    const JobRun *run = in;
    (void)out;
    return lease_take(tx, &(Lease){str_of(run->name), run->setup->holder, run->every});
}

Err job_rest(JobRun *run)
{
    if (run->every <= JOB_LEASE || job_stopping(run))
        return OK;
    return db_write(run->setup->db, run->ctx, keep_until_next, run, NULL);
}

bool job_stopping(const JobRun *run)
{
    return run->stopping != NULL && atomic_load(run->stopping);
}

Err job_failed(JobRun *run, Err err, Str subject)
{
    if (err == ERR_BUSY || err == ERR_STORAGE)
        return err;
    log_line(LOG_ERROR, "a job left something out", LOG_STR("job", str_of(run->name)), LOG_STR("subject", subject),
             LOG_STR("why", str_of(message_code(run->ctx->failure.message))),
             LOG_STR("internal", run->ctx->failure.internal));
    return OK;
}

typedef struct OneCase {
    const EachCase *each;
    Str number;
} OneCase;

static Err act_on_one(Tx *tx, const void *in, void *out)
{
    const OneCase *one = in;
    return one->each->act(tx, one->number, out);
}

typedef struct Search {
    const EachCase *each;
    DueCase after;
} Search;

static Err find_page(Tx *tx, const void *in, void *out)
{
    const Search *search = in;
    return search->each->find(tx, &search->after, out);
}

static Err act_on_page(JobRun *run, const EachCase *each, const DuePage *page)
{
    for (size_t i = 0; i < page->len && !job_stopping(run); i++) {
        int64_t done = 0;
        Err err = job_write(run, act_on_one, &(OneCase){each, page->at[i].number}, &done);
        if (err != OK)
            TRY(job_failed(run, err, page->at[i].number));
        run->done += done;
    }
    return OK;
}

Err job_each_case(JobRun *run, const EachCase *each)
{
    Search search = {.each = each};
    DuePage *page = ARENA_NEW(run->ctx->arena, DuePage);
    do {
        TRY(db_read(run->setup->db, run->ctx, find_page, &search, page));
        TRY(act_on_page(run, each, page));
        if (page->len > 0)
            search.after = page->at[page->len - 1];
    } while (page->len == DUE_PAGE && !job_stopping(run));
    return OK;
}
