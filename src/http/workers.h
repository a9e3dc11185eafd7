/* A pool of threads and a bounded queue of jobs in front of it. */
#ifndef GULOU_HTTP_WORKERS_H
#define GULOU_HTTP_WORKERS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Job {
    struct Job *next;
    void (*run)(struct Job *job);
} Job;

typedef struct Workers Workers;

Workers *workers_new(unsigned threads, unsigned queue);
bool workers_give(Workers *workers, Job *job); /* false: the queue is full, or they have been stopped */
size_t workers_queued(Workers *workers);
size_t workers_busy(Workers *workers);
void workers_stop(Workers *workers); /* runs what is queued, then waits for every thread; frees */

#endif
