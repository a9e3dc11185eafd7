/* Whose ground is this? The district's polygons (district, sub-districts, communities, grids), read
 * once from GeoJSON, checked and repaired, then asked a thousand times a second: which areas hold a
 * point, how far it is to their border, who the neighbours are.
 * An index owns its memory and never changes after loading: any number of threads may ask. */
#ifndef GULOU_GEO_AREA_INDEX_H
#define GULOU_GEO_AREA_INDEX_H

#include "base/ctx.h"
#include "geo/datum.h"

typedef struct AreaIndex AreaIndex;

/* Text lives as long as the index. */
typedef struct Area {
    Str code;
    Str name;  /* properties.name, or empty */
    Str level; /* properties.level, or empty */
    double size_m2;
    LngLat inside;  /* a point surely inside: where to put its label */
    Str repaired;   /* why the polygon had to be repaired; empty when it was sound */
    size_t feature; /* its number in the file, from 1 */
} Area;

typedef struct AreaSource {
    Str geojson;          /* a FeatureCollection of Polygon and MultiPolygon */
    const char *code_key; /* the property that holds the code; NULL: "code" */
    Datum datum;          /* of the file's coordinates; they are kept as WGS-84 */
} AreaSource;

/* INVALID, told with the feature's number: no code, a code twice, no polygon, open ring, coordinates
 * off the globe, nothing left after repair. Free with area_index_free. */
MUST_USE Err area_index_load(Ctx *ctx, const AreaSource *source, AreaIndex **out);
void area_index_free(AreaIndex *index); /* NULL is fine */

size_t area_index_count(const AreaIndex *index);
const Area *area_index_get(const AreaIndex *index, size_t i);  /* in the file's order */
const Area *area_index_find(const AreaIndex *index, Str code); /* NULL: no such code */

/* The areas that hold the point, largest first; a point on a shared border is in both. Returns how
 * many there are, of which at most `room` were written. */
size_t area_index_at(const AreaIndex *index, LngLat point, const Area **out, size_t room);
/* Metres to the nearest border of `area`, from inside or outside. */
double area_index_border_metres(const AreaIndex *index, const Area *area, LngLat point);
/* The other areas that touch `area`, lie in it or come within `metres` of it, largest first; returns how many there
 * are, of which at most `room` were written. */
size_t area_index_beside(const AreaIndex *index, const Area *area, double metres, const Area **out, size_t room);

typedef struct AreaNear {
    const Area *area;
    double metres; /* 0: the point is inside */
} AreaNear;
/* Every area within `metres` of the point, those that hold it included; nearest first, among equals
 * the largest first. Returns how many were written (at most `room`). */
size_t area_index_near(const AreaIndex *index, LngLat point, double metres, AreaNear *out, size_t room);

#endif
