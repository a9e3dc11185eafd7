/* Group commit; see writer.h. All waiting actions share one commit, and nobody is answered before it. An action that
 * fails has as a rule written nothing; if it has, the batch is run again with a savepoint for each (which costs a copy
 * of every page an action touches, so it is not done beforehand). If the commit or the disk fails, the batch is run
 * again one by one, so that one bad action cannot take the others with it. */
#include "db/writer.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { BATCH_MAX = 256, QUEUE_MAX = 20000 };

typedef struct Job {
    struct Job *next;
    Ctx *ctx;
    ActionFn action;
    const void *in;
    void *out;
    Tx tx;
    Err err;
    sem_t done;
} Job;

struct Writer {
    Conn *conn;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards the queue */
    pthread_cond_t work;
    Job *first, *last;
    size_t queued;
    bool closing;
    DeliverFn deliver;
    void *self;
    _Atomic int64_t commits, actions, largest_batch, wal_resets;
};

static Err act(Conn *conn, Job *job)
{
    job->tx = (Tx){.ctx = job->ctx, .conn = conn, .writes = true};
    job->ctx->failure = (Failure){0};
    return job->action(&job->tx, job->in, job->out);
}

static Err act_within_savepoint(Conn *conn, Job *job)
{
    TRY(conn_control(conn, job->ctx, CONTROL_SAVE));
    Err err = act(conn, job);
    if (!conn_in_transaction(conn)) /* the engine gave up the whole transaction (disk full, I/O error) */
        return err != OK ? err : fail(job->ctx, ERR_STORAGE, MSG_STORAGE);
    Failure told = job->ctx->failure;
    if (err != OK && conn_control(conn, job->ctx, CONTROL_UNDO) == OK)
        job->ctx->failure = told;
    TRY(conn_control(conn, job->ctx, CONTROL_KEEP));
    return err;
}

static void roll_back(Conn *conn, Ctx *ctx)
{
    if (conn_in_transaction(conn))
        (void)!conn_control(conn, ctx, CONTROL_ROLLBACK);
}

/* False: it failed and left something behind, or the transaction is gone. */
static bool act_cleanly(Conn *conn, Job *job)
{
    int64_t before = conn->engine->changes(conn);
    job->err = act(conn, job);
    return conn_in_transaction(conn) && (job->err == OK || conn->engine->changes(conn) == before);
}

/* False: the transaction is gone. */
static bool act_saved(Conn *conn, Job *job)
{
    job->err = act_within_savepoint(conn, job);
    return conn_in_transaction(conn);
}

static bool act_all(Conn *conn, Job **jobs, size_t count, bool (*how)(Conn *conn, Job *job))
{
    for (size_t i = 0; i < count; i++)
        if (!how(conn, jobs[i]))
            return false;
    return true;
}

/* True when the batch stands on disk; false: nothing of it does, and it must be run again otherwise. */
static bool run_batch(const Writer *w, Job **jobs, size_t count, bool (*how)(Conn *conn, Job *job))
{
    Conn *conn = w->conn;
    if (conn_control(conn, jobs[0]->ctx, CONTROL_BEGIN_WRITE) != OK)
        return false;
    if (act_all(conn, jobs, count, how) && conn_control(conn, jobs[0]->ctx, CONTROL_COMMIT) == OK)
        return true;
    roll_back(conn, jobs[0]->ctx);
    return false;
}

static void run_alone(const Writer *w, Job *job)
{
    Conn *conn = w->conn;
    job->err = conn_control(conn, job->ctx, CONTROL_BEGIN_WRITE);
    if (job->err != OK)
        return;
    job->err = act(conn, job);
    if (job->err == OK)
        job->err = conn_control(conn, job->ctx, CONTROL_COMMIT);
    roll_back(conn, job->ctx);
}

static void finish_batch(Writer *w, Job **jobs, size_t count)
{
    if (!run_batch(w, jobs, count, act_cleanly) && !run_batch(w, jobs, count, act_saved))
        for (size_t i = 0; i < count; i++)
            run_alone(w, jobs[i]);
    w->commits++;
    w->actions += (int64_t)count;
    if ((int64_t)count > w->largest_batch)
        w->largest_batch = (int64_t)count;
    for (size_t i = 0; i < count; i++)
        if (jobs[i]->err == OK)
            w->deliver(w->self, &jobs[i]->tx);
    for (size_t i = 0; i < count; i++)
        (void)sem_post(&jobs[i]->done);
    if (w->conn->engine->reset_log(w->conn))
        w->wal_resets++;
}

static size_t take_batch(Writer *w, Job **jobs)
{
    size_t count = 0;
    (void)pthread_mutex_lock(&w->mutex);
    while (w->first == NULL && !w->closing)
        (void)pthread_cond_wait(&w->work, &w->mutex);
    while (w->first != NULL && count < BATCH_MAX) {
        jobs[count++] = w->first;
        w->first = w->first->next;
    }
    if (w->first == NULL)
        w->last = NULL;
    w->queued -= count;
    (void)pthread_mutex_unlock(&w->mutex);
    return count;
}

static void *write_forever(void *self)
{
    Writer *w = self;
    Job *jobs[BATCH_MAX];
    for (size_t count; (count = take_batch(w, jobs)) > 0;)
        finish_batch(w, jobs, count);
    return NULL;
}

Err writer_run(Writer *w, Ctx *ctx, ActionFn action, const void *in, void *out)
{
    Job job = {.ctx = ctx, .action = action, .in = in, .out = out};
    (void)sem_init(&job.done, 0, 0);
    (void)pthread_mutex_lock(&w->mutex);
    bool full = w->queued >= QUEUE_MAX || w->closing;
    if (!full) {
        *(w->last != NULL ? &w->last->next : &w->first) = &job;
        /* cppcheck-suppress autoVariables ; the queue lets go of it before this function returns */
        w->last = &job;
        w->queued++;
        (void)pthread_cond_signal(&w->work);
    }
    (void)pthread_mutex_unlock(&w->mutex);
    if (!full)
        while (sem_wait(&job.done) != 0) {
        } /* a signal may wake it early */
    (void)sem_destroy(&job.done);
    return full ? fail(ctx, ERR_BUSY, MSG_BUSY) : job.err;
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
    if (pthread_create(&w->thread, NULL, write_forever, w) != 0) {
        free(w);
        return fail(ctx, ERR_BUSY, MSG_BUSY);
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
    conn_close(w->conn);
    (void)pthread_mutex_destroy(&w->mutex);
    (void)pthread_cond_destroy(&w->work);
    free(w);
}

DbMetrics writer_metrics(Writer *w)
{
    (void)pthread_mutex_lock(&w->mutex);
    int64_t queued = (int64_t)w->queued;
    (void)pthread_mutex_unlock(&w->mutex);
    return (DbMetrics){w->commits, w->actions, queued, w->largest_batch, w->wal_resets};
}
