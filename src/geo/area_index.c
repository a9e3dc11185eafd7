/* The only file that knows GEOS. Polygons are kept in a local plane in metres (equirectangular around the
 * collection's middle latitude: within 0.1 % over a district, 0.3 % over a large city), so that distances to borders
 * need no projection later. GEOS wants one handle per thread: each thread that asks gets its own, closed when it ends.
 * Prepared geometries and the tree build their inner indexes at the first question; loading asks each of them one, so
 * that afterwards threads only read. */
#include "geo/area_index.h"

#include <geos_c.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "geo/geojson.h"

#define METRES_PER_DEGREE 111194.92664455873 /* of the mean sphere of distance.c */

typedef struct Shape {
    Area area;
    GEOSGeometry *polygon;
    GEOSGeometry *border;
    const GEOSPreparedGeometry *prepared;
    const GEOSPreparedGeometry *prepared_border;
} Shape;

struct AreaIndex {
    Arena *arena;
    double metres_per_lng;
    Shape *shapes; /* in the file's order */
    const Shape **by_code;
    size_t len;
    GEOSSTRtree *tree;
};

static pthread_key_t handle_key;
static pthread_once_t handle_once = PTHREAD_ONCE_INIT;
static _Thread_local GEOSContextHandle_t thread_handle;

static void handle_close(void *handle)
{
    GEOS_finish_r(handle);
}

static void handle_key_make(void)
{
    if (pthread_key_create(&handle_key, handle_close) != 0)
        abort();
}

static GEOSContextHandle_t handle_here(void)
{
    if (thread_handle == NULL) {
        pthread_once(&handle_once, handle_key_make);
        thread_handle = GEOS_init_r();
        if (thread_handle == NULL)
            abort();
        pthread_setspecific(handle_key, thread_handle);
    }
    return thread_handle;
}

static LngLat to_plane(const AreaIndex *index, LngLat p)
{
    return (LngLat){p.lng * index->metres_per_lng, p.lat * METRES_PER_DEGREE};
}

static LngLat from_plane(const AreaIndex *index, double x, double y)
{
    return (LngLat){x / index->metres_per_lng, y / METRES_PER_DEGREE};
}

/* GEOS answers NULL when out of memory or on our own mistake. */
static void *or_die(void *made)
{
    if (made == NULL)
        abort();
    return made;
}

/* --- building --- */

static void to_wgs84(GeoCollection *all, Datum datum)
{
    for (size_t f = 0; f < all->len; f++)
        for (size_t p = 0; p < all->features[f].len; p++)
            for (size_t r = 0; r < all->features[f].polygons[p].len; r++) {
                GeoRing *ring = &all->features[f].polygons[p].rings[r];
                for (size_t i = 0; i < ring->len; i++)
                    ring->points[i] = datum_to_wgs84(ring->points[i], datum);
            }
}

static double middle_latitude(const GeoCollection *all)
{
    double low = 90.0, high = -90.0;
    for (size_t f = 0; f < all->len; f++)
        for (size_t p = 0; p < all->features[f].len; p++) {
            const GeoRing *shell = &all->features[f].polygons[p].rings[0];
            for (size_t i = 0; i < shell->len; i++) {
                low = fmin(low, shell->points[i].lat);
                high = fmax(high, shell->points[i].lat);
            }
        }
    return (low + high) / 2.0;
}

static GEOSGeometry *make_ring(const AreaIndex *index, const GeoRing *ring)
{
    GEOSContextHandle_t geos = handle_here();
    GEOSCoordSequence *points = or_die(GEOSCoordSeq_create_r(geos, (unsigned)ring->len, 2));
    for (size_t i = 0; i < ring->len; i++) {
        LngLat p = to_plane(index, ring->points[i]);
        GEOSCoordSeq_setXY_r(geos, points, (unsigned)i, p.lng, p.lat);
    }
    return or_die(GEOSGeom_createLinearRing_r(geos, points));
}

static GEOSGeometry *make_polygon(const AreaIndex *index, const GeoPolygon *polygon)
{
    GEOSGeometry **holes = calloc(polygon->len, sizeof *holes);
    if (holes == NULL)
        abort();
    GEOSGeometry *shell = make_ring(index, &polygon->rings[0]);
    for (size_t i = 1; i < polygon->len; i++)
        holes[i - 1] = make_ring(index, &polygon->rings[i]);
    GEOSGeometry *made = or_die(GEOSGeom_createPolygon_r(handle_here(), shell, holes, (unsigned)polygon->len - 1));
    free(holes);
    return made;
}

static GEOSGeometry *make_shape(const AreaIndex *index, const GeoFeature *feature)
{
    if (feature->len == 1)
        return make_polygon(index, &feature->polygons[0]);
    GEOSGeometry **parts = calloc(feature->len, sizeof *parts);
    if (parts == NULL)
        abort();
    for (size_t i = 0; i < feature->len; i++)
        parts[i] = make_polygon(index, &feature->polygons[i]);
    GEOSGeometry *made =
        or_die(GEOSGeom_createCollection_r(handle_here(), GEOS_MULTIPOLYGON, parts, (unsigned)feature->len));
    free(parts);
    return made;
}

/* What of a repaired shape is still ground: its polygons without stray lines and points. */
static GEOSGeometry *polygons_only(GEOSGeometry *shape)
{
    GEOSContextHandle_t geos = handle_here();
    int type = GEOSGeomTypeId_r(geos, shape);
    if (type == GEOS_POLYGON || type == GEOS_MULTIPOLYGON)
        return shape;
    GEOSGeometry *ground = or_die(GEOSGeom_createEmptyPolygon_r(geos));
    int parts = GEOSGetNumGeometries_r(geos, shape);
    for (int i = 0; i < parts; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(geos, shape, i);
        if (GEOSGetNumGeometries_r(geos, part) == 0 || GEOSGeom_getDimensions_r(geos, part) != 2)
            continue;
        GEOSGeometry *more = or_die(GEOSUnion_r(geos, ground, part));
        GEOSGeom_destroy_r(geos, ground);
        ground = more;
    }
    GEOSGeom_destroy_r(geos, shape);
    return ground;
}

/* A shape that touches or crosses itself is repaired, and the area remembers why; one without ground is refused. */
static Err repair(Ctx *ctx, AreaIndex *index, Shape *shape)
{
    GEOSContextHandle_t geos = handle_here();
    char *reason = NULL;
    GEOSGeometry *where = NULL;
    char valid = GEOSisValidDetail_r(geos, shape->polygon, 0, &reason, &where);
    if (valid != 1) {
        shape->area.repaired = str_copy(index->arena, reason != NULL ? str_of(reason) : STR("invalid"));
        GEOSGeometry *made = or_die(GEOSMakeValid_r(geos, shape->polygon));
        GEOSGeom_destroy_r(geos, shape->polygon);
        shape->polygon = polygons_only(made);
    }
    GEOSFree_r(geos, reason);
    GEOSGeom_destroy_r(geos, where);
    double size = 0.0;
    if (GEOSArea_r(geos, shape->polygon, &size) != 1 || !(size > 0.0))
        return fail(ctx, ERR_INVALID, MSG_AREA_GEOMETRY, str_printf(ctx->arena, "%zu", shape->area.feature),
                    shape->area.code, STR("it encloses no ground"));
    shape->area.size_m2 = size;
    return OK;
}

static void note_inside(const AreaIndex *index, Shape *shape)
{
    GEOSContextHandle_t geos = handle_here();
    GEOSGeometry *inside = or_die(GEOSPointOnSurface_r(geos, shape->polygon));
    double x = 0.0, y = 0.0;
    GEOSGeomGetX_r(geos, inside, &x);
    GEOSGeomGetY_r(geos, inside, &y);
    shape->area.inside = from_plane(index, x, y);
    GEOSGeom_destroy_r(geos, inside);
}

static Err build_shape(Ctx *ctx, AreaIndex *index, const GeoFeature *feature, Shape *shape)
{
    GEOSContextHandle_t geos = handle_here();
    shape->polygon = make_shape(index, feature);
    TRY(repair(ctx, index, shape));
    shape->border = or_die(GEOSBoundary_r(geos, shape->polygon));
    shape->prepared = GEOSPrepare_r(geos, shape->polygon);
    shape->prepared_border = GEOSPrepare_r(geos, shape->border);
    if (shape->prepared == NULL || shape->prepared_border == NULL)
        abort();
    note_inside(index, shape);
    return OK;
}

static int by_code(const void *a, const void *b)
{
    return str_cmp((*(const Shape *const *)a)->area.code, (*(const Shape *const *)b)->area.code);
}

static Err sort_codes(Ctx *ctx, AreaIndex *index)
{
    index->by_code = ARENA_ARRAY(index->arena, const Shape *, index->len);
    for (size_t i = 0; i < index->len; i++)
        index->by_code[i] = &index->shapes[i];
    qsort(index->by_code, index->len, sizeof *index->by_code, by_code);
    for (size_t i = 1; i < index->len; i++) {
        const Area *a = &index->by_code[i - 1]->area, *b = &index->by_code[i]->area;
        if (!str_eq(a->code, b->code))
            continue;
        size_t first = a->feature < b->feature ? a->feature : b->feature;
        return fail(ctx, ERR_INVALID, MSG_AREA_CODE_TWICE,
                    str_printf(ctx->arena, "%zu", a->feature + b->feature - first), b->code,
                    str_printf(ctx->arena, "%zu", first));
    }
    return OK;
}

static void plant_tree(AreaIndex *index)
{
    GEOSContextHandle_t geos = handle_here();
    index->tree = or_die(GEOSSTRtree_create_r(geos, 8));
    for (size_t i = 0; i < index->len; i++)
        GEOSSTRtree_insert_r(geos, index->tree, index->shapes[i].polygon, &index->shapes[i]);
}

/* See the file's head: the first question builds what later ones only read. */
static void ask_once(const AreaIndex *index)
{
    for (size_t i = 0; i < index->len; i++) {
        const Area *found[1];
        const Area *area = &index->shapes[i].area;
        (void)area_index_at(index, area->inside, found, 1);
        (void)area_index_border_metres(index, area, area->inside);
    }
}

Err area_index_load(Ctx *ctx, const AreaSource *source, AreaIndex **out)
{
    GeoCollection all;
    TRY(geojson_read(ctx, source->geojson, source->code_key != NULL ? source->code_key : "code", &all));
    to_wgs84(&all, source->datum);

    Arena *arena = arena_new(SIZE_MAX);
    AreaIndex *index = ARENA_NEW(arena, AreaIndex);
    index->arena = arena;
    index->metres_per_lng = METRES_PER_DEGREE * fmax(0.01, cos(middle_latitude(&all) * M_PI / 180.0));
    index->len = all.len;
    index->shapes = ARENA_ARRAY(arena, Shape, all.len);
    Err err = OK;
    for (size_t i = 0; i < all.len && err == OK; i++) {
        const GeoFeature *feature = &all.features[i];
        index->shapes[i].area = (Area){.code = str_copy(arena, feature->code),
                                       .name = str_copy(arena, feature->name),
                                       .level = str_copy(arena, feature->level),
                                       .feature = i + 1};
        err = build_shape(ctx, index, feature, &index->shapes[i]);
    }
    if (err == OK)
        err = sort_codes(ctx, index);
    if (err != OK) {
        area_index_free(index);
        return err;
    }
    plant_tree(index);
    ask_once(index);
    *out = index;
    return OK;
}

void area_index_free(AreaIndex *index)
{
    if (index == NULL)
        return;
    GEOSContextHandle_t geos = handle_here();
    if (index->tree != NULL)
        GEOSSTRtree_destroy_r(geos, index->tree);
    for (size_t i = 0; i < index->len; i++) {
        Shape *shape = &index->shapes[i];
        if (shape->prepared != NULL)
            GEOSPreparedGeom_destroy_r(geos, shape->prepared);
        if (shape->prepared_border != NULL)
            GEOSPreparedGeom_destroy_r(geos, shape->prepared_border);
        GEOSGeom_destroy_r(geos, shape->border);
        GEOSGeom_destroy_r(geos, shape->polygon);
    }
    arena_free(index->arena);
}

/* --- asking --- */

size_t area_index_count(const AreaIndex *index)
{
    return index->len;
}

const Area *area_index_get(const AreaIndex *index, size_t i)
{
    return &index->shapes[i].area;
}

const Area *area_index_find(const AreaIndex *index, Str code)
{
    Shape wanted = {.area.code = code};
    const Shape *key = &wanted;
    const Shape *const *found = bsearch(&key, index->by_code, index->len, sizeof key, by_code);
    return found != NULL ? &(*found)->area : NULL;
}

static const Shape *shape_of(const Area *area)
{
    return (const Shape *)(const void *)((const char *)area - offsetof(Shape, area));
}

static GEOSGeometry *point_here(const AreaIndex *index, LngLat point)
{
    LngLat p = to_plane(index, point);
    return or_die(GEOSGeom_createPointFromXY_r(handle_here(), p.lng, p.lat));
}

typedef struct Asking {
    const GEOSGeometry *point;
    double metres;
    AreaNear *near;
    const Area **areas;
    size_t room, len;
} Asking;

static double metres_to(const Shape *shape, const GEOSGeometry *point)
{
    double metres = INFINITY;
    GEOSPreparedDistance_r(handle_here(), shape->prepared_border, point, &metres);
    return metres;
}

static void keep_holder(void *item, void *self)
{
    Asking *asking = self;
    const Shape *shape = item;
    if (GEOSPreparedIntersects_r(handle_here(), shape->prepared, asking->point) != 1)
        return;
    size_t at = asking->len < asking->room ? asking->len : asking->room;
    for (; at > 0 && asking->areas[at - 1]->size_m2 < shape->area.size_m2; at--)
        if (at < asking->room)
            asking->areas[at] = asking->areas[at - 1];
    if (at < asking->room)
        asking->areas[at] = &shape->area;
    asking->len++;
}

size_t area_index_at(const AreaIndex *index, LngLat point, const Area **out, size_t room)
{
    if (!point_valid(point))
        return 0;
    GEOSGeometry *here = point_here(index, point);
    Asking asking = {.point = here, .areas = out, .room = room};
    GEOSSTRtree_query_r(handle_here(), index->tree, here, keep_holder, &asking);
    GEOSGeom_destroy_r(handle_here(), here);
    return asking.len;
}

double area_index_border_metres(const AreaIndex *index, const Area *area, LngLat point)
{
    if (!point_valid(point))
        return INFINITY;
    GEOSGeometry *here = point_here(index, point);
    double metres = metres_to(shape_of(area), here);
    GEOSGeom_destroy_r(handle_here(), here);
    return metres;
}

static bool nearer(const AreaNear *a, const AreaNear *b)
{
    return a->metres < b->metres || (a->metres == b->metres && a->area->size_m2 > b->area->size_m2);
}

static void keep_near(void *item, void *self)
{
    Asking *asking = self;
    const Shape *shape = item;
    bool inside = GEOSPreparedIntersects_r(handle_here(), shape->prepared, asking->point) == 1;
    AreaNear near = {&shape->area, inside ? 0.0 : metres_to(shape, asking->point)};
    if (near.metres > asking->metres)
        return;
    size_t at = asking->len;
    for (; at > 0 && nearer(&near, &asking->near[at - 1]); at--)
        if (at < asking->room)
            asking->near[at] = asking->near[at - 1];
    if (at < asking->room)
        asking->near[at] = near;
    if (asking->len < asking->room)
        asking->len++;
}

size_t area_index_near(const AreaIndex *index, LngLat point, double metres, AreaNear *out, size_t room)
{
    if (!point_valid(point) || !(metres >= 0.0))
        return 0;
    LngLat p = to_plane(index, point);
    GEOSContextHandle_t geos = handle_here();
    GEOSGeometry *here = point_here(index, point);
    GEOSGeometry *box =
        or_die(GEOSGeom_createRectangle_r(geos, p.lng - metres, p.lat - metres, p.lng + metres, p.lat + metres));
    Asking asking = {.point = here, .metres = metres, .near = out, .room = room};
    GEOSSTRtree_query_r(geos, index->tree, box, keep_near, &asking);
    GEOSGeom_destroy_r(geos, box);
    GEOSGeom_destroy_r(geos, here);
    return asking.len;
}
