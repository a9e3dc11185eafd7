/* Communities name their parents row by row; the parents are collected from them. Polygons are given the codes of the
 * areas whose names they bear. */
#include "learning/city.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/csv.h"
#include "geo/geojson.h"
#include "text/fold.h"
#include "text/name_context.h"

typedef struct Reader {
    Ctx *ctx;
    City *city;
    DistrictArea *areas;
    size_t len;
} Reader;

static Err read_table(Ctx *ctx, Str text, const char *file, Csv *out)
{
    Err err = csv_read(ctx, text, out);
    return err == OK ? OK : fail(ctx, err, MSG_DISTRICT_IN_FILE, str_of(file), ctx_failure_text(ctx));
}

static Err column(Ctx *ctx, const Csv *csv, const char *file, const char *name, size_t *out)
{
    ptrdiff_t at = csv_column(csv, name);
    if (at < 0)
        return fail(ctx, ERR_INVALID, MSG_EXAM_COLUMN, str_of(file), str_of(name));
    *out = (size_t)at;
    return OK;
}

static int by_code(const void *a, const void *b)
{
    return str_cmp(((const DistrictArea *)a)->code, ((const DistrictArea *)b)->code);
}

/* --- areas --- */

static Err read_statistics(Reader *r, const Csv *csv)
{
    size_t code = 0, name = 0, street_code = 0, street = 0;
    TRY(column(r->ctx, csv, "areas", "code", &code));
    TRY(column(r->ctx, csv, "areas", "name", &name));
    TRY(column(r->ctx, csv, "areas", "street_code", &street_code));
    TRY(column(r->ctx, csv, "areas", "street", &street));
    for (size_t i = 0; i < csv->row_count; i++) {
        const Str *cells = csv->rows[i].cells;
        r->areas[r->len++] = (DistrictArea){
            .code = cells[code], .name_zh = cells[name], .parent = cells[street_code], .level = AREA_COMMUNITY};
        r->areas[r->len++] =
            (DistrictArea){.code = cells[street_code], .name_zh = cells[street], .level = AREA_SUBDISTRICT};
    }
    return OK;
}

static Err read_district(Reader *r, const Csv *csv)
{
    static const char *const levels[] = {"district", "subdistrict", "community", "grid"};
    size_t code = 0, name = 0, level = 0, parent = 0;
    TRY(column(r->ctx, csv, "areas", "code", &code));
    TRY(column(r->ctx, csv, "areas", "name_zh", &name));
    TRY(column(r->ctx, csv, "areas", "level", &level));
    TRY(column(r->ctx, csv, "areas", "parent", &parent));
    for (size_t i = 0; i < csv->row_count; i++) {
        const Str *cells = csv->rows[i].cells;
        DistrictArea area = {.code = cells[code], .name_zh = cells[name], .parent = cells[parent]};
        size_t k = 0;
        while (k < COUNT_OF(levels) && !str_is(cells[level], levels[k]))
            k++;
        if (k == COUNT_OF(levels))
            return fail(r->ctx, ERR_INVALID, MSG_EXAM_CELL, STR("areas"),
                        str_printf(r->ctx->arena, "%lld", (long long)csv->rows[i].line), cells[level]);
        area.level = k == 0 ? AREA_DISTRICT : k == 1 ? AREA_SUBDISTRICT : k == 2 ? AREA_COMMUNITY : AREA_GRID;
        r->areas[r->len++] = area;
    }
    return OK;
}

static size_t once_each(DistrictArea *areas, size_t len)
{
    size_t kept = 0;
    qsort(areas, len, sizeof *areas, by_code);
    for (size_t i = 0; i < len; i++)
        if (kept == 0 || !str_eq(areas[kept - 1].code, areas[i].code))
            areas[kept++] = areas[i];
    return kept;
}

/* 441900 of 441900003001 and 441900004002: whose areas these are. */
static Str common_code(const DistrictArea *areas, size_t len)
{
    size_t same = areas[0].code.len;
    for (size_t i = 1; i < len; i++) {
        size_t k = 0;
        while (k < same && k < areas[i].code.len && areas[0].code.at[k] == areas[i].code.at[k])
            k++;
        same = k;
    }
    size_t whole = same >= 6 ? 6 : same >= 4 ? 4 : same >= 2 ? 2 : 0;
    return str_slice(areas[0].code, 0, whole);
}

static Err read_areas(Reader *r, Str text)
{
    Csv csv;
    District *d = &r->city->district;
    TRY(read_table(r->ctx, text, "areas", &csv));
    if (csv.row_count == 0)
        return fail(r->ctx, ERR_INVALID, MSG_DISTRICT_IN_FILE, STR("areas"), STR("0"));
    r->areas = ARENA_ARRAY(r->ctx->arena, DistrictArea, csv.row_count * 2);
    TRY(csv_column(&csv, "level") >= 0 ? read_district(r, &csv) : read_statistics(r, &csv));
    r->len = once_each(r->areas, r->len);
    d->areas = r->areas;
    d->area_count = r->len;
    d->code = common_code(r->areas, r->len);
    return OK;
}

static Str stem_of(Arena *arena, Str name, PlaceKind kind)
{
    return name_stem(text_fold_plain(arena, name), kind);
}

static bool bears(Arena *arena, const DistrictArea *area, Str name)
{
    PlaceKind kind = area->level == AREA_SUBDISTRICT ? PLACE_SUBDISTRICT : PLACE_COMMUNITY;
    return str_eq(area->name_zh, name) || str_eq(stem_of(arena, area->name_zh, kind), stem_of(arena, name, kind));
}

const DistrictArea *city_area(Arena *arena, const City *city, Str wanted)
{
    const District *d = &city->district;
    Str name = str_trim(wanted);
    const DistrictArea *found = area_find(d, name);
    if (found != NULL || str_empty(name))
        return found;
    for (int level = AREA_SUBDISTRICT; level <= AREA_COMMUNITY; level++) {
        for (int exact = 1; exact >= 0; exact--) {
            size_t count = 0;
            for (size_t i = 0; i < d->area_count; i++) {
                const DistrictArea *area = &d->areas[i];
                if ((int)area->level != level || !(exact ? str_eq(area->name_zh, name) : bears(arena, area, name)))
                    continue;
                found = area;
                count++;
            }
            if (count > 0)
                return count == 1 ? found : NULL;
        }
    }
    return NULL;
}

/* --- polygons --- */

static void write_polygon(Buf *buf, const GeoPolygon *polygon)
{
    for (size_t i = 0; i < polygon->len; i++) {
        buf_z(buf, i == 0 ? "[[" : ",[");
        for (size_t k = 0; k < polygon->rings[i].len; k++)
            buf_printf(buf, "%s[%.9f,%.9f]", k == 0 ? "" : ",", polygon->rings[i].points[k].lng,
                       polygon->rings[i].points[k].lat);
        buf_z(buf, "]");
    }
    buf_z(buf, "]");
}

static void write_feature(Buf *buf, const GeoFeature *feature, Str code)
{
    buf_z(buf, buf->len > 0 && buf->at[buf->len - 1] == '}' ? "," : "");
    buf_z(buf, "{\"type\":\"Feature\",\"properties\":{\"code\":\"");
    buf_add(buf, code);
    buf_z(buf, "\"},\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[");
    for (size_t i = 0; i < feature->len; i++) {
        buf_z(buf, i == 0 ? "" : ",");
        write_polygon(buf, &feature->polygons[i]);
    }
    buf_z(buf, "]}}");
}

static Err read_polygons(Reader *r, Str text)
{
    GeoCollection polygons = {0};
    Buf buf = buf_new(r->ctx->arena);
    if (str_empty(text))
        return OK;
    if (geojson_read(r->ctx, text, "code", &polygons) != OK && geojson_read(r->ctx, text, "name", &polygons) != OK)
        return fail(r->ctx, ERR_INVALID, MSG_DISTRICT_IN_FILE, STR("polygons"), ctx_failure_text(r->ctx));
    bool *drawn = ARENA_ARRAY(r->ctx->arena, bool, r->len);
    buf_z(&buf, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (size_t i = 0; i < polygons.len; i++) {
        const DistrictArea *area = city_area(r->ctx->arena, r->city, polygons.features[i].code);
        if (area == NULL)
            area = city_area(r->ctx->arena, r->city, polygons.features[i].name);
        if (area == NULL || drawn[area - r->areas])
            continue;
        drawn[area - r->areas] = true;
        write_feature(&buf, &polygons.features[i], area->code);
        r->city->polygons++;
    }
    buf_z(&buf, "]}");
    if (r->city->polygons > 0)
        r->city->district.areas_geojson = buf_str(&buf);
    return OK;
}

/* --- names --- */

static double degrees(const Csv *csv, const CsvRow *row, const char *name)
{
    ptrdiff_t at = csv_column(csv, name);
    double value = 0.0;
    return at >= 0 && str_to_double(row->cells[at], &value) ? value : 0.0;
}

static Err read_places(Reader *r, Str text)
{
    Csv csv;
    size_t name = 0, area = 0;
    if (str_empty(text))
        return OK;
    TRY(read_table(r->ctx, text, "gazetteer", &csv));
    TRY(column(r->ctx, &csv, "gazetteer", "name", &name));
    TRY(column(r->ctx, &csv, "gazetteer", "area", &area));
    ptrdiff_t kind = csv_column(&csv, "kind"), aliases = csv_column(&csv, "aliases"),
              certain = csv_column(&csv, "certain");
    DistrictPlace *places = ARENA_ARRAY(r->ctx->arena, DistrictPlace, csv.row_count + 1);
    for (size_t i = 0; i < csv.row_count; i++) {
        const CsvRow *row = &csv.rows[i];
        const DistrictArea *known = city_area(r->ctx->arena, r->city, row->cells[area]);
        if (known == NULL && !str_empty(row->cells[area]))
            return fail(r->ctx, ERR_INVALID, MSG_EXAM_CELL, STR("gazetteer"),
                        str_printf(r->ctx->arena, "%lld", (long long)row->line), row->cells[area]);
        places[i] = (DistrictPlace){.name = row->cells[name],
                                    .kind = kind >= 0 ? row->cells[kind] : STR("place"),
                                    .area = known != NULL ? known->code : STR(""),
                                    .aliases = aliases >= 0 ? row->cells[aliases] : STR(""),
                                    .lat = degrees(&csv, row, "lat"),
                                    .lon = degrees(&csv, row, "lon"),
                                    .certain = certain < 0 || str_is(row->cells[certain], "1")};
    }
    r->city->district.places = places;
    r->city->district.place_count = csv.row_count;
    return OK;
}

Err city_read(Ctx *ctx, const CityFiles *files, City **out)
{
    Reader reader = {.ctx = ctx, .city = ARENA_NEW(ctx->arena, City)};
    TRY(read_areas(&reader, files->areas));
    TRY(read_polygons(&reader, files->polygons));
    TRY(read_places(&reader, files->gazetteer));
    *out = reader.city;
    return OK;
}
