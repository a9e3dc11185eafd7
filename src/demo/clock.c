/* The demo's clock; see clock.h. */
#include "demo/clock.h"

#include "store/setting_store.h"

static const Str name = {"demo_clock_shift", 16};

static Err read_shift(Tx *tx, const void *in, void *out)
{
    (void)in;
    Str text;
    TRY(setting_get(tx, name, &text));
    if (!str_to_i64(text, out))
        *(int64_t *)out = 0;
    return OK;
}

static Err write_shift(Tx *tx, const void *in, void *out)
{
    (void)out;
    tx_notify(tx, STR(TELL_RELOAD), STR("{}")); /* for the clocks of other servers, and their pages */
    return setting_put(tx, name, str_printf(tx->ctx->arena, "%lld", (long long)*(const int64_t *)in));
}

Err demo_clock_restore(Ctx *ctx, Db *db)
{
    int64_t shift = 0;
    TRY(db_read(db, ctx, read_shift, NULL, &shift));
    clock_shift(shift);
    ctx->now = clock_now();
    return OK;
}

Err demo_clock_advance(Ctx *ctx, Db *db, UnixMs span)
{
    int64_t shift = clock_shifted() + span;
    TRY(db_write(db, ctx, write_shift, &shift, NULL));
    clock_shift(shift);
    ctx->now = clock_now();
    return OK;
}
