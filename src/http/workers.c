/* Idle workers stand in a stack and the one that stopped last is woken first: it is warm, and at a light load a few
 * threads do all the work while the others sleep on. One is woken at a time: when it takes its job it wakes the next if
 * more is waiting, so a burst does not wake workers for jobs that a busy one will have taken before they run. */
#include "http/workers.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct Worker {
    struct Worker *below; /* in the stack of idle ones */
    struct Workers *pool;
    pthread_cond_t wake;
    pthread_t thread;
    bool idle;
} Worker;

struct Workers {
    pthread_mutex_t lock;
    Worker *idle; /* top of the stack */
    Job *first, *last;
    size_t queued, busy, room;
    bool waking; /* one is on its way to the queue */
    bool stopping;
    unsigned count;
    Worker workers[];
};

static void rest(Worker *self)
{
    Workers *pool = self->pool;
    self->below = pool->idle;
    self->idle = true;
    pool->idle = self;
    while (self->idle)
        (void)pthread_cond_wait(&self->wake, &pool->lock);
    pool->waking = false;
}

/* Takes one off the stack if the queue needs it; the caller signals it after giving up the lock. */
static Worker *rouse(Workers *pool)
{
    Worker *worker = pool->idle;
    if (worker == NULL || pool->waking || pool->first == NULL)
        return NULL;
    pool->idle = worker->below;
    worker->idle = false;
    pool->waking = true;
    return worker;
}

static void signal_to(Worker *worker)
{
    if (worker != NULL)
        (void)pthread_cond_signal(&worker->wake);
}

static Job *take(Worker *self)
{
    Workers *pool = self->pool;
    while (pool->first == NULL && !pool->stopping)
        rest(self);
    Job *job = pool->first;
    if (job == NULL)
        return NULL;
    pool->first = job->next;
    if (pool->first == NULL)
        pool->last = NULL;
    pool->queued--;
    return job;
}

static void *work(void *argument)
{
    Worker *self = argument;
    Workers *pool = self->pool;
    (void)pthread_mutex_lock(&pool->lock);
    for (Job *job; (job = take(self)) != NULL;) {
        pool->busy++;
        Worker *next = rouse(pool);
        (void)pthread_mutex_unlock(&pool->lock);
        signal_to(next);
        job->run(job);
        (void)pthread_mutex_lock(&pool->lock);
        pool->busy--;
    }
    (void)pthread_mutex_unlock(&pool->lock);
    return NULL;
}

static void worker_start(Workers *pool, Worker *worker)
{
    worker->pool = pool;
    (void)pthread_cond_init(&worker->wake, NULL);
    if (pthread_create(&worker->thread, NULL, work, worker) != 0)
        abort();
}

Workers *workers_new(unsigned threads, unsigned queue)
{
    Workers *pool = calloc(1, sizeof(Workers) + threads * sizeof(Worker));
    if (pool == NULL)
        abort();
    pool->room = queue;
    (void)pthread_mutex_init(&pool->lock, NULL);
    for (; pool->count < threads; pool->count++)
        worker_start(pool, &pool->workers[pool->count]);
    return pool;
}

static void put_last(Workers *pool, Job *job)
{
    job->next = NULL;
    if (pool->last != NULL)
        pool->last->next = job;
    else
        pool->first = job;
    pool->last = job;
    pool->queued++;
}

bool workers_give(Workers *pool, Job *job)
{
    Worker *woken = NULL;
    (void)pthread_mutex_lock(&pool->lock);
    bool room = !pool->stopping && pool->queued < pool->room;
    if (room) {
        put_last(pool, job);
        woken = rouse(pool);
    }
    (void)pthread_mutex_unlock(&pool->lock);
    signal_to(woken);
    return room;
}

size_t workers_queued(Workers *pool)
{
    (void)pthread_mutex_lock(&pool->lock);
    size_t queued = pool->queued;
    (void)pthread_mutex_unlock(&pool->lock);
    return queued;
}

size_t workers_busy(Workers *pool)
{
    (void)pthread_mutex_lock(&pool->lock);
    size_t busy = pool->busy;
    (void)pthread_mutex_unlock(&pool->lock);
    return busy;
}

void workers_stop(Workers *pool)
{
    (void)pthread_mutex_lock(&pool->lock);
    pool->stopping = true;
    for (; pool->idle != NULL; pool->idle = pool->idle->below) {
        pool->idle->idle = false;
        signal_to(pool->idle);
    }
    (void)pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->count; i++) {
        (void)pthread_join(pool->workers[i].thread, NULL);
        (void)pthread_cond_destroy(&pool->workers[i].wake);
    }
    (void)pthread_mutex_destroy(&pool->lock);
    free(pool);
}
