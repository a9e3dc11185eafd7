/* See hooks.h. */
#include "auth/hooks.h"

#include "domain/actor.h"
#include "store/person_store.h"

Hash hook_secret(const ServerKeys *keys, Ctx *ctx, const Hook *hook)
{
    return hash_hmac(&keys->tracking,
                     str_printf(ctx->arena, "hook:" STR_FMT ":" STR_FMT ":%lld", STR_ARG(ctx->jurisdiction),
                                STR_ARG(hook->partner), (long long)hook->serial));
}

Str hook_signature(const ServerKeys *keys, Ctx *ctx, const Hook *hook, Str body)
{
    Hash secret = hook_secret(keys, ctx, hook);
    Str at = str_printf(ctx->arena, "%lld", (long long)(ctx->now / 1000));
    Hash mac = hash_hmac(&secret, str_join(ctx->arena, (const Str[]){at, body}, 2, STR(".")));
    return str_printf(ctx->arena, "t=" STR_FMT ",v1=" STR_FMT, STR_ARG(at), STR_ARG(hash_hex(ctx->arena, &mac)));
}

static Err order_in_tx(Tx *tx, const void *in, void *out)
{
    const HookOrder *order = in;
    Hook hook;
    (void)out;
    TRY(hook_load(tx, order->partner, &hook));
    if (str_empty(hook.partner))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_HOOK_NONE);
    TRY(order->deed == HOOK_RESUME ? hook_resume(tx, order->partner) : hook_drop(tx, order->partner));
    return account_event_append(
        tx, &(AccountEvent){.action = order->deed == HOOK_RESUME ? STR("hook-resume") : STR("hook-end"),
                            .person = tx->ctx->actor->person,
                            .subject = order->partner});
}

Err hook_order(Db *db, Ctx *ctx, const HookOrder *order)
{
    if (ctx->actor == NULL || !actor_has_role(ctx->actor, ROLE_ADMINISTRATOR))
        return fail(ctx, ERR_FORBIDDEN, MSG_ADMINISTRATOR_ONLY);
    return db_write(db, ctx, order_in_tx, order, NULL);
}
