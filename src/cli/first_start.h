/* What a data folder needs before it can serve: a district, and somebody who may sign in. */
#ifndef GULOU_CLI_FIRST_START_H
#define GULOU_CLI_FIRST_START_H

#include "district/store.h"

typedef struct FirstStart {
    const char *folder; /* the district to load when there is none yet */
    bool demo;          /* its people get accounts with the demo's password */
} FirstStart;

/* Loads the district on the first start and makes the first accounts; prints the administrator's one-time password,
 * once, on standard error. After that it only opens. Sets ctx->jurisdiction. */
MUST_USE Err first_start(Ctx *ctx, Db *db, const FirstStart *start, District **out);

#define DEMO_PASSWORD "gulou-demo-2026"

#endif
