/* The insides of an area index, shared by its building and its asking. GEOS is known to these three files only.
 * Polygons are kept in a local plane in metres (equirectangular around the collection's middle latitude: within
 * 0.1 % over a district, 0.3 % over a large city), so that distances to borders need no projection later. */
#ifndef GULOU_GEO_AREA_SHAPES_H
#define GULOU_GEO_AREA_SHAPES_H

#include <geos_c.h>

#include "geo/area_index.h"

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

/* GEOS wants one handle per thread: each thread that asks gets its own, closed when it ends. */
GEOSContextHandle_t geos_here(void);
LngLat to_plane(const AreaIndex *index, LngLat point);
/* GEOS answers NULL when out of memory or on our own mistake: both end the process. */
void *geos_or_die(void *made);
int shape_by_code(const void *a, const void *b); /* of two const Shape ** */

#endif
