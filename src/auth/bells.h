/* 回铃: how another platform tells us that there is news of a case we handed on to it: a signed message to an address
 * of ours, registered there once (jobs/push_exchange.c), with a secret that the platform drew. It stands sealed in the
 * store, for all servers. */
#ifndef GULOU_AUTH_BELLS_H
#define GULOU_AUTH_BELLS_H

#include "auth/secrets.h"

typedef struct Bell {
    Str server;             /* of servers.csv */
    const ServerKeys *keys; /* that seal the secret */
    Str url;                /* ours, as registered there; empty: never tried */
    bool hangs;             /* they know it, and the secret is known */
    UnixMs next_at;         /* or else when it is tried again */
    Hash secret;
} Bell;

MUST_USE Err bell_load(Tx *tx, Bell *bell); /* by `server` and `keys`; one that never was does not hang */
MUST_USE Err bell_save(Tx *tx, const Bell *bell);
/* "t=1790000000,v1=HEX" (auth/hooks.h), within five minutes of ctx->now; compared in constant time. */
bool bell_is_signed(const Bell *bell, Ctx *ctx, Str signature, Str body);

#endif
