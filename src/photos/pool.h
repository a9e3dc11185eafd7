/* The bounded set of workers behind picture.h. A worker is lent to one thread for one picture; the next
 * one is started at once, so that it is warm when it is needed. */
#ifndef GULOU_PHOTOS_POOL_H
#define GULOU_PHOTOS_POOL_H

#include <pthread.h>

#include "photos/picture.h"
#include "photos/worker.h"

enum { POOL_WORKERS_MAX = 16 };

typedef struct PoolSlot {
    ImageWorker worker;
    bool lent;
} PoolSlot;

struct PicturePool {
    Arena *arena; /* this struct and its texts */
    pthread_mutex_t lock;
    pthread_cond_t freed;
    PoolSlot slots[POOL_WORKERS_MAX];
    int count;
    bool stopping;
    _Atomic uint32_t formats; /* 0 until a worker said hello */
    PictureLimits limits;
    Depot *depot;
    int utc_offset_minutes;
    WorkerSetup worker;
};

/* The slot with a worker that said hello (restarted if it had died), or NULL: none was free in time, or none starts. */
PoolSlot *pool_borrow(PicturePool *pool);
/* Ends a used worker and starts the next. */
void pool_return(PicturePool *pool, PoolSlot *slot);
/* In the hands of the borrower: a fresh worker in place of a dead one. */
bool pool_renew(PicturePool *pool, PoolSlot *slot);

#endif
