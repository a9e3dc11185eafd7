/* See read.h. */
#include "reception/read.h"

#include <stdio.h>
#include <time.h>

#include "base/input.h"
#include "geo/datum.h"

static bool is_clock(int hour, int minute)
{
    return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59;
}

static bool offset_of(const char *at, int64_t *minutes)
{
    int hours = 0, rest = 0;
    if (at[0] == 'Z' && at[1] == '\0') {
        *minutes = 0;
        return true;
    }
    if ((at[0] != '+' && at[0] != '-') || sscanf(at + 1, "%2d:%2d", &hours, &rest) != 2 || !is_clock(hours, rest))
        return false;
    *minutes = (int64_t)(at[0] == '-' ? -1 : 1) * (hours * 60 + rest);
    return true;
}

Err read_time(Ctx *ctx, const char *field, Str text, UnixMs *out)
{
    struct tm tm = {0};
    int used = 0, millis = 0;
    int64_t offset = 0;
    if (str_empty(text))
        return OK;
    const char *z = str_z(ctx->arena, text);
    bool read = text.len <= 40 && sscanf(z, "%4d-%2d-%2dT%2d:%2d:%2d%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
                                         &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &used) == 6;
    if (read && z[used] == '.') {
        const char *from = z + used + 1, *to = from;
        while (*to >= '0' && *to <= '9')
            to++;
        for (int i = 0; i < 3; i++)
            millis = millis * 10 + (from + i < to ? from[i] - '0' : 0);
        used = (int)(to - z);
    }
    if (!read || tm.tm_year < 2000 || tm.tm_year > 2200 || tm.tm_mon < 1 || tm.tm_mon > 12 || tm.tm_mday < 1 ||
        tm.tm_mday > 31 || !is_clock(tm.tm_hour, tm.tm_min) || tm.tm_sec < 0 || tm.tm_sec > 60 ||
        !offset_of(z + used, &offset))
        return fail_field(ctx, field, MSG_TIME_FORMAT, str_of(field));
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    *out = (UnixMs)timegm(&tm) * 1000 + millis - MINUTES(offset);
    return OK;
}

typedef struct PositionBody {
    double lat, lon, accuracy_m;
    Str datum, source;
} PositionBody;

static const InputField position_fields[] = {
    INPUT(DOUBLE, PositionBody, lat, true, -90, 90),        INPUT(DOUBLE, PositionBody, lon, true, -180, 180),
    INPUT(DOUBLE, PositionBody, accuracy_m, false, 0, 1e7), INPUT(STR, PositionBody, datum, false, 0, 10),
    INPUT(STR, PositionBody, source, false, 0, 10),
};

static Err to_wgs84(Ctx *ctx, const PositionBody *body, LngLat *out)
{
    LngLat at = {.lng = body->lon, .lat = body->lat};
    if (str_empty(body->datum) || str_is(body->datum, "WGS84"))
        *out = at;
    else if (str_is(body->datum, "GCJ02"))
        *out = datum_to_wgs84(at, DATUM_GCJ02);
    else if (str_is(body->datum, "BD09"))
        *out = datum_to_wgs84(at, DATUM_BD09);
    else
        return fail_field(ctx, "datum", MSG_FIELD_CHOICE, STR("datum"), body->datum);
    return OK;
}

Err read_position(Ctx *ctx, const Json *value, PlaceInput *out)
{
    static const char *const sources[] = {"pin", "gps", "photo", "words", "desk"};
    PositionBody body = {0};
    LngLat at = {0};
    if (json_is_null(value))
        return OK;
    TRY(input_read(ctx, value, position_fields, COUNT_OF(position_fields), &body));
    TRY(to_wgs84(ctx, &body, &at));
    Str source = STR("pin");
    for (size_t i = 0; i < COUNT_OF(sources); i++)
        if (str_is(body.source, sources[i]))
            source = str_of(sources[i]);
    *out = (PlaceInput){
        .given = true, .lat = at.lat, .lon = at.lng, .accuracy_m = (int64_t)body.accuracy_m, .source = source};
    return OK;
}

Err check_phone(Ctx *ctx, Str phone)
{
    size_t digits = 0;
    for (size_t i = 0; i < phone.len; i++) {
        char c = phone.at[i];
        digits += c >= '0' && c <= '9';
        if ((c < '0' || c > '9') && c != '+' && c != '-' && c != ' ' && c != '(' && c != ')')
            return fail_field(ctx, "phone", MSG_PHONE_FORM);
    }
    return phone.len > 0 && (digits < 5 || digits > 20) ? fail_field(ctx, "phone", MSG_PHONE_FORM) : OK;
}
