/* The sealer; see seal_log.h. Each batch has an arena of its own, so that a backlog costs no memory. */
#include "jobs/seal_log.h"

#include "store/lease_store.h"

static Err seal_batch(Tx *tx, const void *in, void *out)
{
    const SealLog *job = in;
    TRY(lease_take(tx, &(Lease){STR("seal_log"), job->holder, SEAL_LEASE}));
    return log_seal(tx, &(SealBatch){&job->keys->log, SEAL_BATCH}, out);
}

static LogHead head_copy(Arena *arena, LogHead head)
{
    head.root = str_copy(arena, head.root);
    head.signature = str_copy(arena, head.signature);
    return head;
}

static Err run_batch(Db *db, Ctx *ctx, const SealLog *in, Sealed *out)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Ctx own = *ctx;
    own.arena = arena;
    Sealed sealed;
    Err err = db_write(db, &own, seal_batch, in, &sealed);
    if (err != OK) {
        const Failure *told = &own.failure;
        (void)ctx_fail(ctx, err, told->message, NULL, told->args);
        ctx->failure.internal = str_copy(ctx->arena, told->internal);
        return err;
    }
    *out = (Sealed){sealed.count, head_copy(ctx->arena, sealed.head)};
    return OK;
}

Err seal_log(Db *db, Ctx *ctx, const SealLog *in, Sealed *out)
{
    int64_t count = 0;
    Sealed batch;
    do {
        TRY(run_batch(db, ctx, in, &batch));
        count += batch.count;
    } while (batch.count == SEAL_BATCH);
    *out = (Sealed){count, batch.head};
    return OK;
}
