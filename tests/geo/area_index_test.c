#include "test.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include "base/buf.h"
#include "geo/area_index.h"
#include "geo/distance.h"

#define SQUARE(code, x0, y0, x1, y1)                                                                                   \
    "{\"type\":\"Feature\",\"properties\":{\"code\":\"" code "\",\"name\":\"区" code                                   \
    "\",\"level\":\"grid\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[" #x0 "," #y0 "],[" #x1 "," #y0      \
    "],[" #x1 "," #y1 "],[" #x0 "," #y1 "],[" #x0 "," #y0 "]]]}}"
#define COLLECTION(...) "{\"type\":\"FeatureCollection\",\"features\":[" __VA_ARGS__ "]}"

/* A town of 0.02 degrees in which two communities share the border at 119.31. */
#define TOWN SQUARE("1", 119.30, 26.00, 119.32, 26.02)
#define WEST SQUARE("11", 119.30, 26.00, 119.31, 26.02)
#define EAST SQUARE("12", 119.31, 26.00, 119.32, 26.02)

static Err load(Ctx *ctx, const char *geojson, AreaIndex **out)
{
    return area_index_load(ctx, &(AreaSource){.geojson = str_of(geojson)}, out);
}

static AreaIndex *town(void)
{
    Ctx ctx = test_ctx();
    AreaIndex *index = NULL;
    assert_ok(load(&ctx, COLLECTION(WEST "," TOWN "," EAST), &index));
    return index;
}

TEST(a_point_is_told_its_areas_largest_first)
{
    AreaIndex *index = town();
    const Area *found[4];
    assert_int_equal(area_index_at(index, (LngLat){119.305, 26.01}, found, 4), 2);
    assert_str(found[0]->code, "1");
    assert_str(found[1]->code, "11");
    assert_str(found[1]->name, "区11");
    assert_str(found[1]->level, "grid");
    assert_int_equal(area_index_at(index, (LngLat){119.4, 26.01}, found, 4), 0);
    assert_int_equal(area_index_at(index, (LngLat){(double)NAN, 26.01}, found, 4), 0);
    area_index_free(index);
}

TEST(a_point_on_the_shared_border_is_in_both)
{
    AreaIndex *index = town();
    const Area *found[4] = {0};
    assert_int_equal(area_index_at(index, (LngLat){119.31, 26.01}, found, 4), 3);
    found[1] = NULL;
    assert_int_equal(area_index_at(index, (LngLat){119.31, 26.01}, found, 1), 3); /* counted, not written */
    assert_str(found[0]->code, "1");
    assert_null(found[1]);
    area_index_free(index);
}

TEST(the_border_is_measured_in_metres_from_both_sides)
{
    AreaIndex *index = town();
    const Area *west = area_index_find(index, STR("11"));
    LngLat inside = {119.3095, 26.01}, outside = {119.3105, 26.01};
    double half_a_thousandth = distance_metres(inside, (LngLat){119.31, 26.01});
    assert_true(fabs(area_index_border_metres(index, west, inside) - half_a_thousandth) < 0.1);
    assert_true(fabs(area_index_border_metres(index, west, outside) - half_a_thousandth) < 0.1);
    assert_true(fabs(west->size_m2 - 0.01 * 0.02 * 111195.0 * 111195.0 * cos(26.01 * M_PI / 180.0)) < 2000.0);
    assert_null(area_index_find(index, STR("13")));
    area_index_free(index);
}

TEST(neighbours_across_the_border_are_found_nearest_first)
{
    AreaIndex *index = town();
    AreaNear near[4];
    LngLat point = {119.3098, 26.01}; /* 20 m west of the border */
    assert_int_equal(area_index_near(index, point, 50.0, near, 4), 3);
    assert_str(near[0].area->code, "1");
    assert_str(near[1].area->code, "11");
    assert_str(near[2].area->code, "12");
    assert_true(near[1].metres == 0.0 && near[2].metres > 19.0 && near[2].metres < 21.0);
    assert_int_equal(area_index_near(index, point, 10.0, near, 4), 2);
    assert_int_equal(area_index_near(index, point, 50.0, near, 2), 2);
    assert_str(near[0].area->code, "1");
    assert_int_equal(area_index_near(index, (LngLat){120, 27}, 50.0, near, 4), 0);
    area_index_free(index);
}

TEST(a_hole_is_not_inside_and_an_island_is)
{
    Ctx ctx = test_ctx();
    AreaIndex *index = NULL;
    assert_ok(
        load(&ctx,
             COLLECTION("{\"type\":\"Feature\",\"properties\":{\"code\":7},\"geometry\":{\"type\":\"MultiPolygon\","
                        "\"coordinates\":[[[[0,0],[10,0],[10,10],[0,10],[0,0]],[[4,4],[6,4],[6,6],[4,6],[4,4]]],"
                        "[[[20,0],[21,0],[21,1],[20,0]]]]}}"),
             &index));
    const Area *found[1];
    assert_int_equal(area_index_at(index, (LngLat){5, 5}, found, 1), 0);
    assert_int_equal(area_index_at(index, (LngLat){2, 5}, found, 1), 1);
    assert_int_equal(area_index_at(index, (LngLat){20.9, 0.5}, found, 1), 1);
    assert_str(found[0]->code, "7");
    area_index_free(index);
}

TEST(a_ring_that_crosses_itself_is_repaired_and_says_so)
{
    Ctx ctx = test_ctx();
    AreaIndex *index = NULL;
    assert_ok(
        load(&ctx,
             COLLECTION("{\"type\":\"Feature\",\"properties\":{\"code\":\"8\"},\"geometry\":{\"type\":\"Polygon\","
                        "\"coordinates\":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}}"),
             &index));
    const Area *found[1];
    assert_int_equal(area_index_at(index, (LngLat){0.2, 1}, found, 1), 1);
    assert_int_equal(area_index_at(index, (LngLat){1, 0.2}, found, 1), 0);
    assert_true(str_find(found[0]->repaired, STR("Self-intersection")) >= 0);
    area_index_free(index);
}

TEST(coordinates_of_another_datum_are_brought_home)
{
    Ctx ctx = test_ctx();
    AreaIndex *index = NULL;
    AreaSource source = {.geojson = STR(COLLECTION(WEST)), .datum = DATUM_GCJ02};
    assert_ok(area_index_load(&ctx, &source, &index));
    LngLat corner = wgs84_from_gcj02((LngLat){119.30, 26.00});
    const Area *found[1];
    assert_int_equal(area_index_at(index, (LngLat){corner.lng + 1e-6, corner.lat + 1e-5}, found, 1), 1);
    assert_int_equal(area_index_at(index, (LngLat){corner.lng - 1e-5, corner.lat + 1e-5}, found, 1), 0);
    area_index_free(index);
}

static void assert_refused(const char *geojson, MsgId message, const char *first)
{
    Ctx ctx = test_ctx();
    AreaIndex *index = NULL;
    assert_err(load(&ctx, geojson, &index), ERR_INVALID);
    assert_null(index);
    assert_int_equal(ctx.failure.message, message);
    if (first != NULL)
        assert_str(ctx.failure.args[0], first);
}

#define POLYGON(coordinates)                                                                                           \
    "{\"type\":\"Feature\",\"properties\":{\"code\":\"9\"},\"geometry\":{\"type\":\"Polygon\","                        \
    "\"coordinates\":" coordinates "}}"

TEST(a_bad_file_is_refused_with_the_number_of_its_feature)
{
    assert_refused("{\"type\":\"FeatureCollection\",\"features\":[", MSG_BAD_JSON, "1");
    assert_refused("[]", MSG_AREAS_NOT_COLLECTION, NULL);
    assert_refused("{\"type\":\"FeatureCollection\",\"features\":{}}", MSG_AREAS_NOT_COLLECTION, NULL);
    assert_refused(COLLECTION(), MSG_AREAS_EMPTY, NULL);
    assert_refused(COLLECTION(WEST ",{\"type\":\"Feature\"}"), MSG_AREA_CODE_MISSING, "2");
    assert_refused(COLLECTION(WEST ",7"), MSG_AREA_CODE_MISSING, "2");
    assert_refused(COLLECTION(WEST "," EAST "," WEST), MSG_AREA_CODE_TWICE, "3");
    assert_refused(COLLECTION(POLYGON("[]")), MSG_AREA_GEOMETRY, "1");
    assert_refused(COLLECTION(WEST "," POLYGON("[[[0,0],[1,1],[0,0]]]")), MSG_AREA_GEOMETRY, "2");
    assert_refused(COLLECTION(POLYGON("[[[0,0],[1,0],[1,1],[0,1]]]")), MSG_AREA_GEOMETRY, "1");
    assert_refused(COLLECTION(POLYGON("[[[0,0],[1,0],[\"1\",1],[0,0]]]")), MSG_AREA_GEOMETRY, "1");
    assert_refused(COLLECTION(POLYGON("[[[0,0],[181,0],[1,1],[0,0]]]")), MSG_AREA_GEOMETRY, "1");
    assert_refused(COLLECTION(POLYGON("[[[0,0],[1,1],[2,2],[0,0]]]")), MSG_AREA_GEOMETRY, "1"); /* no ground */
    assert_refused(COLLECTION("{\"type\":\"Feature\",\"properties\":{\"code\":\"9\"},\"geometry\":{\"type\":\"Point\","
                              "\"coordinates\":[1,2]}}"),
                   MSG_AREA_GEOMETRY, "1");
}

TEST(broken_files_never_crash_the_reader)
{
    Ctx ctx = test_ctx();
    static const char whole[] = COLLECTION(WEST "," TOWN);
    for (int i = 0; i < 3000; i++) {
        Arena *arena = arena_new(0);
        Ctx small = ctx;
        small.arena = arena;
        char *bytes = arena_copy(arena, whole, sizeof whole);
        for (uint64_t n = rand_below(ctx.rand, 4) + 1; n > 0; n--)
            bytes[rand_below(ctx.rand, sizeof whole)] = "0123456789-e.,[]{}\":x"[rand_below(ctx.rand, 21)];
        AreaIndex *index = NULL;
        if (load(&small, bytes, &index) == OK)
            area_index_free(index);
        arena_free(arena);
    }
}

typedef struct Asker {
    const AreaIndex *index;
    uint64_t seed;
    uint64_t sum;
} Asker;

static void *ask(void *self)
{
    Asker *asker = self;
    Rand rand = rand_seeded(asker->seed);
    for (int i = 0; i < 20000; i++) {
        LngLat p = {119.30 + (double)rand_below(&rand, 20000) / 1e6, 26.0 + (double)rand_below(&rand, 20000) / 1e6};
        const Area *found[4];
        size_t n = area_index_at(asker->index, p, found, 4);
        for (size_t k = 0; k < n; k++)
            asker->sum += found[k]->feature * (k + 1);
        AreaNear near[4];
        asker->sum += area_index_near(asker->index, p, 100.0, near, 4);
    }
    return NULL;
}

TEST(many_threads_get_the_answers_of_one)
{
    AreaIndex *index = town();
    Asker askers[5];
    pthread_t threads[4];
    for (size_t i = 0; i < 5; i++)
        askers[i] = (Asker){.index = index, .seed = 99};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask, &askers[i]), 0);
    ask(&askers[4]);
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(askers[i].sum, askers[4].sum);
    }
    area_index_free(index);
}

static void assert_holds_its_label(const AreaIndex *index, const Area *area)
{
    const Area *found[8];
    size_t n = area_index_at(index, area->inside, found, 8);
    for (size_t i = 0; i < n && i < 8; i++)
        if (found[i] == area)
            return;
    assert_true(false);
}

static Str file_bytes(Ctx *ctx, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        print_message("skipped: %s is not at hand\n", path);
        skip();
    }
    Buf buf = buf_new(ctx->arena);
    char chunk[65536];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, file)) > 0;)
        buf_add(&buf, (Str){chunk, n});
    fclose(file);
    return buf_str(&buf);
}

TEST(a_whole_real_city_loads_and_its_two_bad_rings_are_named)
{
    Ctx ctx = test_ctx();
    AreaSource source = {.geojson = file_bytes(&ctx, "../shared/data/dongguan/towns.geojson"), .code_key = "name"};
    AreaIndex *index = NULL;
    assert_ok(area_index_load(&ctx, &source, &index));
    assert_int_equal(area_index_count(index), 35);
    int repaired = 0;
    for (size_t i = 0; i < 35; i++) {
        const Area *area = area_index_get(index, i);
        if (!str_empty(area->repaired)) {
            print_message("feature %zu: " STR_FMT "\n", area->feature, STR_ARG(area->repaired));
            repaired++;
        }
        assert_holds_its_label(index, area);
    }
    assert_int_equal(repaired, 2);
    area_index_free(index);
}

TEST(every_area_of_the_starter_district_is_sound_and_holds_its_label)
{
    Ctx ctx = test_ctx();
    AreaSource source = {.geojson = file_bytes(&ctx, "districts/gulou/areas.geojson")};
    AreaIndex *index = NULL;
    assert_ok(area_index_load(&ctx, &source, &index));
    for (size_t i = 0; i < area_index_count(index); i++) {
        assert_str(area_index_get(index, i)->repaired, "");
        assert_holds_its_label(index, area_index_get(index, i));
    }
    area_index_free(index);
}
