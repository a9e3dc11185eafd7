/* Runs actions in transactions. One writer thread drains a queue: every waiting action gets a savepoint, all of them
 * share one commit, and nobody is answered before it. If the commit or the disk fails, the batch is run again one by
 * one, so that one bad action cannot take the others with it. Readers borrow a reading connection each. */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "db/conn.h"

enum { BATCH_MAX = 256, READERS_DEFAULT = 4, READERS_MAX = 64, QUEUE_MAX = 20000 };

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

struct Db {
    Conn *writer;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards the queue and the idle readers */
    pthread_cond_t work;
    pthread_cond_t idle;
    Job *first, *last;
    size_t queued;
    bool closing;
    Conn *readers[READERS_MAX];
    size_t reader_count, idle_count;
    Conn *idle_readers[READERS_MAX];
    void (*on_notice)(void *self, Str topic, Str text);
    void *self;
    _Atomic int64_t commits, actions, largest_batch, wal_resets;
};

void tx_notify(Tx *tx, Str topic, Str text)
{
    Notice *notice = ARENA_NEW(tx->ctx->arena, Notice);
    *notice = (Notice){tx->notices, str_copy(tx->ctx->arena, topic), str_copy(tx->ctx->arena, text)};
    tx->notices = notice;
}

static Err run_action(Conn *conn, Job *job)
{
    job->tx = (Tx){.ctx = job->ctx, .conn = conn, .writes = true};
    TRY(conn_control(conn, job->ctx, CONTROL_SAVE));
    Err err = job->action(&job->tx, job->in, job->out);
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

/* True when the batch stands on disk; false: nothing of it does, and each job must be run again by itself. */
static bool run_batch(Db *db, Job **jobs, size_t count)
{
    Conn *conn = db->writer;
    if (conn_control(conn, jobs[0]->ctx, CONTROL_BEGIN_WRITE) != OK)
        return false;
    for (size_t i = 0; i < count; i++) {
        jobs[i]->err = run_action(conn, jobs[i]);
        if (!conn_in_transaction(conn))
            return false;
    }
    if (conn_control(conn, jobs[0]->ctx, CONTROL_COMMIT) == OK)
        return true;
    roll_back(conn, jobs[0]->ctx);
    return false;
}

static void run_alone(Db *db, Job *job)
{
    Conn *conn = db->writer;
    job->err = conn_control(conn, job->ctx, CONTROL_BEGIN_WRITE);
    if (job->err != OK)
        return;
    job->err = run_action(conn, job);
    if (job->err == OK)
        job->err = conn_control(conn, job->ctx, CONTROL_COMMIT);
    roll_back(conn, job->ctx);
}

static void deliver(Db *db, Job *job)
{
    if (job->err != OK || db->on_notice == NULL)
        return;
    Notice *in_order = NULL;
    for (Notice *n = job->tx.notices, *next; n != NULL; n = next) {
        next = n->next;
        n->next = in_order;
        in_order = n;
    }
    for (Notice *n = in_order; n != NULL; n = n->next)
        db->on_notice(db->self, n->topic, n->text);
}

static void finish_batch(Db *db, Job **jobs, size_t count)
{
    if (!run_batch(db, jobs, count))
        for (size_t i = 0; i < count; i++)
            run_alone(db, jobs[i]);
    db->commits++;
    db->actions += (int64_t)count;
    if ((int64_t)count > db->largest_batch)
        db->largest_batch = (int64_t)count;
    for (size_t i = 0; i < count; i++)
        deliver(db, jobs[i]);
    for (size_t i = 0; i < count; i++)
        (void)sem_post(&jobs[i]->done);
    if (conn_reset_log(db->writer))
        db->wal_resets++;
}

static size_t take_batch(Db *db, Job **jobs)
{
    size_t count = 0;
    (void)pthread_mutex_lock(&db->mutex);
    while (db->first == NULL && !db->closing)
        (void)pthread_cond_wait(&db->work, &db->mutex);
    while (db->first != NULL && count < BATCH_MAX) {
        jobs[count++] = db->first;
        db->first = db->first->next;
    }
    if (db->first == NULL)
        db->last = NULL;
    db->queued -= count;
    (void)pthread_mutex_unlock(&db->mutex);
    return count;
}

static void *write_forever(void *self)
{
    Db *db = self;
    Job *jobs[BATCH_MAX];
    for (size_t count; (count = take_batch(db, jobs)) > 0;)
        finish_batch(db, jobs, count);
    return NULL;
}

Err db_write(Db *db, Ctx *ctx, ActionFn action, const void *in, void *out)
{
    Job job = {.ctx = ctx, .action = action, .in = in, .out = out};
    (void)sem_init(&job.done, 0, 0);
    (void)pthread_mutex_lock(&db->mutex);
    bool full = db->queued >= QUEUE_MAX || db->closing;
    if (!full) {
        *(db->last != NULL ? &db->last->next : &db->first) = &job;
        /* cppcheck-suppress autoVariables ; the queue lets go of it before this function returns */
        db->last = &job;
        db->queued++;
        (void)pthread_cond_signal(&db->work);
    }
    (void)pthread_mutex_unlock(&db->mutex);
    if (!full)
        while (sem_wait(&job.done) != 0) {
        } /* a signal may wake it early */
    (void)sem_destroy(&job.done);
    return full ? fail(ctx, ERR_BUSY, MSG_BUSY) : job.err;
}

static Conn *borrow_reader(Db *db)
{
    (void)pthread_mutex_lock(&db->mutex);
    while (db->idle_count == 0)
        (void)pthread_cond_wait(&db->idle, &db->mutex);
    Conn *conn = db->idle_readers[--db->idle_count];
    (void)pthread_mutex_unlock(&db->mutex);
    return conn;
}

static void give_back(Db *db, Conn *conn)
{
    (void)pthread_mutex_lock(&db->mutex);
    db->idle_readers[db->idle_count++] = conn;
    (void)pthread_cond_signal(&db->idle);
    (void)pthread_mutex_unlock(&db->mutex);
}

Err db_read(Db *db, Ctx *ctx, ActionFn action, const void *in, void *out)
{
    Conn *conn = borrow_reader(db);
    Tx tx = {.ctx = ctx, .conn = conn};
    Err err = conn_control(conn, ctx, CONTROL_BEGIN_READ);
    if (err == OK)
        err = action(&tx, in, out);
    Failure told = ctx->failure;
    roll_back(conn, ctx); /* a read has nothing to commit */
    ctx->failure = told;
    give_back(db, conn);
    return err;
}

static Err open_readers(Ctx *ctx, const DbOptions *options, Db *db)
{
    size_t count = options->readers > 0 ? (size_t)options->readers : READERS_DEFAULT;
    if (count > READERS_MAX)
        count = READERS_MAX;
    while (db->reader_count < count) {
        TRY(conn_open(ctx, options->path, false, &db->readers[db->reader_count]));
        db->idle_readers[db->idle_count++] = db->readers[db->reader_count++];
    }
    return OK;
}

Err db_open(Ctx *ctx, const DbOptions *options, Db **out)
{
    Db *db = calloc(1, sizeof *db);
    if (db == NULL)
        abort();
    db->on_notice = options->on_notice;
    db->self = options->self;
    (void)pthread_mutex_init(&db->mutex, NULL);
    (void)pthread_cond_init(&db->work, NULL);
    (void)pthread_cond_init(&db->idle, NULL);
    Err err = conn_open(ctx, options->path, true, &db->writer);
    if (err == OK)
        err = open_readers(ctx, options, db);
    if (err == OK && pthread_create(&db->thread, NULL, write_forever, db) != 0)
        err = fail(ctx, ERR_BUSY, MSG_BUSY);
    if (err != OK) {
        for (size_t i = 0; i < db->reader_count; i++)
            conn_close(db->readers[i]);
        conn_close(db->writer);
        free(db);
        return err;
    }
    *out = db;
    return OK;
}

void db_close(Db *db)
{
    if (db == NULL)
        return;
    (void)pthread_mutex_lock(&db->mutex);
    db->closing = true;
    (void)pthread_cond_signal(&db->work);
    (void)pthread_mutex_unlock(&db->mutex);
    (void)pthread_join(db->thread, NULL);
    for (size_t i = 0; i < db->reader_count; i++)
        conn_close(db->readers[i]);
    conn_close(db->writer);
    (void)pthread_mutex_destroy(&db->mutex);
    (void)pthread_cond_destroy(&db->work);
    (void)pthread_cond_destroy(&db->idle);
    free(db);
}

void db_closep(Db **db)
{
    db_close(*db);
    *db = NULL;
}

void db_listen(Db *db, void (*on_notice)(void *self, Str topic, Str text), void *self)
{
    db->self = self;
    db->on_notice = on_notice;
}

DbMetrics db_metrics(Db *db)
{
    (void)pthread_mutex_lock(&db->mutex);
    int64_t queued = (int64_t)db->queued;
    (void)pthread_mutex_unlock(&db->mutex);
    return (DbMetrics){db->commits, db->actions, queued, db->largest_batch, db->wal_resets};
}

static Err copy_in_snapshot(Tx *tx, const void *in, void *out)
{
    (void)out;
    return conn_copy(tx->conn, tx->ctx, in);
}

Err db_copy(Db *db, Ctx *ctx, const DbCopy *copy)
{
    return db_read(db, ctx, copy_in_snapshot, copy, NULL);
}

static Err prepare_all(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    return conn_prepare_all(tx->conn, tx->ctx);
}

Err db_check_statements(Db *db, Ctx *ctx)
{
    return db_read(db, ctx, prepare_all, NULL, NULL);
}
