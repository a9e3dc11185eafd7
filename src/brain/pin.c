/* What a position says: which areas hold it, and how sure that is, given that a phone is rarely better than twenty
 * metres and a street's border may run between two sides of a road. */
#include <math.h>

#include "brain/parts.h"

enum { NEIGHBOURS_MAX = 64 };

/* What to assume when the phone did not say: a finger on a map, a fix, a photo's note of an earlier fix. */
static double assumed_accuracy(const Report *report)
{
    if (report->accuracy_m > 0)
        return (double)report->accuracy_m;
    return str_is(report->point_source, "pin") ? 20.0 : str_is(report->point_source, "gps") ? 30.0 : 50.0;
}

PointAreas areas_of_code(const District *district, Str code)
{
    PointAreas areas = {0};
    const DistrictArea *area = area_find(district, code);
    for (int steps = 0; area != NULL && steps < 4; steps++, area = area_find(district, area->parent)) {
        if (area->level == AREA_GRID)
            areas.grid = area->code;
        else if (area->level == AREA_COMMUNITY)
            areas.community = area->code;
        else if (area->level == AREA_SUBDISTRICT)
            areas.subdistrict = area->code;
    }
    return areas;
}

static bool is_subdistrict(const Brain *brain, const Area *area)
{
    const DistrictArea *known = area_find(brain->district, area->code);
    return known != NULL && known->level == AREA_SUBDISTRICT;
}

PointAreas brain_areas_at(const Brain *brain, Ctx *ctx, double lat, double lon)
{
    (void)ctx;
    LngLat point = {.lng = lon, .lat = lat};
    const Area *holders[8];
    PointAreas areas = {0};
    if (brain->areas == NULL || !point_valid(point))
        return areas;
    size_t count = area_index_at(brain->areas, point, holders, COUNT_OF(holders));
    for (size_t i = 0; i < count && i < COUNT_OF(holders); i++) { /* largest first: the smaller knows its parents */
        PointAreas found = areas_of_code(brain->district, holders[i]->code);
        bool astray = !str_empty(areas.subdistrict) && !str_eq(found.subdistrict, areas.subdistrict);
        if (!str_empty(found.subdistrict) && !astray)
            areas = found;
    }
    return areas;
}

/* The part of a circle of radius 1 on this side of a straight border `d` from its centre. */
static double share_of_circle(double d)
{
    if (d >= 1.0)
        return 1.0;
    return 1.0 - (acos(d) - d * sqrt(1.0 - d * d)) / M_PI;
}

static void look_over_the_border(const Brain *brain, PinView *pin)
{
    const Area *own = area_index_find(brain->areas, pin->areas.subdistrict);
    pin->border = own != NULL ? area_index_border_metres(brain->areas, own, pin->at) : 0.0;
    pin->share = share_of_circle(pin->border / pin->accuracy);
    if (pin->border >= pin->accuracy)
        return;
    AreaNear near[NEIGHBOURS_MAX];
    size_t count = area_index_near(brain->areas, pin->at, pin->accuracy, near, COUNT_OF(near));
    for (size_t i = 0; i < count && str_empty(pin->rival); i++)
        if (is_subdistrict(brain, near[i].area) && !str_eq(near[i].area->code, pin->areas.subdistrict))
            pin->rival = near[i].area->code;
}

/* Outside, but within its own doubt of a sub-district: that one may be meant. */
static void look_at_the_edge(const Brain *brain, PinView *pin)
{
    AreaNear near[NEIGHBOURS_MAX];
    size_t count = area_index_near(brain->areas, pin->at, pin->accuracy, near, COUNT_OF(near));
    for (size_t i = 0; i < count; i++) {
        if (!is_subdistrict(brain, near[i].area))
            continue;
        pin->areas.subdistrict = near[i].area->code;
        pin->border = near[i].metres;
        return;
    }
}

PinView pin_look(const Brain *brain, Arena *arena, const Report *report)
{
    PinView pin = {.at = {.lng = report->lon, .lat = report->lat}, .accuracy = assumed_accuracy(report)};
    if (!report->has_point || brain->areas == NULL || !point_valid(pin.at))
        return pin;
    Ctx ctx = {.arena = arena};
    pin.given = true;
    pin.areas = brain_areas_at(brain, &ctx, report->lat, report->lon);
    pin.inside = !str_empty(pin.areas.subdistrict);
    if (pin.inside)
        look_over_the_border(brain, &pin);
    else
        look_at_the_edge(brain, &pin);
    return pin;
}
