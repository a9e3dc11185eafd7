/* See device_reading.h. */
#include "channels/device_reading.h"

#include <math.h>

#include "base/json.h"
#include "reception/read.h"

#define SECONDS_BELOW 100000000000LL /* seconds until the year 5138; more are milliseconds */
#define AT_MOST 253402300799000LL    /* the year 9999 */

static Err wrong(Ctx *ctx)
{
    return fail_field(ctx, "value", MSG_DEVICE_READING);
}

static Err read_at(Ctx *ctx, const Json *value, UnixMs *out)
{
    Str text;
    int64_t number = 0;
    if (json_is_null(value))
        return OK;
    if (json_str(value, &text))
        return read_time(ctx, "at", text, out);
    if (!json_i64(value, &number) || number <= 0 || number > AT_MOST)
        return wrong(ctx);
    *out = number < SECONDS_BELOW ? number * 1000 : number;
    return OK;
}

static Err read_object(Ctx *ctx, Str payload, DeviceSaid *out)
{
    const Json *json = NULL;
    double value = 0, battery = -1;
    TRY(json_parse(ctx, payload, &json));
    if (!json_number(json_get(json, "value"), &value) || !isfinite(value) || fabs(value) > (double)MILLI_MOST / 1000)
        return wrong(ctx);
    const Json *said = json_get(json, "battery");
    if (!json_is_null(said) && (!json_number(said, &battery) || !(battery >= 0 && battery <= 100)))
        return wrong(ctx);
    out->value = llround(value * 1000);
    out->battery = json_is_null(said) ? -1 : llround(battery);
    return read_at(ctx, json_get(json, "at"), &out->at);
}

Err device_reading_parse(Ctx *ctx, Str payload, DeviceSaid *out)
{
    DeviceSaid said = {.battery = -1};
    Str text = str_trim(payload);
    if (str_empty(text) || payload.len > DEVICE_READING_MOST)
        return wrong(ctx);
    if (text.at[0] == '{')
        TRY(read_object(ctx, text, &said));
    else if (!milli_parse(text, &said.value))
        return wrong(ctx);
    *out = said;
    return OK;
}

bool device_topic_parse(Str topic, Str jurisdiction, Str *device)
{
    Str root, district, id, rest;
    if (!str_cut(topic, '/', &root, &rest) || !str_cut(rest, '/', &district, &rest) || !str_cut(rest, '/', &id, &rest))
        return false;
    if (!str_is(root, "gulou") || !str_eq(district, jurisdiction) || str_empty(id) || !str_is(rest, "reading"))
        return false;
    *device = id;
    return true;
}
