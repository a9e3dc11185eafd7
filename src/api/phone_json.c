/* See phone_json.h. */
#include "api/phone_json.h"

#include "api/case_json.h"

Err put_phone_person(JsonOut *out, Tx *tx, const char *key, Str person)
{
    Str name = STR("");
    json_key(out, key);
    if (str_empty(person)) {
        json_put_null(out);
        return OK;
    }
    TRY(person_name(tx, person, &name));
    json_open(out, '{');
    json_field_str(out, "id", person);
    json_field_str(out, "name", name);
    json_close(out, '}');
    return OK;
}

static Err put_leg(JsonOut *out, Tx *tx, const PhoneLeg *leg)
{
    bool outside = !str_empty(leg->number) || str_starts(leg->party, STR("+"));
    json_open(out, '{');
    json_field_str(out, "party", leg->party);
    json_field_bool(out, "outside", outside);
    json_field_opt(out, "number_masked", phone_number_masked(tx->ctx->arena, leg->number));
    TRY(put_phone_person(out, tx, "person", leg->person));
    json_field_str(out, "state", str_of(phone_leg_code(leg->state)));
    json_field_time(out, "rang_at", leg->rang_at);
    json_field_time(out, "joined_at", leg->joined_at);
    json_field_time(out, "left_at", leg->left_at);
    json_close(out, '}');
    return OK;
}

static Err put_cases(JsonOut *out, Tx *tx, Str call)
{
    Str numbers[PHONE_CASES_MOST];
    size_t count = 0;
    TRY(phone_cases_of(tx, call, numbers, &count));
    json_key(out, "cases");
    json_open(out, '[');
    for (size_t i = 0; i < count; i++)
        json_put_str(out, numbers[i]);
    json_close(out, ']');
    return OK;
}

Err put_phone_call(JsonOut *out, Tx *tx, const PhoneView *view)
{
    const StoredCall *stored = view->call;
    const PhoneCall *c = &stored->call;
    json_open(out, '{');
    json_field_str(out, "id", stored->id);
    json_field_str(out, "state", stored->state);
    json_field_opt(out, "leg", view->leg);
    json_field_str(out, "direction", c->outbound ? STR("out") : STR("in"));
    json_field_opt(out, "number_masked", phone_number_masked(tx->ctx->arena, c->number));
    json_field_str(out, "called", c->called);
    json_field_str(out, "queue", c->queue);
    json_field_str(out, "reason", c->reason);
    json_field_time(out, "offered_at", c->offered_at);
    json_field_time(out, "rang_at", c->rang_at);
    json_field_time(out, "answered_at", c->answered_at);
    json_field_time(out, "ended_at", c->ended_at);
    json_field_str(out, "extension", c->extension);
    TRY(put_phone_person(out, tx, "person", stored->person));
    json_field_bool(out, "recorded", !str_empty(c->recording));
    json_key(out, "legs");
    json_open(out, '[');
    for (size_t i = 0; i < c->leg_count; i++)
        TRY(put_leg(out, tx, &c->legs[i]));
    json_close(out, ']');
    TRY(put_cases(out, tx, stored->id));
    json_close(out, '}');
    return OK;
}
