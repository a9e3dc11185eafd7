/* Any bytes as a JSON body, read the two ways the doors read it: as a value that is written again and reads the same,
 * and as a report by a table of fields. */
#include "fuzz/fuzz.h"

#include "base/input.h"
#include "base/utf8.h"

typedef struct Body {
    Str text, place;
    double lat;
    int64_t accuracy;
    bool anonymous;
    StrList photos;
    const Json *rest;
} Body;

static const InputField fields[] = {
    INPUT(STR, Body, text, true, 0, 40),       INPUT(STR, Body, place, false, 0, 0),
    INPUT(DOUBLE, Body, lat, false, -90, 90),  INPUT(I64, Body, accuracy, false, 0, 100000),
    INPUT(BOOL, Body, anonymous, false, 0, 0), INPUT(STRS, Body, photos, false, 0, 3),
    INPUT(JSON, Body, rest, false, 0, 0),
};

static void write_value(JsonOut *out, const Json *value);

static void write_member(void *self, Str key, const Json *value)
{
    json_key_str(self, key);
    write_value(self, value);
}

static void write_value(JsonOut *out, const Json *value)
{
    Str text;
    int64_t whole;
    double number;
    bool truth;
    if (json_is_object(value)) {
        json_open(out, '{');
        json_each(value, write_member, out);
        json_close(out, '}');
    } else if (json_is_array(value)) {
        json_open(out, '[');
        for (size_t i = 0; i < json_length(value); i++)
            write_value(out, json_at(value, i));
        json_close(out, ']');
    } else if (json_str(value, &text)) {
        ALWAYS(utf8_valid(text));
        json_put_str(out, text);
    } else if (json_i64(value, &whole)) {
        json_put_i64(out, whole);
    } else if (json_number(value, &number)) {
        json_put_number(out, number, 3);
    } else if (json_bool(value, &truth)) {
        json_put_bool(out, truth);
    } else {
        ALWAYS(json_is_null(value));
        json_put_null(out);
    }
}

static void check_body(Ctx *ctx, const Json *value)
{
    Body body = {0};
    if (input_read(ctx, value, fields, COUNT_OF(fields), &body) != OK) {
        ALWAYS(ctx_failure_text(ctx).len > 0);
        return;
    }
    ALWAYS(body.text.len > 0 && utf8_length(body.text) <= 40);
    ALWAYS(body.lat >= -90 && body.lat <= 90 && body.accuracy >= 0 && body.accuracy <= 100000);
    ALWAYS(body.photos.len <= 3);
}

FUZZ(ctx, input)
{
    const Json *value = NULL, *again = NULL;
    if (json_parse(ctx, input, &value) != OK) {
        ALWAYS(ctx_failure_text(ctx).len > 0);
        return;
    }
    JsonOut one = json_out(ctx->arena), two = json_out(ctx->arena);
    write_value(&one, value);
    ALWAYS(json_parse(ctx, json_text(&one), &again) == OK);
    write_value(&two, again);
    ALWAYS(str_eq(json_text(&one), json_text(&two)));
    check_body(ctx, value);
}
