/* See batch.h. An action that fails has as a rule written nothing; if it has, the batch is run again with a savepoint
 * for each (which costs a copy of every page an action touches, so it is not done beforehand). If the commit or the
 * disk fails, the batch is run again one by one, so that one bad action cannot take the others with it. */
#include "db/batch.h"

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

static bool none_more(void *self, Batch *batch)
{
    (void)self, (void)batch;
    return false;
}

typedef struct Way {
    bool (*how)(Conn *conn, Job *job);
    MoreFn more;
    void *self;
} Way;

static bool act_all(Conn *conn, Batch *batch, const Way *way)
{
    size_t done = 0;
    do {
        for (; done < batch->count; done++)
            if (!way->how(conn, batch->jobs[done]))
                return false;
    } while (way->more(way->self, batch));
    return true;
}

/* True when the batch is committed; false: nothing of it is, and it must be run again otherwise. */
static bool run_together(Conn *conn, Batch *batch, const Way *way)
{
    Ctx *ctx = batch->jobs[0]->ctx;
    if (conn_control(conn, ctx, CONTROL_BEGIN_WRITE) != OK)
        return false;
    if (act_all(conn, batch, way) && conn_control(conn, ctx, CONTROL_COMMIT) == OK)
        return true;
    roll_back(conn, ctx);
    return false;
}

static void run_alone(Conn *conn, Job *job)
{
    job->err = conn_control(conn, job->ctx, CONTROL_BEGIN_WRITE);
    if (job->err != OK)
        return;
    job->err = act(conn, job);
    if (job->err == OK)
        job->err = conn_control(conn, job->ctx, CONTROL_COMMIT);
    roll_back(conn, job->ctx);
}

void batch_run(Conn *conn, Batch *batch, MoreFn more, void *self)
{
    if (run_together(conn, batch, &(Way){act_cleanly, more, self}))
        return;
    if (run_together(conn, batch, &(Way){act_saved, none_more, NULL}))
        return;
    for (size_t i = 0; i < batch->count; i++)
        run_alone(conn, batch->jobs[i]);
}
