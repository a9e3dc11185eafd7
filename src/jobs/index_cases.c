/* What changed becomes searchable: every second the cases that changed since, and, where there is a past that was not
 * gone through yet, half a second of it at a time, so that the other jobs are not kept waiting. Reading and making
 * documents happens outside of the writer; it only puts rows in, few at a time, and rests where people are waiting. */
#include "jobs/job.h"
#include "search/index.h"

#define AT_MOST_US 500000
#define FAR_EVERY SECONDS(10)

typedef struct Gathering {
    SearchLook look;
} Gathering;

static Err gather(Tx *tx, const void *in, void *out)
{
    return search_gather(tx, ((const Gathering *)in)->look, out);
}

static Err write_batch(Tx *tx, const void *in, void *out)
{
    (void)out;
    return search_write(tx, in);
}

static bool people_wait(const JobRun *run)
{
    return db_metrics(run->setup->db).queued > 0;
}

static Err one_batch(JobRun *run, SearchLook look, bool *more)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Ctx own = *run->ctx;
    SearchBatch batch;
    own.arena = arena;
    Err err = db_read(run->setup->db, &own, gather, &(Gathering){look}, &batch);
    if (err != OK) {
        run->ctx->failure.internal = str_copy(run->ctx->arena, own.failure.internal);
        return err;
    }
    *more = batch.more;
    if (batch.len == 0 && !batch.again && !batch.wipe && look == SEARCH_LOOK_NEAR)
        return OK; /* an idle server writes nothing every second */
    TRY(job_write(run, write_batch, &batch, NULL));
    run->done += (int64_t)batch.len;
    return OK;
}

Err index_cases(JobRun *run)
{
    int64_t started = clock_monotonic_us();
    bool far = run->ctx->now / FAR_EVERY != (run->ctx->now - run->every) / FAR_EVERY;
    bool more = true;
    TRY(one_batch(run, far ? SEARCH_LOOK_FAR : SEARCH_LOOK_NEAR, &more));
    while (more && !job_stopping(run) && clock_monotonic_us() - started < AT_MOST_US && !people_wait(run))
        TRY(one_batch(run, SEARCH_LOOK_NEAR, &more));
    return OK;
}
