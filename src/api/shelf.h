/* Answers that take long to count, such as a year's figures of a big city: whoever asks while one is being counted
 * waits for that count, and one that took 0.4 seconds or more is shown again for ten times as long as it took, at most
 * a minute. A cache of this process only; quick answers are always counted anew. */
#ifndef GULOU_API_SHELF_H
#define GULOU_API_SHELF_H

#include "base/ctx.h"

typedef struct Shelf Shelf;

Shelf *shelf_new(void);
void shelf_free(Shelf *shelf); /* NULL is fine */

typedef struct ShelfAsk {
    Str key;                            /* who may see what of which period: everything the answer hangs on but time */
    Err (*count)(void *self, Str *out); /* out in the asker's arena */
    void *self;
} ShelfAsk;
MUST_USE Err shelf_answer(Shelf *shelf, Ctx *ctx, const ShelfAsk *ask, Str *out);

#endif
