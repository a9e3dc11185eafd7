/* The demo's past: some sixty days of cases made only by real actions on a clock that ends at ctx->now, by the people
 * of people.csv, so that lists, maps and charts look right on any day. The same seed, district and moment give the same
 * past (also its one-time links: it is for the demo only). */
#ifndef GULOU_DEMO_HISTORY_H
#define GULOU_DEMO_HISTORY_H

#include "brain/decide.h"
#include "demo/album.h"

typedef struct DemoHistory {
    AlbumSource pictures;
    uint64_t seed;                                           /* 0: the usual one */
    void (*progress)(void *self, int64_t done, int64_t all); /* days; NULL: nobody watches */
    void *self;
} DemoHistory;

typedef struct DemoTold {
    int64_t cases, steps, alerts;
    int64_t refused; /* steps that an action refused, whose plot ended there: 0 unless district or rules are odd */
} DemoTold;

/* Into a store without cases, whose people are seeded; ctx->district and ctx->jurisdiction are set. */
MUST_USE Err demo_history(Ctx *ctx, Db *db, const Brain *brain, const DemoHistory *in, DemoTold *out);

#endif
