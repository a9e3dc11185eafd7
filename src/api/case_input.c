/* Reading what an action is sent; see case_input.h. */
#include "api/case_input.h"

#include <stdio.h>
#include <time.h>

#include "base/input.h"
#include "geo/datum.h"

static bool offset_of(const char *at, int64_t *minutes)
{
    int hours = 0, rest = 0;
    if (at[0] == 'Z' && at[1] == '\0') {
        *minutes = 0;
        return true;
    }
    if ((at[0] != '+' && at[0] != '-') || sscanf(at + 1, "%2d:%2d", &hours, &rest) != 2)
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
        tm.tm_mday > 31 || tm.tm_hour > 23 || tm.tm_min > 59 || tm.tm_sec > 60 || !offset_of(z + used, &offset))
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

/* What of the body is no plain member of ActionInput. */
typedef struct ActionBody {
    ActionInput in;
    const Json *units, *position, *elements, *scores;
    bool granted, upheld, solved, reached;
    Str finding, at, until;
    StrList photos;
} ActionBody;

#define TEXT(field, max)                                                                                               \
    {                                                                                                                  \
#field, INPUT_STR, offsetof(ActionBody, in.field), false, 0, (max)                                             \
    }
#define NUMBER(field, min, max)                                                                                        \
    {                                                                                                                  \
#field, INPUT_I64, offsetof(ActionBody, in.field), false, (min), (max)                                         \
    }
#define OWN(type, field, max)                                                                                          \
    {                                                                                                                  \
#field, INPUT_##type, offsetof(ActionBody, field), false, 0, (max)                                             \
    }

static const InputField action_fields[] = {
    NUMBER(version, 0, 1e15), TEXT(note, 2000),        TEXT(unit, 40),           TEXT(person, 64),
    OWN(JSON, units, 0),      NUMBER(call, 0, 1000),   NUMBER(request, 0, 1000), OWN(BOOL, granted, 0),
    OWN(BOOL, upheld, 0),     OWN(STR, finding, 20),   OWN(STRS, photos, 9),     OWN(JSON, position, 0),
    TEXT(place_text, 200),    OWN(STR, at, 40),        TEXT(code, 40),           TEXT(master, 20),
    OWN(STR, until, 40),      NUMBER(percent, 1, 200), OWN(JSON, elements, 0),   OWN(BOOL, solved, 0),
    NUMBER(satisfied, 1, 5),  OWN(BOOL, reached, 0),   TEXT(category, 20),       TEXT(urgency, 10),
    TEXT(difficulty, 20),     OWN(JSON, scores, 0),    NUMBER(score, 1, 5),      TEXT(photo, 64),
    NUMBER(seq, 1, 1e9),      TEXT(field, 20),
};

typedef struct TargetBody {
    Str unit;
    bool lead, required;
} TargetBody;

static const InputField target_fields[] = {
    INPUT(STR, TargetBody, unit, true, 0, 40),
    INPUT(BOOL, TargetBody, lead, false, 0, 0),
    INPUT(BOOL, TargetBody, required, false, 0, 0),
};

static Err read_units(Ctx *ctx, const Json *value, ActionInput *out)
{
    enum { UNITS_MAX = 10 };
    size_t count = json_length(value);
    if (json_is_null(value))
        return OK;
    if (count > UNITS_MAX)
        return fail_field(ctx, "units", MSG_FIELD_RANGE, STR("units"), STR("1"), STR("10"));
    CallTarget *targets = ARENA_ARRAY(ctx->arena, CallTarget, count + 1);
    for (size_t i = 0; i < count; i++) {
        TargetBody body = {.required = true};
        TRY(input_read(ctx, json_at(value, i), target_fields, COUNT_OF(target_fields), &body));
        targets[i] = (CallTarget){body.unit, body.lead, body.required || body.lead};
    }
    out->units = targets;
    out->unit_count = count;
    return OK;
}

static const InputField element_fields[] = {
    INPUT(STR, ActionInput, received, false, 0, 500),
    INPUT(STR, ActionInput, contacted, false, 0, 500),
    INPUT(STR, ActionInput, measure, false, 0, 2000),
    INPUT(STR, ActionInput, limit, false, 0, 500),
};

static const InputField score_fields[] = {
    {"timely", INPUT_I64, offsetof(ActionInput, score_timely), true, 1, 5},
    {"attend", INPUT_I64, offsetof(ActionInput, score_attend), true, 1, 5},
    {"result", INPUT_I64, offsetof(ActionInput, score_result), true, 1, 5},
};

static Err read_nested(Ctx *ctx, const ActionBody *body, ActionInput *out)
{
    TRY(read_units(ctx, body->units, out));
    TRY(read_position(ctx, body->position, &out->place));
    TRY(read_time(ctx, "at", body->at, &out->claimed_at));
    TRY(read_time(ctx, "until", body->until, &out->until));
    if (!json_is_null(body->elements))
        TRY(input_read(ctx, body->elements, element_fields, COUNT_OF(element_fields), out));
    if (!json_is_null(body->scores))
        TRY(input_read(ctx, body->scores, score_fields, COUNT_OF(score_fields), out));
    if (!str_empty(body->finding) && !finding_parse(body->finding, &out->finding))
        return fail_field(ctx, "finding", MSG_FIELD_CHOICE, STR("finding"), body->finding);
    return OK;
}

/* A flag that matters must be said, not left to a default. */
static Err require_flag(Ctx *ctx, const Json *json, const char *field, bool needed)
{
    return needed && json_is_null(json_get(json, field)) ? fail_field(ctx, field, MSG_FIELD_MISSING, str_of(field))
                                                         : OK;
}

Err read_action_input(const Request *req, Str number, ActionInput *out)
{
    Ctx *ctx = req->ctx;
    const Json *json = NULL;
    ActionBody *body = ARENA_NEW(ctx->arena, ActionBody);
    Str slug = request_param(req, "action");
    TRY(request_json(req, &json));
    TRY(input_read(ctx, json, action_fields, COUNT_OF(action_fields), body));
    TRY(require_flag(ctx, json, "granted", str_is(slug, "decide")));
    TRY(require_flag(ctx, json, "upheld", str_is(slug, "arbitrate")));
    TRY(require_flag(ctx, json, "solved", str_is(slug, "rate")));
    TRY(require_flag(ctx, json, "reached", str_is(slug, "contact")));
    *out = body->in;
    out->number = number;
    out->granted = body->granted;
    out->upheld = body->upheld;
    out->solved = body->solved;
    out->reached = body->reached;
    out->photos = body->photos.at;
    out->photo_count = body->photos.len;
    TRY(read_nested(ctx, body, out));
    if (out->place.given) {
        PointAreas areas = brain_areas_at(app_of(req)->brain, ctx, out->place.lat, out->place.lon);
        out->subdistrict = areas.subdistrict;
        out->community = areas.community;
        out->grid = areas.grid;
    }
    return OK;
}

/* Digits with the signs people write between them; whether it rings is not ours to know. */
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
