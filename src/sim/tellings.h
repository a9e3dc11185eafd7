/* What is told: some thousands of matters drawn as the demo draws them, each decided by the brain once. A case of the
 * simulation is one of them, a little elsewhere; read-only once made, for all threads. */
#ifndef GULOU_SIM_TELLINGS_H
#define GULOU_SIM_TELLINGS_H

#include "demo/tale.h"

typedef struct Telling {
    Tale tale;
    Decision decision;
    Str request_hash;
} Telling;

typedef struct Tellings {
    Telling *at;
    size_t len;
} Tellings;

typedef struct TellingsWish {
    const District *district;
    const Brain *brain;
    size_t count;
    uint64_t seed;
    const Events *events;     /* the event mode that holds; NULL: none */
    const char *const *kinds; /* codes that what is told begins with; NULL: whatever comes */
    size_t kind_count;
} TellingsWish;

MUST_USE Err tellings_draw(Ctx *ctx, const TellingsWish *wish, Tellings *out); /* in ctx->arena */
/* A case of it, so far from where it was told (degrees × 10^7). */
typedef struct Offset {
    int64_t north_e7, east_e7;
} Offset;
Offset offset_draw(Rand *rand); /* within some hundred metres */
void telling_at(const Telling *telling, const Offset *offset, Tale *tale, Decision *decision);

#endif
