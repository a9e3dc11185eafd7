/* Reading RFC 7946 as far as areas need it. Each refusal names the feature by its number and code, so
 * that whoever drew the file finds it. */
#include "geo/geojson.h"

#include "base/json.h"

enum { CODE_MAX = 64, NAME_MAX_BYTES = 200 };

typedef struct Reader {
    Ctx *ctx;
    const char *code_key;
    size_t number; /* of the feature at hand, from 1 */
    Str code;
    size_t points_left;
} Reader;

static Str number_text(const Reader *reader, size_t number)
{
    return str_printf(reader->ctx->arena, "%zu", number);
}

static Err bad_geometry(const Reader *reader, const char *why)
{
    return fail(reader->ctx, ERR_INVALID, MSG_AREA_GEOMETRY, number_text(reader, reader->number), reader->code,
                str_of(why));
}

static Err too_many(const Reader *reader)
{
    return fail(reader->ctx, ERR_INVALID, MSG_AREAS_TOO_MANY, number_text(reader, GEOJSON_FEATURES_MAX),
                number_text(reader, GEOJSON_POINTS_MAX));
}

static Err read_point(const Reader *reader, const Json *json, LngLat *out)
{
    LngLat point;
    if (json_length(json) < 2 || !json_number(json_at(json, 0), &point.lng) ||
        !json_number(json_at(json, 1), &point.lat))
        return bad_geometry(reader, "a position is not [longitude, latitude]");
    if (!point_valid(point))
        return bad_geometry(reader, "a position is off the globe");
    *out = point;
    return OK;
}

static Err read_ring(Reader *reader, const Json *json, GeoRing *out)
{
    size_t len = json_length(json);
    if (len < 4)
        return bad_geometry(reader, "a ring has fewer than four positions");
    if (len > reader->points_left)
        return too_many(reader);
    reader->points_left -= len;
    LngLat *points = ARENA_ARRAY(reader->ctx->arena, LngLat, len);
    for (size_t i = 0; i < len; i++)
        TRY(read_point(reader, json_at(json, i), &points[i]));
    if (points[0].lng != points[len - 1].lng || points[0].lat != points[len - 1].lat)
        return bad_geometry(reader, "a ring is not closed: its last position must repeat the first");
    *out = (GeoRing){points, len};
    return OK;
}

static Err read_polygon(Reader *reader, const Json *json, GeoPolygon *out)
{
    size_t len = json_length(json);
    if (len == 0)
        return bad_geometry(reader, "a polygon has no ring");
    GeoRing *rings = ARENA_ARRAY(reader->ctx->arena, GeoRing, len);
    for (size_t i = 0; i < len; i++)
        TRY(read_ring(reader, json_at(json, i), &rings[i]));
    *out = (GeoPolygon){rings, len};
    return OK;
}

static Err read_geometry(Reader *reader, const Json *json, GeoFeature *feature)
{
    Str type = {0};
    const Json *coordinates = json_get(json, "coordinates");
    if (!json_str(json_get(json, "type"), &type) || !json_is_array(coordinates))
        return bad_geometry(reader, "it has no geometry");
    bool many = str_is(type, "MultiPolygon");
    if (!many && !str_is(type, "Polygon"))
        return bad_geometry(reader, "only Polygon and MultiPolygon are areas");
    feature->len = many ? json_length(coordinates) : 1;
    if (feature->len == 0)
        return bad_geometry(reader, "it has no polygon");
    feature->polygons = ARENA_ARRAY(reader->ctx->arena, GeoPolygon, feature->len);
    for (size_t i = 0; i < feature->len; i++)
        TRY(read_polygon(reader, many ? json_at(coordinates, i) : coordinates, &feature->polygons[i]));
    return OK;
}

static Str read_text(const Reader *reader, const Json *properties, const char *key, size_t most)
{
    Str text = {0};
    int64_t number = 0;
    const Json *value = json_get(properties, key);
    if (json_i64(value, &number))
        return str_printf(reader->ctx->arena, "%lld", (long long)number);
    return json_str(value, &text) && text.len <= most ? str_trim(text) : (Str){0};
}

static Err read_feature(Reader *reader, const Json *json, GeoFeature *out)
{
    const Json *properties = json_get(json, "properties");
    GeoFeature feature = {
        .code = read_text(reader, properties, reader->code_key, CODE_MAX),
        .name = read_text(reader, properties, "name", NAME_MAX_BYTES),
        .level = read_text(reader, properties, "level", CODE_MAX),
    };
    if (str_empty(feature.code))
        return fail(reader->ctx, ERR_INVALID, MSG_AREA_CODE_MISSING, number_text(reader, reader->number),
                    str_of(reader->code_key));
    reader->code = feature.code;
    TRY(read_geometry(reader, json_get(json, "geometry"), &feature));
    *out = feature;
    return OK;
}

Err geojson_read(Ctx *ctx, Str text, const char *code_key, GeoCollection *out)
{
    Reader reader = {.ctx = ctx, .code_key = code_key, .points_left = GEOJSON_POINTS_MAX};
    const Json *root = NULL;
    TRY(json_parse(ctx, text, &root));
    Str type = {0};
    const Json *features = json_get(root, "features");
    if (!json_str(json_get(root, "type"), &type) || !str_is(type, "FeatureCollection") || !json_is_array(features))
        return fail(ctx, ERR_INVALID, MSG_AREAS_NOT_COLLECTION);
    size_t len = json_length(features);
    if (len == 0)
        return fail(ctx, ERR_INVALID, MSG_AREAS_EMPTY);
    if (len > GEOJSON_FEATURES_MAX)
        return too_many(&reader);
    GeoFeature *all = ARENA_ARRAY(ctx->arena, GeoFeature, len);
    for (size_t i = 0; i < len; i++) {
        reader.number = i + 1;
        TRY(read_feature(&reader, json_at(features, i), &all[i]));
    }
    *out = (GeoCollection){all, len};
    return OK;
}
