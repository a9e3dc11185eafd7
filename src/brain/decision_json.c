/* A decision as it is stored with the case and shown to desks, in both languages. */
#include "base/json.h"
#include "brain/decide.h"

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
    put_categories(&out, decision);
    put_places(&out, decision);
    json_field_str(&out, "model", decision->model);
    put_asked(&out, &decision->asked);
    json_close(&out, '}');
    return json_text(&out);
}
