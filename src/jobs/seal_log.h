/* The sealer (封存): every few seconds gives new events their place in the signed log, in short transactions. */
#ifndef GULOU_JOBS_SEAL_LOG_H
#define GULOU_JOBS_SEAL_LOG_H

#include "auth/secrets.h"
#include "store/log_store.h"

#define SEAL_LEASE SECONDS(20)
enum { SEAL_BATCH = 500 }; /* events a transaction: some 10 ms of the writer's time */

typedef struct SealLog {
    const ServerKeys *keys;
    Str holder; /* names this process */
} SealLog;

/* Until nothing is left. `out->count` is what this run sealed. BUSY (LEASE_HELD): another process is at it, which is
 * as good; STORAGE as in log_seal: tell an operator. */
MUST_USE Err seal_log(Db *db, Ctx *ctx, const SealLog *in, Sealed *out);

#endif
