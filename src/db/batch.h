/* Many actions in one transaction of an embedded engine, each as if it were alone. Only for the room `db`. */
#ifndef GULOU_DB_BATCH_H
#define GULOU_DB_BATCH_H

#include <semaphore.h>

#include "db/conn.h"

enum { BATCH_MAX = 256 };

/* Lives with whoever waits for it. */
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

typedef struct Batch {
    Job *jobs[BATCH_MAX];
    size_t count;
} Batch;

/* Asked when all jobs have run, the transaction still open: adds more to the batch, or says false. */
typedef bool (*MoreFn)(void *self, Batch *batch);

/* Afterwards every job has its `err`, and what is OK is committed. At least one job to begin with. */
void batch_run(Conn *conn, Batch *batch, MoreFn more, void *self);

#endif
