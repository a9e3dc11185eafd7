/* Group commit in two steps; see writer.h. While the disk takes one batch, the writer runs the actions that arrive in
 * the next, and commits them when the disk is free: nobody is answered before the disk has what was decided for them,
 * and neither waits for the other (docs/decisions/0020-two-steps.md). */
#include "db/writer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "db/batch.h"

enum { QUEUE_MAX = 20000 };

struct Writer {
    Conn *conn;
    pthread_t thread, settler;
    pthread_mutex_t mutex; /* guards all up to `broken` */
    pthread_cond_t work;   /* for the writer: something is queued, or the disk is free */
    pthread_cond_t given;  /* for the settler: something was committed, or the writer has ended */
    Job *first, *last;
    size_t queued;
    Job *committed, *committed_last; /* not yet on the disk */
    bool settling, closing, written;
    bool broken;
    bool waits; /* commits return before the disk has them */
    DeliverFn deliver;
    void *self;
    _Atomic int64_t commits, actions, largest_batch, wal_resets;
};

static void answer(Writer *w, Job *jobs)
{
    for (const Job *job = jobs; job != NULL; job = job->next)
        if (job->err == OK)
            w->deliver(w->self, &job->tx);
    for (Job *job = jobs, *next; job != NULL; job = next) {
        next = job->next; /* the job is gone with its post */
        (void)sem_post(&job->done);
    }
}

static void refuse_all(Job *jobs)
{
    for (Job *job = jobs; job != NULL; job = job->next)
        job->err = fail(job->ctx, ERR_STORAGE, MSG_STORAGE);
}

static void settle(Writer *w, Job *jobs)
{
    Err err = w->broken ? ERR_STORAGE : w->conn->engine->settle(w->conn, jobs->ctx);
    if (err != OK) {
        Str why = jobs->ctx->failure.internal;
        refuse_all(jobs);
        jobs->ctx->failure.internal = why;
    }
    (void)pthread_mutex_lock(&w->mutex);
    w->broken |= err != OK;
    (void)pthread_mutex_unlock(&w->mutex);
    answer(w, jobs);
}

static void *settle_forever(void *self)
{
    Writer *w = self;
    (void)pthread_mutex_lock(&w->mutex);
    for (;;) {
        while (w->committed == NULL && !w->written)
            (void)pthread_cond_wait(&w->given, &w->mutex);
        Job *jobs = w->committed;
        if (jobs == NULL)
            break;
        w->committed = w->committed_last = NULL;
        w->settling = true;
        (void)pthread_mutex_unlock(&w->mutex);
        settle(w, jobs);
        (void)pthread_mutex_lock(&w->mutex);
        w->settling = false;
        (void)pthread_cond_signal(&w->work);
    }
    (void)pthread_mutex_unlock(&w->mutex);
    return NULL;
}

static Job *chain(const Batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        batch->jobs[i]->next = i + 1 < batch->count ? batch->jobs[i + 1] : NULL;
    return batch->jobs[0];
}

static void hand_over(Writer *w, const Batch *batch)
{
    Job *jobs = chain(batch);
    if (!w->waits) {
        answer(w, jobs);
        return;
    }
    (void)pthread_mutex_lock(&w->mutex);
    *(w->committed_last != NULL ? &w->committed_last->next : &w->committed) = jobs;
    w->committed_last = batch->jobs[batch->count - 1];
    (void)pthread_cond_signal(&w->given);
    (void)pthread_mutex_unlock(&w->mutex);
}

static bool take_queued(Writer *w, Batch *batch)
{
    size_t before = batch->count;
    while (w->first != NULL && batch->count < BATCH_MAX) {
        batch->jobs[batch->count++] = w->first;
        w->first = w->first->next;
    }
    if (w->first == NULL)
        w->last = NULL;
    w->queued -= batch->count - before;
    return batch->count > before;
}

/* As long as the disk is busy a commit would only wait in line: whoever arrives until then comes along. */
static bool more(void *self, Batch *batch)
{
    Writer *w = self;
    (void)pthread_mutex_lock(&w->mutex);
    while (w->first == NULL && (w->settling || w->committed != NULL) && !w->closing && batch->count < BATCH_MAX)
        (void)pthread_cond_wait(&w->work, &w->mutex);
    bool taken = take_queued(w, batch);
    (void)pthread_mutex_unlock(&w->mutex);
    return taken;
}

static bool begin_batch(Writer *w, Batch *batch)
{
    batch->count = 0;
    (void)pthread_mutex_lock(&w->mutex);
    while (w->first == NULL && !w->closing)
        (void)pthread_cond_wait(&w->work, &w->mutex);
    bool taken = take_queued(w, batch);
    (void)pthread_mutex_unlock(&w->mutex);
    return taken;
}

static void *write_forever(void *self)
{
    Writer *w = self;
    Batch batch;
    while (begin_batch(w, &batch)) {
        batch_run(w->conn, &batch, more, w);
        w->commits++;
        w->actions += (int64_t)batch.count;
        if ((int64_t)batch.count > w->largest_batch)
            w->largest_batch = (int64_t)batch.count;
        hand_over(w, &batch);
        if (w->conn->engine->reset_log(w->conn))
            w->wal_resets++;
    }
    return NULL;
}

static Err enqueue(Writer *w, Job *job)
{
    (void)pthread_mutex_lock(&w->mutex);
    Err err = w->broken ? ERR_STORAGE : w->queued >= QUEUE_MAX || w->closing ? ERR_BUSY : OK;
    if (err == OK) {
        *(w->last != NULL ? &w->last->next : &w->first) = job;
        w->last = job;
        w->queued++;
        (void)pthread_cond_signal(&w->work);
    }
    (void)pthread_mutex_unlock(&w->mutex);
    if (err == OK)
        return OK;
    return fail(job->ctx, err, err == ERR_BUSY ? MSG_BUSY : MSG_STORAGE);
}

Err writer_run(Writer *w, Ctx *ctx, ActionFn action, const void *in, void *out)
{
    Job job = {.ctx = ctx, .action = action, .in = in, .out = out};
    (void)sem_init(&job.done, 0, 0);
    Err err = enqueue(w, &job);
    if (err == OK) {
        while (sem_wait(&job.done) != 0) {
        } /* a signal may wake it early */
        err = job.err;
    }
    (void)sem_destroy(&job.done);
    return err;
}

static bool start_threads(Writer *w)
{
    if (w->waits && pthread_create(&w->settler, NULL, settle_forever, w) != 0)
        return false;
    if (pthread_create(&w->thread, NULL, write_forever, w) == 0)
        return true;
    w->written = true;
    (void)pthread_cond_signal(&w->given);
    if (w->waits)
        (void)pthread_join(w->settler, NULL);
    return false;
}

static void writer_free(Writer *w)
{
    (void)pthread_mutex_destroy(&w->mutex);
    (void)pthread_cond_destroy(&w->work);
    (void)pthread_cond_destroy(&w->given);
    free(w);
}

Err writer_start(Ctx *ctx, Conn *conn, DeliverFn deliver, void *self, Writer **out)
{
    Writer *w = calloc(1, sizeof *w);
    if (w == NULL)
        abort();
    w->conn = conn;
    w->deliver = deliver;
    w->self = self;
    (void)pthread_mutex_init(&w->mutex, NULL);
    (void)pthread_cond_init(&w->work, NULL);
    (void)pthread_cond_init(&w->given, NULL);
    Err err = conn->engine->settle_apart(conn, ctx, &w->waits);
    if (err == OK && !start_threads(w))
        err = fail(ctx, ERR_BUSY, MSG_BUSY);
    if (err != OK) {
        writer_free(w);
        return err;
    }
    *out = w;
    return OK;
}

void writer_stop(Writer *w)
{
    (void)pthread_mutex_lock(&w->mutex);
    w->closing = true;
    (void)pthread_cond_signal(&w->work);
    (void)pthread_mutex_unlock(&w->mutex);
    (void)pthread_join(w->thread, NULL);
    (void)pthread_mutex_lock(&w->mutex);
    w->written = true;
    (void)pthread_cond_signal(&w->given);
    (void)pthread_mutex_unlock(&w->mutex);
    if (w->waits)
        (void)pthread_join(w->settler, NULL);
    conn_close(w->conn);
    writer_free(w);
}

DbMetrics writer_metrics(Writer *w)
{
    (void)pthread_mutex_lock(&w->mutex);
    int64_t queued = (int64_t)w->queued;
    (void)pthread_mutex_unlock(&w->mutex);
    return (DbMetrics){w->commits, w->actions, queued, w->largest_batch, w->wal_resets};
}
