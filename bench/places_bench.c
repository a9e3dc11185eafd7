/* How fast places are found: names in a message (against N made-up names of 3 to 6 characters) and areas of a point.
 *   places_bench areas.geojson [names, default 10000] */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "geo/area_index.h"
#include "text/gazetteer.h"

enum { LOOKUPS = 200000, MESSAGES = 20000 };

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

static Str made_up_name(Ctx *ctx)
{
    Buf buf = buf_new(ctx->arena);
    for (uint64_t n = 3 + rand_below(ctx->rand, 4); n > 0; n--) {
        char utf8[4];
        size_t len = 0;
        utf8_encode(0x4e00 + (uint32_t)rand_below(ctx->rand, 3000), utf8, &len);
        buf_add(&buf, (Str){utf8, len});
    }
    return buf_str(&buf);
}

static void measure_names(Ctx *ctx, size_t count)
{
    Place *places = ARENA_ARRAY(ctx->arena, Place, count);
    for (size_t i = 0; i < count; i++)
        places[i] = (Place){.name = made_up_name(ctx), .kind = PLACE_ESTATE};
    int64_t start = clock_monotonic_us();
    Gazetteer *gazetteer = gazetteer_new(places, count);
    printf("gazetteer of %zu names built in %.1f ms\n", count, micros_each(start, 1000));
    size_t sum = 0;
    Arena *arena = arena_new(0);
    start = clock_monotonic_us();
    for (size_t i = 0; i < MESSAGES; i++) {
        Str text =
            str_printf(arena, "昨晚" STR_FMT "三号楼旁边路灯坏了很黑，老人走路不安全，请尽快派人来修一下，谢谢。",
                       STR_ARG(places[i % count].name));
        sum += gazetteer_find(gazetteer, arena, text).len;
        arena_reset(arena);
    }
    printf("places of a message: %.2f us (mean %.1f places)\n", micros_each(start, MESSAGES), (double)sum / MESSAGES);
    arena_free(arena);
    gazetteer_free(gazetteer);
}

int main(int argc, char **argv)
{
    if (sodium_init() < 0 || argc < 2) {
        fputs("usage: places_bench areas.geojson [names]\n", stderr);
        return 2;
    }
    Rand rand = rand_seeded(1);
    Ctx ctx = {.arena = arena_new((size_t)1 << 40), .rand = &rand};
    measure_areas(&ctx, argv[1]);
    measure_names(&ctx, argc > 2 ? (size_t)atoi(argv[2]) : 10000);
    arena_free(ctx.arena);
    return 0;
}
