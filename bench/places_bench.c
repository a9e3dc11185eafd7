/* How fast places are found: the areas of a point; names in a message and in a rant of 4,000 characters, among 1,000,
 * 10,000 and 100,000 made-up names.
 *   places_bench areas.geojson */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "geo/area_index.h"
#include "text/gazetteer.h"

enum { LOOKUPS = 200000, TEXTS = 200, SHORT_TIMES = 20000, LONG_TIMES = 1000, NAME_EVERY = 100 };

static Str file_bytes(Arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(2);
    }
    Buf buf = buf_new(arena);
    char chunk[65536];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, file)) > 0;)
        buf_add(&buf, (Str){chunk, n});
    fclose(file);
    return buf_str(&buf);
}

static double micros_each(int64_t start, size_t times)
{
    return (double)(clock_monotonic_us() - start) / (double)times;
}

static void measure_areas(Ctx *ctx, const char *path)
{
    AreaIndex *index = NULL;
    int64_t start = clock_monotonic_us();
    if (area_index_load(ctx, &(AreaSource){.geojson = file_bytes(ctx->arena, path)}, &index) != OK) {
        Str why = ctx_failure_text(ctx);
        fprintf(stderr, STR_FMT "\n", STR_ARG(why));
        exit(1);
    }
    printf("%zu areas loaded in %.1f ms\n", area_index_count(index), micros_each(start, 1000));
    LngLat middle = area_index_get(index, 0)->inside;
    LngLat *points = ARENA_ARRAY(ctx->arena, LngLat, LOOKUPS);
    for (size_t i = 0; i < LOOKUPS; i++)
        points[i] = (LngLat){middle.lng + ((double)rand_below(ctx->rand, 60000) - 30000.0) / 1e6,
                             middle.lat + ((double)rand_below(ctx->rand, 60000) - 30000.0) / 1e6};
    const Area *found[8];
    AreaNear near[8];
    size_t sum = 0;
    start = clock_monotonic_us();
    for (size_t i = 0; i < LOOKUPS; i++)
        sum += area_index_at(index, points[i], found, 8);
    printf("areas of a point: %.2f us (mean %.1f areas)\n", micros_each(start, LOOKUPS), (double)sum / LOOKUPS);
    start = clock_monotonic_us();
    for (size_t i = 0; i < LOOKUPS / 10; i++)
        sum += area_index_near(index, points[i], 50.0, near, 8);
    printf("areas within 50 m: %.2f us\n", micros_each(start, LOOKUPS / 10));
    area_index_free(index);
}

/* --- names --- */

static void add_letters(Ctx *ctx, Buf *buf, uint64_t count)
{
    static const char common[] =
        "的一是了我不人在有他这为之来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过"
        "家十用发天如然作方成者多日都三小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从水村路楼街灯";
    static const size_t letters = (sizeof common - 1) / 3;
    for (; count > 0; count--) {
        size_t at = rand_below(ctx->rand, letters) * 3;
        buf_add(buf, (Str){common + at, 3});
    }
}

/* 三汪花园, 柳塘路: two or three rare characters and a tail that thousands share. */
static Str made_up_name(Ctx *ctx)
{
    static const char *const tails[] = {"花园", "小区", "路", "社区", "村", "小学", "新村", "公园", "街", "大厦"};
    Buf buf = buf_new(ctx->arena);
    for (uint64_t n = 2 + rand_below(ctx->rand, 2); n > 0; n--) {
        char utf8[4];
        size_t len = 0;
        utf8_encode(0x4e00 + (uint32_t)rand_below(ctx->rand, 3000), utf8, &len);
        buf_add(&buf, (Str){utf8, len});
    }
    buf_z(&buf, tails[rand_below(ctx->rand, COUNT_OF(tails))]);
    return buf_str(&buf);
}

/* A message of `letters` characters of everyday Chinese that names a place every hundredth one. */
static Str made_up_text(Ctx *ctx, const Place *places, size_t count, size_t letters)
{
    Buf buf = buf_new(ctx->arena);
    for (size_t i = 0; i < letters; i += NAME_EVERY) {
        for (size_t k = 0; k < NAME_EVERY && i + k < letters; k += 20) {
            add_letters(ctx, &buf, 19);
            buf_z(&buf, "，");
        }
        buf_add(&buf, places[rand_below(ctx->rand, count)].name);
        buf_z(&buf, i % 200 == 0 ? "，" : "三号楼。");
    }
    return buf_str(&buf);
}

/* This thread's own time: what the machine does beside it does not count. */
static double own_micros(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

typedef struct Spread {
    double half, most; /* microseconds: p50, p99 */
} Spread;

static Spread measure_texts(Ctx *ctx, const Gazetteer *gazetteer, const Str *texts, size_t times)
{
    double *micros = ARENA_ARRAY(ctx->arena, double, times);
    Arena *arena = arena_new(0);
    size_t sum = 0;
    for (size_t i = 0; i < times; i++) {
        double start = own_micros();
        sum += gazetteer_find(gazetteer, arena, texts[i % TEXTS]).len;
        micros[i] = own_micros() - start;
        arena_reset(arena);
    }
    arena_free(arena);
    qsort(micros, times, sizeof *micros, by_size);
    return sum == 0 ? (Spread){0} : (Spread){micros[times / 2], micros[times * 99 / 100]};
}

static Spread measure_names(Ctx *ctx, size_t count)
{
    static const struct {
        size_t letters, times;
        const char *name;
    } sorts[] = {{40, SHORT_TIMES, "message"}, {4000, LONG_TIMES, "4,000-character rant"}};
    Place *places = ARENA_ARRAY(ctx->arena, Place, count);
    Spread spread = {0};
    for (size_t i = 0; i < count; i++)
        places[i] = (Place){.name = made_up_name(ctx), .kind = PLACE_ESTATE, .certain = true};
    int64_t start = clock_monotonic_us();
    Gazetteer *gazetteer = gazetteer_new(places, count);
    printf("%zu names: built in %.0f ms", count, micros_each(start, 1000));
    for (size_t k = 0; k < COUNT_OF(sorts); k++) {
        Str *texts = ARENA_ARRAY(ctx->arena, Str, TEXTS);
        for (size_t i = 0; i < TEXTS; i++)
            texts[i] = made_up_text(ctx, places, count, sorts[k].letters);
        spread = measure_texts(ctx, gazetteer, texts, sorts[k].times);
        printf("; %s p50 %.0f us, p99 %.0f us", sorts[k].name, spread.half, spread.most);
    }
    printf("\n");
    gazetteer_free(gazetteer);
    return spread;
}

int main(int argc, char **argv)
{
    static const size_t counts[] = {1000, 10000, 100000};
    Spread spreads[COUNT_OF(counts)];
    if (sodium_init() < 0 || argc < 2) {
        fputs("usage: places_bench areas.geojson\n", stderr);
        return 2;
    }
    Rand rand = rand_seeded(1);
    Ctx ctx = {.arena = arena_new((size_t)1 << 40), .rand = &rand};
    measure_areas(&ctx, argv[1]);
    for (size_t i = 0; i < COUNT_OF(counts); i++)
        spreads[i] = measure_names(&ctx, counts[i]);
    for (size_t i = 1; i < COUNT_OF(counts); i++)
        printf("%zu times the names: a rant takes %.2f times as long\n", counts[i] / counts[i - 1],
               spreads[i].half / spreads[i - 1].half);
    arena_free(ctx.arena);
    return 0;
}
