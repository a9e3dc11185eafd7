/* A decision as it is stored with the case and shown to desks, in both languages. */
#include "base/json.h"
#include "base/utf8.h"
#include "brain/decide.h"

static void put_strs(JsonOut *out, const char *key, const Str *at, size_t count)
{
    json_key(out, key);
    json_open(out, '[');
    for (size_t i = 0; i < count; i++)
        json_put_str(out, at[i]);
    json_close(out, ']');
}

static void put_reasons(JsonOut *out, const Str *reasons, size_t count)
{
    json_open(out, '[');
    for (size_t i = 0; i < count; i++)
        json_put_str(out, reasons[i]);
    json_close(out, ']');
}

static void put_categories(JsonOut *out, const Decision *d)
{
    json_key(out, "categories");
    json_open(out, '[');
    for (size_t i = 0; i < d->category_count; i++) {
        json_open(out, '{');
        json_field_str(out, "code", d->categories[i].code);
        json_field_number(out, "score", d->categories[i].score, 3);
        json_field_opt(out, "lead", d->categories[i].lead);
        json_field_opt(out, "limit", d->categories[i].limit);
        json_field_str(out, "urgency", str_of(urgency_code(d->categories[i].urgency)));
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_place(JsonOut *out, const PlaceGuess *place)
{
    json_open(out, '{');
    json_field_str(out, "name", place->name);
    json_field_opt(out, "subdistrict", place->subdistrict);
    json_field_opt(out, "community", place->community);
    json_field_opt(out, "grid", place->grid);
    if (place->has_point) {
        json_field_number(out, "lat", place->lat, 6);
        json_field_number(out, "lon", place->lon, 6);
    }
    json_field_number(out, "score", place->score, 3);
    json_field_str(out, "source", place->source);
    json_close(out, '}');
}

static void put_places(JsonOut *out, const Decision *d)
{
    json_key(out, "places");
    json_open(out, '[');
    for (size_t i = 0; i < d->place_count; i++)
        put_place(out, &d->places[i]);
    json_close(out, ']');
}

static void put_twin(JsonOut *out, const DecisionTwin *twin)
{
    json_open(out, '{');
    json_field_str(out, "number", twin->number);
    json_field_number(out, "probability", twin->probability, 3);
    json_key(out, "metres");
    if (twin->metres < 0.0)
        json_put_null(out);
    else
        json_put_number(out, twin->metres, 0);
    json_field_i64(out, "minutes", twin->minutes);
    json_key(out, "reason");
    json_open(out, '{');
    json_field_str(out, "zh", twin->reason_zh);
    json_field_str(out, "en", twin->reason_en);
    json_close(out, '}');
    json_close(out, '}');
}

static void put_twins(JsonOut *out, const Decision *d)
{
    json_key(out, "twins");
    json_open(out, '[');
    for (size_t i = 0; i < d->twin_count; i++)
        put_twin(out, &d->twins[i]);
    json_close(out, ']');
}

static void put_verdict(JsonOut *out, const Decision *d)
{
    json_field_bool(out, "confident", d->confident);
    json_field_bool(out, "spam", d->spam);
    json_field_bool(out, "outside", d->outside);
    json_field_bool(out, "confidential", d->confidential);
    json_field_opt(out, "category", d->category);
    json_field_bool(out, "category_sure", d->category_sure);
    json_field_str(out, "urgency", str_of(urgency_code(d->urgency)));
    json_field_str(out, "difficulty", str_of(difficulty_code(d->difficulty)));
    json_field_str(out, "owner", d->owner);
    json_field_opt(out, "subdistrict", d->subdistrict);
    json_field_opt(out, "community", d->community);
    json_field_opt(out, "grid", d->grid);
    json_field_opt(out, "place_source", d->place_source);
}

static void put_duty(JsonOut *out, const Decision *d)
{
    const Duty *duty = &d->duty;
    json_key(out, "duty");
    json_open(out, '{');
    json_field_opt(out, "lead", duty->lead);
    put_strs(out, "co", duty->co, duty->co_count);
    json_field_opt(out, "fallback", duty->fallback);
    json_field_opt(out, "rule", duty->rule != NULL ? duty->rule->rule : STR(""));
    json_close(out, '}');
    put_strs(out, "events", d->events.at, d->events.len);
    json_field_opt(out, "limit", d->limit);
    json_field_time(out, "respond_by", d->respond_by);
    json_field_time(out, "handle_by", d->handle_by);
}

/* No words of the reporter: those that told are told by the place where they stand, so that erasing the text erases
 * them too. */
static void put_spans(JsonOut *out, const char *key, const Decision *d, const Str *words, size_t count)
{
    Str text = d->asked.text;
    json_key(out, key);
    json_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        ptrdiff_t at = str_find(text, words[i]);
        if (at < 0)
            continue;
        json_open(out, '[');
        json_put_i64(out, (int64_t)utf8_length(str_slice(text, 0, (size_t)at)));
        json_put_i64(out, (int64_t)utf8_length(words[i]));
        json_close(out, ']');
    }
    json_close(out, ']');
}

/* The texts stand in case_texts, where they can be erased. */
static void put_asked(JsonOut *out, const Report *asked)
{
    json_key(out, "asked");
    json_open(out, '{');
    if (asked->has_point) {
        json_field_number(out, "lat", asked->lat, 7);
        json_field_number(out, "lon", asked->lon, 7);
        json_field_i64(out, "accuracy_m", asked->accuracy_m);
        json_field_str(out, "point_source", asked->point_source);
    }
    json_field_opt(out, "category_choice", asked->category_choice);
    json_field_i64(out, "photo_count", (int64_t)asked->photo_count);
    if (asked->measured)
        json_field_bool(out, "measured", true);
    if (asked->hard)
        json_field_bool(out, "hard", true);
    json_close(out, '}');
}

Str decision_json(Arena *arena, const Decision *decision)
{
    JsonOut out = json_out(arena);
    json_open(&out, '{');
    put_verdict(&out, decision);
    json_key(&out, "reasons");
    json_open(&out, '{');
    json_key(&out, "zh");
    put_reasons(&out, decision->reasons_zh, decision->reason_count);
    json_key(&out, "en");
    put_reasons(&out, decision->reasons_en, decision->reason_count);
    json_close(&out, '}');
    json_key(&out, "guidance");
    json_open(&out, '{');
    json_field_opt(&out, "zh", decision->guidance_zh);
    json_field_opt(&out, "en", decision->guidance_en);
    json_close(&out, '}');
    put_duty(&out, decision);
    json_field_str(&out, "place_sureness", str_of(sureness_code(decision->place_sureness)));
    json_field_str(&out, "kind_sureness", str_of(sureness_code(decision->kind_sureness)));
    put_spans(&out, "telling", decision, decision->telling, decision->telling_count);
    put_spans(&out, "dangers", decision, decision->dangers, decision->danger_count);
    put_categories(&out, decision);
    put_places(&out, decision);
    put_twins(&out, decision);
    json_field_str(&out, "model", decision->model);
    put_asked(&out, &decision->asked);
    json_close(&out, '}');
    return json_text(&out);
}
