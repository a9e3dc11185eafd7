/* What the clocks' job pays each round to see what is due: due_clocks and due_wakings on a filled store.
 *   clocks_bench STORE [ROUNDS, default 2000]      STORE: a database file or postgres://... */
#include <stdio.h>
#include <stdlib.h>

#include "db/conn.h"
#include "district/store.h"
#include "store/due_store.h"

static void check(Ctx *ctx, Err err)
{
    if (err == OK)
        return;
    Str why = ctx_failure_text(ctx);
    fprintf(stderr, STR_FMT " " STR_FMT "\n", STR_ARG(why), STR_ARG(ctx->failure.internal));
    exit(1);
}

static Err name_district(Tx *tx, const void *in, void *out)
{
    (void)in;
    return district_jurisdiction(tx, out);
}

static Err look(Tx *tx, const void *in, void *out)
{
    DuePage *page = out;
    TRY(due_wakings(tx, in, page));
    return due_clocks(tx, in, page);
}

static int by_time(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    int rounds = argc > 2 ? atoi(argv[2]) : 2000;
    Ctx ctx = {.arena = arena_new(0), .now = clock_now()};
    Db *db = NULL;
    Str district;
    check(&ctx, db_open(&ctx, &(DbOptions){.path = argv[1], .readers = 1}, &db));
    check(&ctx, db_read(db, &ctx, name_district, NULL, &district));
    Arena *kept = arena_new(0);
    ctx.jurisdiction = str_copy(kept, district);
    int64_t *times = ARENA_ARRAY(kept, int64_t, (size_t)rounds);
    DuePage page = {0};
    for (int i = 0; i < rounds; i++) {
        int64_t began = clock_monotonic_us();
        check(&ctx, db_read(db, &ctx, look, &(DueCase){0}, &page));
        times[i] = clock_monotonic_us() - began;
        arena_reset(ctx.arena);
    }
    qsort(times, (size_t)rounds, sizeof *times, by_time);
    printf("{\"due\":%zu,\"p50_us\":%lld,\"p99_us\":%lld}\n", page.len, (long long)times[rounds / 2],
           (long long)times[rounds * 99 / 100]);
    db_close(db);
    arena_free(kept);
    arena_free(ctx.arena);
    return 0;
}
