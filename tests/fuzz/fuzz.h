/* What every fuzzer needs: a promise that aborts when it is broken, and a fresh arena for each input.
 *   FUZZ(ctx, input) { ... }   is run for each input; everything in ctx->arena is dropped afterwards. */
#ifndef GULOU_TESTS_FUZZ_H
#define GULOU_TESTS_FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include "base/ctx.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

#define ALWAYS(promise)                                                                                                \
    do {                                                                                                               \
        if (!(promise)) {                                                                                              \
            fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, #promise);                              \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

#define FUZZ(ctx, input)                                                                                               \
    static void fuzz_one(Ctx *ctx, Str input);                                                                         \
    int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)                                                 \
    {                                                                                                                  \
        static Rand rand;                                                                                              \
        rand = rand_seeded(1);                                                                                         \
        Ctx own = {.arena = arena_new(0), .rand = &rand};                                                              \
        fuzz_one(&own, (Str){(const char *)data, size});                                                               \
        arena_free(own.arena);                                                                                         \
        return 0;                                                                                                      \
    }                                                                                                                  \
    static void fuzz_one(Ctx *ctx, Str input)

#endif
