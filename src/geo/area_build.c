/* From a file's features to prepared shapes: datum, plane, validity, repair, codes, tree.
 * Prepared geometries and the tree build their inner indexes at the first question; loading asks each of them one, so
 * that afterwards threads only read. */
#include <math.h>
#include <stdlib.h>

#include "geo/area_shapes.h"
#include "geo/geojson.h"

static LngLat from_plane(const AreaIndex *index, double x, double y)
{
    return (LngLat){x / index->metres_per_lng, y / METRES_PER_DEGREE};
}

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
    GEOSContextHandle_t geos = geos_here();
    GEOSCoordSequence *points = geos_or_die(GEOSCoordSeq_create_r(geos, (unsigned)ring->len, 2));
    for (size_t i = 0; i < ring->len; i++) {
        LngLat p = to_plane(index, ring->points[i]);
        GEOSCoordSeq_setXY_r(geos, points, (unsigned)i, p.lng, p.lat);
    }
    return geos_or_die(GEOSGeom_createLinearRing_r(geos, points));
}

static GEOSGeometry *make_polygon(const AreaIndex *index, const GeoPolygon *polygon)
{
    GEOSGeometry **holes = calloc(polygon->len, sizeof *holes);
    if (holes == NULL)
        abort();
    GEOSGeometry *shell = make_ring(index, &polygon->rings[0]);
    for (size_t i = 1; i < polygon->len; i++)
        holes[i - 1] = make_ring(index, &polygon->rings[i]);
    GEOSGeometry *made = geos_or_die(GEOSGeom_createPolygon_r(geos_here(), shell, holes, (unsigned)polygon->len - 1));
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
        geos_or_die(GEOSGeom_createCollection_r(geos_here(), GEOS_MULTIPOLYGON, parts, (unsigned)feature->len));
    free(parts);
    return made;
}

/* What of a repaired shape is still ground: its polygons without stray lines and points. */
static GEOSGeometry *polygons_only(GEOSGeometry *shape)
{
    GEOSContextHandle_t geos = geos_here();
    int type = GEOSGeomTypeId_r(geos, shape);
    if (type == GEOS_POLYGON || type == GEOS_MULTIPOLYGON)
        return shape;
    GEOSGeometry *ground = geos_or_die(GEOSGeom_createEmptyPolygon_r(geos));
    int parts = GEOSGetNumGeometries_r(geos, shape);
    for (int i = 0; i < parts; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(geos, shape, i);
        if (GEOSGetNumGeometries_r(geos, part) == 0 || GEOSGeom_getDimensions_r(geos, part) != 2)
            continue;
        GEOSGeometry *more = geos_or_die(GEOSUnion_r(geos, ground, part));
        GEOSGeom_destroy_r(geos, ground);
        ground = more;
    }
    GEOSGeom_destroy_r(geos, shape);
    return ground;
}

/* Corners on one line enclose what rounding makes of them: less than a square metre is no ground. */
#define GROUND_LEAST 1.0

/* A shape that touches or crosses itself is repaired, and the area remembers why; one without ground is refused. */
static Err repair(Ctx *ctx, AreaIndex *index, Shape *shape)
{
    GEOSContextHandle_t geos = geos_here();
    char *reason = NULL;
    GEOSGeometry *where = NULL;
    char valid = GEOSisValidDetail_r(geos, shape->polygon, 0, &reason, &where);
    if (valid != 1) {
        shape->area.repaired = str_copy(index->arena, reason != NULL ? str_of(reason) : STR("invalid"));
        GEOSGeometry *made = geos_or_die(GEOSMakeValid_r(geos, shape->polygon));
        GEOSGeom_destroy_r(geos, shape->polygon);
        shape->polygon = polygons_only(made);
    }
    GEOSFree_r(geos, reason);
    GEOSGeom_destroy_r(geos, where);
    double size = 0.0;
    if (GEOSArea_r(geos, shape->polygon, &size) != 1 || !(size >= GROUND_LEAST))
        return fail(ctx, ERR_INVALID, MSG_AREA_GEOMETRY, str_printf(ctx->arena, "%zu", shape->area.feature),
                    shape->area.code, STR("it encloses no ground"));
    shape->area.size_m2 = size;
    return OK;
}

static void note_inside(const AreaIndex *index, Shape *shape)
{
    GEOSContextHandle_t geos = geos_here();
    GEOSGeometry *inside = geos_or_die(GEOSPointOnSurface_r(geos, shape->polygon));
    double x = 0.0, y = 0.0;
    GEOSGeomGetX_r(geos, inside, &x);
    GEOSGeomGetY_r(geos, inside, &y);
    shape->area.inside = from_plane(index, x, y);
    GEOSGeom_destroy_r(geos, inside);
}

static Err build_shape(Ctx *ctx, AreaIndex *index, const GeoFeature *feature, Shape *shape)
{
    GEOSContextHandle_t geos = geos_here();
    shape->polygon = make_shape(index, feature);
    TRY(repair(ctx, index, shape));
    shape->border = geos_or_die(GEOSBoundary_r(geos, shape->polygon));
    shape->prepared = GEOSPrepare_r(geos, shape->polygon);
    shape->prepared_border = GEOSPrepare_r(geos, shape->border);
    if (shape->prepared == NULL || shape->prepared_border == NULL)
        abort();
    note_inside(index, shape);
    return OK;
}

static Err sort_codes(Ctx *ctx, AreaIndex *index)
{
    index->by_code = ARENA_ARRAY(index->arena, const Shape *, index->len);
    for (size_t i = 0; i < index->len; i++)
        index->by_code[i] = &index->shapes[i];
    qsort(index->by_code, index->len, sizeof *index->by_code, shape_by_code);
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
    GEOSContextHandle_t geos = geos_here();
    index->tree = geos_or_die(GEOSSTRtree_create_r(geos, 8));
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
    GEOSContextHandle_t geos = geos_here();
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
