/* What the brain decided, as a desk reads it: the stored decision has codes and both languages, the reader gets names
 * and one. Decisions of earlier releases lack some members; they are null or empty then. */
#include "api/case_json.h"

typedef struct View {
    JsonOut *out;
    const Request *req;
    const Json *stored;
} View;

static Str text_of(const Json *object, const char *key)
{
    Str text = STR("");
    (void)json_str(json_get(object, key), &text);
    return text;
}

static void put_flag(const View *v, const char *key)
{
    bool flag = false;
    (void)json_bool(json_get(v->stored, key), &flag);
    json_field_bool(v->out, key, flag);
}

static void put_opt(const View *v, const char *key)
{
    json_field_opt(v->out, key, text_of(v->stored, key));
}

static void put_spans(const View *v, const char *key)
{
    const Json *spans = json_get(v->stored, key);
    json_key(v->out, key);
    json_open(v->out, '[');
    for (size_t i = 0; i < json_length(spans); i++) {
        int64_t from = 0, len = 0;
        (void)json_i64(json_at(json_at(spans, i), 0), &from);
        (void)json_i64(json_at(json_at(spans, i), 1), &len);
        json_open(v->out, '[');
        json_put_i64(v->out, from);
        json_put_i64(v->out, len);
        json_close(v->out, ']');
    }
    json_close(v->out, ']');
}

static void put_reasons(const View *v, const char *lang)
{
    const Json *reasons = json_get(json_get(v->stored, "reasons"), lang);
    json_key(v->out, "reasons");
    json_open(v->out, '[');
    for (size_t i = 0; i < json_length(reasons); i++) {
        Str reason = STR("");
        (void)json_str(json_at(reasons, i), &reason);
        json_put_str(v->out, reason);
    }
    json_close(v->out, ']');
}

static void put_rule(const View *v, Str code)
{
    const District *d = v->req->ctx->district;
    const DutyRule *rule = NULL;
    for (size_t i = 0; i < d->duty_count && !str_empty(code); i++)
        if (str_eq(d->duties[i].rule, code))
            rule = &d->duties[i];
    json_key(v->out, "rule");
    if (str_empty(code)) {
        json_put_null(v->out);
        return;
    }
    json_open(v->out, '{');
    json_field_str(v->out, "code", code);
    put_names(v->out, "note", rule != NULL ? rule->note_zh : STR(""), rule != NULL ? rule->note_en : STR(""));
    json_close(v->out, '}');
}

static void put_duty(const View *v)
{
    const Json *duty = json_get(v->stored, "duty"), *co = json_get(duty, "co");
    put_unit(v->out, v->req, "lead", text_of(duty, "lead"));
    json_key(v->out, "co_units");
    json_open(v->out, '[');
    for (size_t i = 0; i < json_length(co); i++) {
        Str unit = STR("");
        (void)json_str(json_at(co, i), &unit);
        put_unit(v->out, v->req, NULL, unit);
    }
    json_close(v->out, ']');
    put_unit(v->out, v->req, "fallback", text_of(duty, "fallback"));
    put_rule(v, text_of(duty, "rule"));
}

static void put_events(const View *v)
{
    const Json *events = json_get(v->stored, "events");
    json_key(v->out, "events");
    json_open(v->out, '[');
    for (size_t i = 0; i < json_length(events); i++) {
        Str code = STR("");
        (void)json_str(json_at(events, i), &code);
        const DistrictEvent *event = event_find(v->req->ctx->district, code);
        json_open(v->out, '{');
        json_field_str(v->out, "event", code);
        put_names(v->out, "name", event != NULL ? event->name_zh : code, event != NULL ? event->name_en : code);
        json_close(v->out, '}');
    }
    json_close(v->out, ']');
}

static double score_of(const Json *guess)
{
    double score = 0;
    (void)json_number(json_get(guess, "score"), &score);
    return score;
}

static void put_categories(const View *v)
{
    const Json *categories = json_get(v->stored, "categories");
    json_key(v->out, "categories");
    json_open(v->out, '[');
    for (size_t i = 0; i < json_length(categories); i++) {
        const Json *guess = json_at(categories, i);
        json_open(v->out, '{');
        put_category(v->out, v->req, "category", text_of(guess, "code"));
        json_field_number(v->out, "score", score_of(guess), 3);
        put_unit(v->out, v->req, "lead", text_of(guess, "lead"));
        json_field_opt(v->out, "limit", text_of(guess, "limit"));
        json_field_opt(v->out, "urgency", text_of(guess, "urgency"));
        json_close(v->out, '}');
    }
    json_close(v->out, ']');
}

static void put_point(const View *v, const Json *guess)
{
    double lat = 0, lon = 0;
    (void)json_number(json_get(guess, "lat"), &lat);
    (void)json_number(json_get(guess, "lon"), &lon);
    put_position(v->out, "position", &(PositionView){(int64_t)(lat * 1e7), (int64_t)(lon * 1e7), 0, STR("")});
}

static void put_places(const View *v)
{
    const Json *places = json_get(v->stored, "places");
    json_key(v->out, "places");
    json_open(v->out, '[');
    for (size_t i = 0; i < json_length(places); i++) {
        const Json *guess = json_at(places, i);
        json_open(v->out, '{');
        json_field_str(v->out, "name", text_of(guess, "name"));
        put_unit(v->out, v->req, "unit", district_area_unit(v->req->ctx->district, text_of(guess, "subdistrict")));
        put_area(v->out, v->req, "community", text_of(guess, "community"));
        put_point(v, guess);
        json_field_number(v->out, "score", score_of(guess), 3);
        json_field_str(v->out, "source", text_of(guess, "source"));
        json_close(v->out, '}');
    }
    json_close(v->out, ']');
}

Err put_decision(JsonOut *out, const Request *req, Str stored)
{
    const char *lang = req->ctx->lang == LANG_EN ? "en" : "zh";
    View v = {.out = out, .req = req};
    json_key(out, "decision");
    if (str_empty(stored)) {
        json_put_null(out);
        return OK;
    }
    TRY(json_parse(req->ctx, stored, &v.stored));
    json_open(out, '{');
    static const char *const flags[] = {"confident", "spam", "outside", "confidential", "category_sure"};
    for (size_t i = 0; i < COUNT_OF(flags); i++)
        put_flag(&v, flags[i]);
    put_category(out, req, "category", text_of(v.stored, "category"));
    put_unit(out, req, "owner", text_of(v.stored, "owner"));
    put_area(out, req, "subdistrict", text_of(v.stored, "subdistrict"));
    put_area(out, req, "community", text_of(v.stored, "community"));
    static const char *const words[] = {"kind_sureness", "place_sureness", "place_source", "urgency",
                                        "limit",         "respond_by",     "handle_by"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        put_opt(&v, words[i]);
    put_duty(&v);
    put_events(&v);
    put_spans(&v, "telling");
    put_spans(&v, "dangers");
    json_field_opt(out, "guidance", text_of(json_get(v.stored, "guidance"), lang));
    put_reasons(&v, lang);
    put_categories(&v);
    put_places(&v);
    json_field_str(out, "model", text_of(v.stored, "model"));
    json_close(out, '}');
    return OK;
}
