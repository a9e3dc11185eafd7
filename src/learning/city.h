/* Any city as a District that knows nothing but its areas and place names: from the tables that statistics offices
 * publish, or from a district's own. Enough for a brain to say where something is. */
#ifndef GULOU_LEARNING_CITY_H
#define GULOU_LEARNING_CITY_H

#include "domain/district.h"

typedef struct CityFiles {
    Str areas;     /* CSV code,name,street_code,street; or areas.csv of a district */
    Str polygons;  /* GeoJSON with property code, or name; may be empty */
    Str gazetteer; /* CSV as gazetteer.csv; area may be a code or a name; may be empty */
} CityFiles;

typedef struct City {
    District district;
    size_t polygons; /* that could be given to an area; the others are left out */
} City;

/* INVALID, told with file and line. Everything in ctx->arena, the files included: keep it. */
MUST_USE Err city_read(Ctx *ctx, const CityFiles *files, City **out);
/* The area of a code, a full name (长安镇) or a short one (长安); of several, the largest. NULL: none, or two equally
 * large. */
const DistrictArea *city_area(Arena *arena, const City *city, Str code_or_name);

#endif
