/* Polygons drawn by chance, with a fixed seed: whatever ring a map office sends, either it is refused with words, or
 * the areas behave as ground does. */
#include "test.h"

#include <math.h>
#include <stdio.h>

#include "base/buf.h"
#include "geo/area_index.h"
#include "geo/distance.h"

enum { ROUNDS = 120, CORNERS_MAX = 40 };
#define MIDDLE_LNG 119.3
#define MIDDLE_LAT 26.08
#define METRES_OF_DEGREE 111194.93

typedef struct Ring {
    LngLat at[CORNERS_MAX + 1];
    size_t len; /* closed */
} Ring;

/* A star around a middle: never crosses itself. */
static Ring star(Rand *rand, LngLat middle, double size)
{
    size_t corners = 3 + rand_below(rand, CORNERS_MAX - 3);
    Ring ring = {.len = corners + 1};
    for (size_t i = 0; i < corners; i++) {
        double angle = 2.0 * M_PI * (double)i / (double)corners;
        double radius = size * (0.3 + 0.7 * (double)rand_below(rand, 1000) / 1000.0);
        ring.at[i] = (LngLat){middle.lng + radius * cos(angle), middle.lat + radius * sin(angle)};
    }
    ring.at[corners] = ring.at[0];
    return ring;
}

static Ring reversed(const Ring *ring)
{
    Ring back = {.len = ring->len};
    for (size_t i = 0; i < ring->len; i++)
        back.at[i] = ring->at[ring->len - 1 - i];
    return back;
}

static double size_m2(const Ring *ring)
{
    double twice = 0.0, east = METRES_OF_DEGREE * cos(MIDDLE_LAT * M_PI / 180.0);
    for (size_t i = 0; i + 1 < ring->len; i++)
        twice += (ring->at[i].lng * ring->at[i + 1].lat - ring->at[i + 1].lng * ring->at[i].lat);
    return fabs(twice) / 2.0 * east * METRES_OF_DEGREE;
}

static void add_ring(Buf *buf, const Ring *ring)
{
    buf_z(buf, "[");
    for (size_t i = 0; i < ring->len; i++)
        buf_printf(buf, "%s[%.12f,%.12f]", i == 0 ? "" : ",", ring->at[i].lng, ring->at[i].lat);
    buf_z(buf, "]");
}

static Str collection(Ctx *ctx, const Ring *rings, size_t count)
{
    Buf buf = buf_new(ctx->arena);
    buf_z(&buf, "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":\"1\"},"
                "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[");
    for (size_t i = 0; i < count; i++) {
        buf_z(&buf, i == 0 ? "" : ",");
        add_ring(&buf, &rings[i]);
    }
    buf_z(&buf, "]}}]}");
    return buf_str(&buf);
}

static AreaIndex *load(Ctx *ctx, Str geojson)
{
    AreaIndex *index = NULL;
    assert_ok(area_index_load(ctx, &(AreaSource){.geojson = geojson}, &index));
    return index;
}

static bool holds(const AreaIndex *index, LngLat point)
{
    const Area *found[2];
    return area_index_at(index, point, found, 2) > 0;
}

TEST(a_star_holds_its_middle_and_has_the_size_it_was_drawn_with_whichever_way_round)
{
    Ctx ctx = test_ctx();
    Rand rand = rand_seeded(11);
    LngLat middle = {MIDDLE_LNG, MIDDLE_LAT};
    for (int i = 0; i < ROUNDS; i++) {
        Ring ring = star(&rand, middle, 0.02), back = reversed(&ring);
        AreaIndex *one = load(&ctx, collection(&ctx, &ring, 1)), *other = load(&ctx, collection(&ctx, &back, 1));
        const Area *area = area_index_get(one, 0);
        assert_true(holds(one, area->inside) && holds(other, area->inside));
        assert_true(str_empty(area->repaired));
        assert_true(fabs(area->size_m2 - size_m2(&ring)) < 0.01 * size_m2(&ring));
        assert_true(fabs(area->size_m2 - area_index_get(other, 0)->size_m2) < 1e-3 * area->size_m2);
        for (int k = 0; k < 20; k++) { /* any point: the same answer, and at the border no distance */
            LngLat p = {MIDDLE_LNG + ((double)rand_below(&rand, 5000) - 2500.0) / 1e5,
                        MIDDLE_LAT + ((double)rand_below(&rand, 5000) - 2500.0) / 1e5};
            assert_int_equal(holds(one, p), holds(other, p));
        }
        assert_true(area_index_border_metres(one, area, ring.at[0]) < 0.01);
        area_index_free(one);
        area_index_free(other);
    }
}

TEST(a_hole_is_not_of_the_area_whatever_its_shape)
{
    Ctx ctx = test_ctx();
    Rand rand = rand_seeded(12);
    for (int i = 0; i < ROUNDS; i++) {
        Ring rings[2] = {{.len = 5}, star(&rand, (LngLat){MIDDLE_LNG, MIDDLE_LAT}, 0.009)};
        static const double corners[][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}, {-1, -1}};
        for (size_t k = 0; k < 5; k++)
            rings[0].at[k] = (LngLat){MIDDLE_LNG + 0.01 * corners[k][0], MIDDLE_LAT + 0.01 * corners[k][1]};
        AreaIndex *index = load(&ctx, collection(&ctx, rings, 2));
        assert_false(holds(index, (LngLat){MIDDLE_LNG, MIDDLE_LAT}));
        assert_true(holds(index, (LngLat){MIDDLE_LNG + 0.0099, MIDDLE_LAT + 0.0099}));
        assert_true(holds(index, area_index_get(index, 0)->inside));
        assert_true(fabs(area_index_get(index, 0)->size_m2 - (size_m2(&rings[0]) - size_m2(&rings[1]))) <
                    0.01 * size_m2(&rings[0]));
        area_index_free(index);
    }
}

TEST(corners_in_any_order_are_repaired_or_refused_and_never_lie)
{
    Ctx ctx = test_ctx();
    Rand rand = rand_seeded(13);
    size_t repaired = 0;
    for (int i = 0; i < ROUNDS; i++) {
        Ring ring = {.len = 5 + rand_below(&rand, 8)};
        for (size_t k = 0; k + 1 < ring.len; k++) /* a coarse grid: corners meet and edges touch */
            ring.at[k] = (LngLat){MIDDLE_LNG + (double)rand_below(&rand, 4) * 0.01,
                                  MIDDLE_LAT + (double)rand_below(&rand, 4) * 0.01};
        ring.at[ring.len - 1] = ring.at[0];
        AreaIndex *index = NULL;
        Err err = area_index_load(&ctx, &(AreaSource){.geojson = collection(&ctx, &ring, 1)}, &index);
        if (err != OK) {
            assert_int_equal(err, ERR_INVALID);
            assert_null(index);
            continue;
        }
        const Area *area = area_index_get(index, 0);
        repaired += !str_empty(area->repaired);
        assert_true(area->size_m2 > 0.0 && area->size_m2 < 2.0e7);
        assert_true(holds(index, area->inside));
        assert_false(holds(index, (LngLat){MIDDLE_LNG + 0.05, MIDDLE_LAT}));
        area_index_free(index);
    }
    assert_true(repaired > ROUNDS / 4);
}

TEST(who_lies_beside_whom_is_agreed_by_both)
{
    Ctx ctx = test_ctx();
    AreaIndex *index = load(
        &ctx,
        STR("{\"type\":\"FeatureCollection\",\"features\":["
            "{\"type\":\"Feature\",\"properties\":{\"code\":\"1\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
            "[[[119.30,26],[119.31,26],[119.31,26.01],[119.30,26.01],[119.30,26]]]}},"
            "{\"type\":\"Feature\",\"properties\":{\"code\":\"2\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
            "[[[119.31,26],[119.33,26],[119.33,26.01],[119.31,26.01],[119.31,26]]]}},"
            "{\"type\":\"Feature\",\"properties\":{\"code\":\"3\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
            "[[[119.3305,26],[119.34,26],[119.34,26.01],[119.3305,26.01],[119.3305,26]]]}}]}"));
    const Area *one = area_index_find(index, STR("1")), *two = area_index_find(index, STR("2"));
    const Area *three = area_index_find(index, STR("3")), *beside[3];
    assert_int_equal(area_index_beside(index, one, 0.0, beside, 3), 1);
    assert_true(beside[0] == two);
    assert_int_equal(area_index_beside(index, two, 10.0, beside, 3), 1);
    assert_int_equal(area_index_beside(index, two, 60.0, beside, 3), 2); /* about 50 m of river between */
    assert_true(beside[0] == one || beside[0] == three);
    assert_int_equal(area_index_beside(index, two, 60.0, beside, 1), 2); /* counted, not written */
    assert_int_equal(area_index_beside(index, three, 60.0, beside, 3), 1);
    area_index_free(index);
}

TEST(what_is_no_polygon_is_refused)
{
    static const char *const geometries[] = {
        "null",
        "[]",
        "{\"type\":\"Point\",\"coordinates\":[1,2]}",
        "{\"type\":\"Polygon\",\"coordinates\":null}",
        "{\"type\":\"Polygon\",\"coordinates\":{}}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[3,4],[5,6]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[3,4],[5,6],[1,3]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[\"1\",2],[3,4],[5,6],[\"1\",2]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[1e308,2],[3,4],[5,6],[1e308,2]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[181,2],[3,4],[5,6],[181,2]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[NaN,2],[3,4],[5,6],[NaN,2]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[1,2],[1,2],[1,2]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[1,2,3,4]]}",
        "{\"type\":\"MultiPolygon\",\"coordinates\":[]}",
        "{\"type\":\"GeometryCollection\",\"geometries\":[]}",
        "{\"type\":[],\"coordinates\":[]}",
    };
    for (size_t i = 0; i < COUNT_OF(geometries); i++) {
        Ctx ctx = test_ctx();
        AreaIndex *index = NULL;
        Str text = str_printf(
            ctx.arena,
            "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":\"1\"},"
            "\"geometry\":%s}]}",
            geometries[i]);
        assert_err(area_index_load(&ctx, &(AreaSource){.geojson = text}, &index), ERR_INVALID);
        assert_null(index);
    }
}

TEST(a_file_nested_a_hundred_thousand_deep_is_refused)
{
    Ctx ctx = test_ctx();
    Buf buf = buf_new(ctx.arena);
    AreaIndex *index = NULL;
    for (int i = 0; i < 100000; i++)
        buf_char(&buf, '[');
    assert_err(area_index_load(&ctx, &(AreaSource){.geojson = buf_str(&buf)}, &index), ERR_INVALID);
    buf = buf_new(ctx.arena);
    buf_z(&buf, "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":\"1\"},"
                "\"geometry\":"
                "{\"type\":\"Polygon\",\"coordinates\":");
    for (int i = 0; i < 1000; i++)
        buf_char(&buf, '[');
    for (int i = 0; i < 1000; i++)
        buf_char(&buf, ']');
    buf_z(&buf, "}}]}");
    assert_err(area_index_load(&ctx, &(AreaSource){.geojson = buf_str(&buf)}, &index), ERR_INVALID);
}
