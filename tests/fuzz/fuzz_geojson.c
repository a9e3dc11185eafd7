/* Any bytes as polygons: refused with words, or areas that can be asked everything: each holds its own inner point,
 * lies beside itself at no distance, and no question runs past its room. */
#include "fuzz/fuzz.h"

#include <math.h>

#include "geo/area_index.h"

enum { ROOM = 4 };

static void ask_all(const AreaIndex *index, LngLat point)
{
    const Area *found[ROOM];
    AreaNear near[ROOM];
    (void)area_index_at(index, point, found, ROOM);
    ALWAYS(area_index_near(index, point, 100.0, near, ROOM) <= ROOM);
    (void)area_index_near(index, point, (double)NAN, near, ROOM);
}

static void ask_area(const AreaIndex *index, const Area *area)
{
    const Area *found[ROOM], *beside[ROOM];
    ALWAYS(area->code.len > 0 && area->size_m2 >= 0.0);
    ALWAYS(area_index_find(index, area->code) != NULL);
    ALWAYS(point_valid(area->inside));
    ALWAYS(area_index_at(index, area->inside, found, ROOM) >= 1);
    ALWAYS(area_index_border_metres(index, area, area->inside) >= 0.0);
    size_t count = area_index_beside(index, area, 10.0, beside, ROOM);
    for (size_t i = 0; i < count && i < ROOM; i++)
        ALWAYS(beside[i] != area);
}

FUZZ(ctx, input)
{
    AreaIndex *index = NULL;
    AreaSource source = {.geojson = input, .datum = input.len % 3 == 0 ? DATUM_GCJ02 : DATUM_WGS84};
    if (area_index_load(ctx, &source, &index) != OK) {
        ALWAYS(index == NULL && ctx_failure_text(ctx).len > 0);
        return;
    }
    ALWAYS(area_index_count(index) > 0);
    for (size_t i = 0; i < area_index_count(index); i++)
        ask_area(index, area_index_get(index, i));
    ask_all(index, (LngLat){119.3, 26.1});
    ask_all(index, (LngLat){(double)INFINITY, -90.0});
    area_index_free(index);
}
