/* See workers.h. */
#include "http/workers.h"

#include <pthread.h>
#include <stdlib.h>

struct Workers {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    Job *first, *last;
    size_t queued, busy, room;
    bool stopping;
    unsigned count;
    pthread_t threads[];
};

static Job *take(Workers *workers)
{
    while (workers->first == NULL && !workers->stopping)
        (void)pthread_cond_wait(&workers->wake, &workers->lock);
    Job *job = workers->first;
    if (job == NULL)
        return NULL;
    workers->first = job->next;
    if (workers->first == NULL)
        workers->last = NULL;
    workers->queued--;
    return job;
}

static void *work(void *self)
{
    Workers *workers = self;
    (void)pthread_mutex_lock(&workers->lock);
    for (Job *job; (job = take(workers)) != NULL;) {
        workers->busy++;
        (void)pthread_mutex_unlock(&workers->lock);
        job->run(job);
        (void)pthread_mutex_lock(&workers->lock);
        workers->busy--;
    }
    (void)pthread_mutex_unlock(&workers->lock);
    return NULL;
}

Workers *workers_new(unsigned threads, unsigned queue)
{
    Workers *workers = calloc(1, sizeof(Workers) + threads * sizeof(pthread_t));
    if (workers == NULL)
        abort();
    workers->room = queue;
    (void)pthread_mutex_init(&workers->lock, NULL);
    (void)pthread_cond_init(&workers->wake, NULL);
    for (; workers->count < threads; workers->count++)
        if (pthread_create(&workers->threads[workers->count], NULL, work, workers) != 0)
            abort();
    return workers;
}

bool workers_give(Workers *workers, Job *job)
{
    (void)pthread_mutex_lock(&workers->lock);
    bool room = !workers->stopping && workers->queued < workers->room;
    if (room) {
        job->next = NULL;
        if (workers->last != NULL)
            workers->last->next = job;
        else
            workers->first = job;
        workers->last = job;
        workers->queued++;
        (void)pthread_cond_signal(&workers->wake);
    }
    (void)pthread_mutex_unlock(&workers->lock);
    return room;
}

size_t workers_queued(Workers *workers)
{
    (void)pthread_mutex_lock(&workers->lock);
    size_t queued = workers->queued;
    (void)pthread_mutex_unlock(&workers->lock);
    return queued;
}

size_t workers_busy(Workers *workers)
{
    (void)pthread_mutex_lock(&workers->lock);
    size_t busy = workers->busy;
    (void)pthread_mutex_unlock(&workers->lock);
    return busy;
}

void workers_stop(Workers *workers)
{
    (void)pthread_mutex_lock(&workers->lock);
    workers->stopping = true;
    (void)pthread_cond_broadcast(&workers->wake);
    (void)pthread_mutex_unlock(&workers->lock);
    for (unsigned i = 0; i < workers->count; i++)
        (void)pthread_join(workers->threads[i], NULL);
    (void)pthread_cond_destroy(&workers->wake);
    (void)pthread_mutex_destroy(&workers->lock);
    free(workers);
}
