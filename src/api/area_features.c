/* The district's polygons of one level, written again from the imported GeoJSON. */
#include "api/area_features.h"

static void put_coordinates(JsonOut *out, const Json *value)
{
    double number = 0;
    if (json_number(value, &number)) {
        json_put_number(out, number, 6);
        return;
    }
    json_open(out, '[');
    for (size_t i = 0; i < json_length(value); i++)
        put_coordinates(out, json_at(value, i));
    json_close(out, ']');
}

static void put_feature(JsonOut *out, const Ctx *ctx, const DistrictArea *area, const Json *geometry)
{
    Str type = STR("");
    (void)json_str(json_get(geometry, "type"), &type);
    json_open(out, '{');
    json_field_str(out, "type", STR("Feature"));
    json_key(out, "properties");
    json_open(out, '{');
    json_field_str(out, "code", area->code);
    json_field_str(out, "name", ctx->lang == LANG_EN ? area->name_en : area->name_zh);
    json_field_str(out, "name_en", area->name_en);
    json_field_str(out, "name_zh", area->name_zh);
    json_field_str(out, "unit", area->unit);
    json_close(out, '}');
    json_key(out, "geometry");
    json_open(out, '{');
    json_field_str(out, "type", type);
    json_key(out, "coordinates");
    put_coordinates(out, json_get(geometry, "coordinates"));
    json_close(out, '}');
    json_close(out, '}');
}

Err area_features(Ctx *ctx, int level, JsonOut *out)
{
    const Json *whole = NULL;
    TRY(json_parse(ctx, ctx->district->areas_geojson, &whole));
    const Json *features = json_get(whole, "features");
    json_open(out, '{');
    json_field_str(out, "type", STR("FeatureCollection"));
    json_field_bool(out, "synthetic", ctx->district->synthetic);
    json_key(out, "features");
    json_open(out, '[');
    for (size_t i = 0; i < json_length(features); i++) {
        const Json *feature = json_at(features, i);
        Str code = STR("");
        (void)json_str(json_get(json_get(feature, "properties"), "code"), &code);
        const DistrictArea *area = area_find(ctx->district, code);
        if (area != NULL && (int)area->level == level)
            put_feature(out, ctx, area, json_get(feature, "geometry"));
    }
    json_close(out, ']');
    json_close(out, '}');
    return OK;
}
