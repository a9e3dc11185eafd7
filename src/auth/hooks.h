/* 回调: a partner's address that is told of progress. Who registers it is the partner itself, by its key
 * (channels/open311_hook.c); administrators see how it fares, let it go on, or end it. What is sent is signed, so that
 * the partner knows it is from us and of now. */
#ifndef GULOU_AUTH_HOOKS_H
#define GULOU_AUTH_HOOKS_H

#include "auth/secrets.h"
#include "store/hook_store.h"

/* The 32 bytes by which this hook's messages are signed: derived, so that no secret of a partner is stored; another
 * each time it is registered. */
Hash hook_secret(const ServerKeys *keys, Ctx *ctx, const Hook *hook);
/* "t=1790000000,v1=HEX": HMAC-SHA-256 over "1790000000." and the body. */
Str hook_signature(const ServerKeys *keys, Ctx *ctx, const Hook *hook, Str body);

typedef enum HookDeed { HOOK_RESUME, HOOK_END } HookDeed;
typedef struct HookOrder {
    Str partner;
    HookDeed deed;
} HookOrder;
/* By an administrator; leaves a row in account_events. NOT_FOUND: the partner has none. */
MUST_USE Err hook_order(Db *db, Ctx *ctx, const HookOrder *order);

#endif
