/* How fast "have we heard of this?" is answered, and how that grows: twins_bench [FOLDER]   (default districts/gulou)
 * Fills the index with 10,000, 100,000 and 1,000,000 recent cases spread over the district as cases are (half of them
 * on a tenth of its area), made of the texts of corpus.csv and the names of gazetteer.csv, and asks 20,000 times, half
 * with a point, half by words alone. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "brain/twins.h"
#include "district/parse.h"

enum { ROUNDS = 20000, SIZES = 3 };
static const size_t sizes[SIZES] = {10000, 100000, 1000000};
static const UnixMs now = (UnixMs)1795000000 * 1000;

static void must(Ctx *ctx, Err err)
{
    if (err == OK)
        return;
    Str why = ctx_failure_text(ctx);
    fprintf(stderr, STR_FMT "\n", STR_ARG(why));
    exit(1);
}

static int64_t cpu_ns(void)
{
    struct timespec at;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
}

static int shorter(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* A case as somebody might raise it. */
static TwinCase made_up(Ctx *ctx, const District *d, bool with_point)
{
    Rand *rand = ctx->rand;
    const Example *example = &d->corpus[rand_below(rand, d->corpus_count)];
    const DistrictPlace *place = &d->places[rand_below(rand, d->place_count)];
    const DistrictPlace *busy = &d->places[rand_below(rand, d->place_count / 10)];
    const DistrictPlace *at = rand_below(rand, 2) == 0 ? place : busy;
    return (TwinCase){
        .number = str_printf(ctx->arena, "%013llu", (unsigned long long)rand_below(rand, 10000000000000)),
        .version = 1,
        .category = example->category,
        .text = str_printf(ctx->arena, STR_FMT "%u号" STR_FMT, STR_ARG(at->name), (unsigned)rand_below(rand, 200),
                           STR_ARG(example->text)),
        .place_text = at->name,
        .has_point = with_point,
        .open = true,
        .lat_e7 = (int64_t)(at->lat * 1e7) + (int64_t)rand_below(rand, 40000) - 20000,
        .lon_e7 = (int64_t)(at->lon * 1e7) + (int64_t)rand_below(rand, 40000) - 20000,
        .at = now - (UnixMs)rand_below(rand, (uint64_t)DAYS(29)),
    };
}

static int by_time(const void *a, const void *b)
{
    const UnixMs x = *(const UnixMs *)a, y = *(const UnixMs *)b;
    return (x > y) - (x < y);
}

static Twins *fill(Ctx *ctx, const District *d, size_t size)
{
    Twins *twins = twins_new(&(TwinsSetup){.district = d, .room = size});
    UnixMs *times = malloc(size * sizeof *times);
    if (times == NULL)
        exit(1);
    for (size_t i = 0; i < size; i++)
        times[i] = now - (UnixMs)rand_below(ctx->rand, (uint64_t)DAYS(29));
    qsort(times, size, sizeof *times, by_time);
    int64_t begun = cpu_ns();
    for (size_t i = 0; i < size; i++) {
        TwinCase c = made_up(ctx, d, i % 3 != 0);
        c.at = times[i];
        twins_put(twins, &c);
        arena_reset(ctx->arena);
    }
    double each = (double)(cpu_ns() - begun) / (double)size / 1000.0;
    TwinsFigures figures = twins_figures(twins);
    printf("%zu cases: %.1f MB, %zu bytes a case; added in %.1f us each\n", figures.cases, (double)figures.bytes / 1e6,
           figures.bytes / figures.cases, each);
    free(times);
    return twins;
}

static int64_t ask(Ctx *ctx, const District *d, Twins *twins)
{
    static int64_t spent[ROUNDS];
    size_t found = 0;
    for (size_t i = 0; i < ROUNDS; i++) {
        TwinCase c = made_up(ctx, d, i % 2 == 0);
        TwinFound twin[3];
        int64_t begun = cpu_ns();
        found += twins_find(twins, ctx,
                            &(TwinQuery){.text = c.text,
                                         .place_text = c.place_text,
                                         .category = c.category,
                                         .has_point = c.has_point,
                                         .lat_e7 = c.lat_e7,
                                         .lon_e7 = c.lon_e7,
                                         .at = now,
                                         .at_least = 0.5},
                            twin, COUNT_OF(twin));
        spent[i] = cpu_ns() - begun;
        arena_reset(ctx->arena);
    }
    qsort(spent, ROUNDS, sizeof *spent, shorter);
    printf("  a question, CPU time: p50 %.0f us, p99 %.0f us, p99.9 %.0f us; %.2f twins found each\n",
           (double)spent[ROUNDS / 2] / 1e3, (double)spent[ROUNDS * 99 / 100] / 1e3,
           (double)spent[ROUNDS * 999 / 1000] / 1e3, (double)found / ROUNDS);
    return spent[ROUNDS * 99 / 100];
}

int main(int argc, char **argv)
{
    if (sodium_init() < 0)
        return 2;
    Rand rand = rand_seeded(1);
    Ctx ctx = {.arena = arena_new((size_t)1 << 40), .rand = &rand};
    Ctx work = {.arena = arena_new(0), .rand = &rand};
    DistrictFiles files;
    District *district = NULL;
    must(&ctx, district_load_folder(&ctx, argc > 1 ? argv[1] : "districts/gulou", &files));
    must(&ctx, district_parse(&ctx, &files, &district));
    int64_t p99[SIZES];
    for (size_t i = 0; i < SIZES; i++) {
        Twins *twins = fill(&work, district, sizes[i]);
        p99[i] = ask(&work, district, twins);
        twins_free(twins);
        if (i > 0)
            printf("  p99 grew by %.2f for ten times the cases\n", (double)p99[i] / (double)p99[i - 1]);
    }
    district_free(district);
    arena_free(work.arena);
    arena_free(ctx.arena);
    return 0;
}
