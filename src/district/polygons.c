/* areas.geojson: every area that a case can lie in has its polygon, and no polygon is nobody's. */
#include "base/utf8.h"
#include "district/tables.h"
#include "geo/area_index.h"

#define POLYGON_FILE "areas.geojson"

static void check_polygons(Reading *reading, const AreaIndex *index)
{
    const District *d = reading->district;
    for (size_t i = 0; i < d->area_count; i++) {
        const DistrictArea *area = &d->areas[i];
        if (area->level == AREA_GRID || area_index_find(index, area->code) != NULL) /* few districts draw their grids */
            continue;
        Str line = str_printf(reading->ctx->arena, "%lld", (long long)codes_line(&reading->areas, area->code));
        file_problem(reading, POLYGON_FILE, 0, MSG_DISTRICT_NO_POLYGON, line, area->code);
    }
    for (size_t i = 0; i < area_index_count(index); i++) {
        Str code = area_index_get(index, i)->code;
        if (reading->areas.count > 0 && codes_line(&reading->areas, code) == 0)
            file_problem(reading, POLYGON_FILE, 0, MSG_DISTRICT_POLYGON_EXTRA, str_copy(reading->ctx->arena, code));
    }
}

void read_polygons(Reading *reading)
{
    const DistrictFile *file = district_file(reading->files, POLYGON_FILE);
    if (file == NULL) {
        file_problem(reading, POLYGON_FILE, 0, MSG_DISTRICT_FILE_MISSING);
        return;
    }
    AreaIndex *index = NULL;
    if (area_index_load(reading->ctx, &(AreaSource){.geojson = file->content}, &index) != OK) {
        problem_from_failure(reading, &(ProblemSpot){.file = POLYGON_FILE}, MSG_DISTRICT_IN_FILE);
        return;
    }
    check_polygons(reading, index);
    area_index_free(index);
    reading->district->areas_geojson = str_copy(reading->arena, file->content);
}
