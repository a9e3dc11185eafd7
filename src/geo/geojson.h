/* A FeatureCollection's polygons as plain numbers, bounded and checked for form (not for geometry):
 * what area_index.c hands to GEOS. */
#ifndef GULOU_GEO_GEOJSON_H
#define GULOU_GEO_GEOJSON_H

#include "base/ctx.h"
#include "geo/point.h"

typedef struct GeoRing {
    LngLat *points; /* closed: the last is the first */
    size_t len;     /* at least 4 */
} GeoRing;

typedef struct GeoPolygon {
    GeoRing *rings; /* the first is the shell, the others are holes */
    size_t len;     /* at least 1 */
} GeoPolygon;

typedef struct GeoFeature {
    Str code, name, level;
    GeoPolygon *polygons;
    size_t len;
} GeoFeature;

typedef struct GeoCollection {
    GeoFeature *features;
    size_t len;
} GeoCollection;

enum { GEOJSON_FEATURES_MAX = 20000, GEOJSON_POINTS_MAX = 4000000 };

/* Everything in ctx->arena. INVALID, told with the feature's number. */
MUST_USE Err geojson_read(Ctx *ctx, Str text, const char *code_key, GeoCollection *out);

#endif
