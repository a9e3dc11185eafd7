/* The pool of picture processes; see pool.h. */
#include "photos/pool.h"

static const PictureLimits defaults = {.max_bytes = 25 << 20,
                                       .max_megapixels = 100,
                                       .max_side = 20000,
                                       .wait_ms = 8000,
                                       .deadline_ms = 10000,
                                       .memory_mb = 1024};
enum { WORKERS_DEFAULT = 2, HELLO_MS = 10000 };

static PictureLimits limits_or_defaults(PictureLimits l)
{
    return (PictureLimits){
        .max_bytes = l.max_bytes != 0 ? l.max_bytes : defaults.max_bytes,
        .max_megapixels = l.max_megapixels != 0 ? l.max_megapixels : defaults.max_megapixels,
        .max_side = l.max_side != 0 ? l.max_side : defaults.max_side,
        .wait_ms = l.wait_ms != 0 ? l.wait_ms : defaults.wait_ms,
        .deadline_ms = l.deadline_ms != 0 ? l.deadline_ms : defaults.deadline_ms,
        .memory_mb = l.memory_mb != 0 ? l.memory_mb : defaults.memory_mb,
    };
}

static PicturePool *pool_new(const PictureSetup *setup)
{
    Arena *arena = arena_new(0);
    PicturePool *pool = ARENA_NEW(arena, PicturePool);
    pool->arena = arena;
    pool->count = setup->workers < 1 ? WORKERS_DEFAULT : setup->workers;
    if (pool->count > POOL_WORKERS_MAX)
        pool->count = POOL_WORKERS_MAX;
    pool->limits = limits_or_defaults(setup->limits);
    pool->depot = setup->depot;
    pool->utc_offset_minutes = setup->utc_offset_minutes;
    pool->worker = (WorkerSetup){.path = str_z(arena, str_of(setup->worker)),
                                 .memory_mb = pool->limits.memory_mb,
                                 .cpu_seconds = pool->limits.deadline_ms / 1000 + 1};
    pthread_condattr_t monotonic;
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&pool->freed, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    (void)pthread_mutex_init(&pool->lock, NULL);
    return pool;
}

Err picture_pool_start(Ctx *ctx, const PictureSetup *setup, PicturePool **out)
{
    PicturePool *pool = pool_new(setup);
    for (int i = 0; i < pool->count; i++)
        if (!worker_start(&pool->worker, &pool->slots[i].worker)) {
            picture_pool_stop(pool);
            return fail(ctx, ERR_STORAGE, MSG_PICTURE_NO_WORKER, str_of(setup->worker));
        }
    *out = pool;
    return OK;
}

static bool any_lent(const PicturePool *pool)
{
    for (int i = 0; i < pool->count; i++)
        if (pool->slots[i].lent)
            return true;
    return false;
}

void picture_pool_stop(PicturePool *pool)
{
    if (pool == NULL)
        return;
    (void)pthread_mutex_lock(&pool->lock);
    pool->stopping = true;
    (void)pthread_cond_broadcast(&pool->freed);
    while (any_lent(pool))
        (void)pthread_cond_wait(&pool->freed, &pool->lock);
    (void)pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i < pool->count; i++)
        (void)worker_end(&pool->slots[i].worker);
    (void)pthread_cond_destroy(&pool->freed);
    (void)pthread_mutex_destroy(&pool->lock);
    arena_free(pool->arena);
}

static PoolSlot *free_slot(PicturePool *pool)
{
    for (int i = 0; i < pool->count && !pool->stopping; i++)
        if (!pool->slots[i].lent)
            return &pool->slots[i];
    return NULL;
}

static PoolSlot *slot_wait(PicturePool *pool)
{
    struct timespec until = clock_monotonic_in(pool->limits.wait_ms);
    (void)pthread_mutex_lock(&pool->lock);
    PoolSlot *slot = free_slot(pool);
    while (slot == NULL && !pool->stopping && pthread_cond_timedwait(&pool->freed, &pool->lock, &until) == 0)
        slot = free_slot(pool);
    if (slot != NULL)
        slot->lent = true;
    (void)pthread_mutex_unlock(&pool->lock);
    return slot;
}

static void slot_free(PicturePool *pool, PoolSlot *slot)
{
    (void)pthread_mutex_lock(&pool->lock);
    slot->lent = false;
    (void)pthread_cond_broadcast(&pool->freed); /* the waiting, and picture_pool_stop */
    (void)pthread_mutex_unlock(&pool->lock);
}

bool pool_renew(PicturePool *pool, PoolSlot *slot)
{
    (void)worker_end(&slot->worker);
    return worker_start(&pool->worker, &slot->worker) &&
           worker_hello(&slot->worker, clock_monotonic_us() + HELLO_MS * 1000);
}

PoolSlot *pool_borrow(PicturePool *pool)
{
    PoolSlot *slot = slot_wait(pool);
    if (slot == NULL)
        return NULL;
    if (!worker_hello(&slot->worker, clock_monotonic_us() + HELLO_MS * 1000) && !pool_renew(pool, slot)) {
        slot_free(pool, slot);
        return NULL;
    }
    pool->formats = slot->worker.formats;
    return slot;
}

void pool_return(PicturePool *pool, PoolSlot *slot)
{
    (void)worker_end(&slot->worker);
    (void)worker_start(&pool->worker, &slot->worker); /* if it cannot, the next borrower tries again */
    slot_free(pool, slot);
}

Err picture_pool_ready(Ctx *ctx, PicturePool *pool)
{
    if (pool->formats != 0)
        return OK;
    PoolSlot *slot = pool_borrow(pool);
    if (slot == NULL)
        return fail(ctx, ERR_BUSY, MSG_PICTURE_BUSY);
    slot_free(pool, slot);
    return OK;
}
