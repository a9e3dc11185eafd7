/* Asking: the tree gives the candidates, the prepared shapes decide. Any number of threads at once. */
#include "geo/area_index.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "geo/area_shapes.h"

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

GEOSContextHandle_t geos_here(void)
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

LngLat to_plane(const AreaIndex *index, LngLat p)
{
    return (LngLat){p.lng * index->metres_per_lng, p.lat * METRES_PER_DEGREE};
}

void *geos_or_die(void *made)
{
    if (made == NULL)
        abort();
    return made;
}

int shape_by_code(const void *a, const void *b)
{
    return str_cmp((*(const Shape *const *)a)->area.code, (*(const Shape *const *)b)->area.code);
}

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
    const Shape *const *found = bsearch(&key, index->by_code, index->len, sizeof key, shape_by_code);
    return found != NULL ? &(*found)->area : NULL;
}

static const Shape *shape_of(const Area *area)
{
    return (const Shape *)(const void *)((const char *)area - offsetof(Shape, area));
}

static GEOSGeometry *point_here(const AreaIndex *index, LngLat point)
{
    LngLat p = to_plane(index, point);
    return geos_or_die(GEOSGeom_createPointFromXY_r(geos_here(), p.lng, p.lat));
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
    GEOSPreparedDistance_r(geos_here(), shape->prepared_border, point, &metres);
    return metres;
}

static void insert_largest_first(Asking *asking, const Shape *shape)
{
    size_t at = asking->len < asking->room ? asking->len : asking->room;
    for (; at > 0 && asking->areas[at - 1]->size_m2 < shape->area.size_m2; at--)
        if (at < asking->room)
            asking->areas[at] = asking->areas[at - 1];
    if (at < asking->room)
        asking->areas[at] = &shape->area;
    asking->len++;
}

static void keep_holder(void *item, void *self)
{
    Asking *asking = self;
    const Shape *shape = item;
    if (GEOSPreparedIntersects_r(geos_here(), shape->prepared, asking->point) == 1)
        insert_largest_first(asking, shape);
}

size_t area_index_at(const AreaIndex *index, LngLat point, const Area **out, size_t room)
{
    if (!point_valid(point))
        return 0;
    GEOSGeometry *here = point_here(index, point);
    Asking asking = {.point = here, .areas = out, .room = room};
    GEOSSTRtree_query_r(geos_here(), index->tree, here, keep_holder, &asking);
    GEOSGeom_destroy_r(geos_here(), here);
    return asking.len;
}

double area_index_border_metres(const AreaIndex *index, const Area *area, LngLat point)
{
    if (!point_valid(point))
        return INFINITY;
    GEOSGeometry *here = point_here(index, point);
    double metres = metres_to(shape_of(area), here);
    GEOSGeom_destroy_r(geos_here(), here);
    return metres;
}

static void keep_beside(void *item, void *self)
{
    Asking *asking = self;
    const Shape *shape = item;
    if (shape->polygon == asking->point ||
        GEOSPreparedDistanceWithin_r(geos_here(), shape->prepared, asking->point, asking->metres) != 1)
        return;
    insert_largest_first(asking, shape);
}

size_t area_index_beside(const AreaIndex *index, const Area *area, double metres, const Area **out, size_t room)
{
    const Shape *shape = shape_of(area);
    GEOSContextHandle_t geos = geos_here();
    double west = 0, south = 0, east = 0, north = 0;
    if (GEOSGeom_getXMin_r(geos, shape->polygon, &west) == 0 || GEOSGeom_getYMin_r(geos, shape->polygon, &south) == 0 ||
        GEOSGeom_getXMax_r(geos, shape->polygon, &east) == 0 || GEOSGeom_getYMax_r(geos, shape->polygon, &north) == 0)
        return 0;
    GEOSGeometry *box =
        geos_or_die(GEOSGeom_createRectangle_r(geos, west - metres, south - metres, east + metres, north + metres));
    Asking asking = {.point = shape->polygon, .metres = metres, .areas = out, .room = room};
    GEOSSTRtree_query_r(geos, index->tree, box, keep_beside, &asking);
    GEOSGeom_destroy_r(geos, box);
    return asking.len;
}

static bool nearer(const AreaNear *a, const AreaNear *b)
{
    return a->metres < b->metres || (a->metres == b->metres && a->area->size_m2 > b->area->size_m2);
}

static void keep_near(void *item, void *self)
{
    Asking *asking = self;
    const Shape *shape = item;
    bool inside = GEOSPreparedIntersects_r(geos_here(), shape->prepared, asking->point) == 1;
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
    GEOSContextHandle_t geos = geos_here();
    GEOSGeometry *here = point_here(index, point);
    GEOSGeometry *box =
        geos_or_die(GEOSGeom_createRectangle_r(geos, p.lng - metres, p.lat - metres, p.lng + metres, p.lat + metres));
    Asking asking = {.point = here, .metres = metres, .near = out, .room = room};
    GEOSSTRtree_query_r(geos, index->tree, box, keep_near, &asking);
    GEOSGeom_destroy_r(geos, box);
    GEOSGeom_destroy_r(geos, here);
    return asking.len;
}
