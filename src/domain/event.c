/* The stored bytes of an event; see event.h. Two writers given the same head write the same bytes. */
#include "domain/event.h"

#include "base/json.h"
#include "domain/merkle.h"

static void put_commitments(JsonOut *out, const EventHead *head)
{
    json_key(out, "commitments");
    json_open(out, '[');
    for (size_t i = 0; i < head->commitment_count; i++) {
        json_open(out, '{');
        json_field_str(out, "field", head->commitments[i].field);
        json_field_str(out, "hash", head->commitments[i].hash);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_code(JsonOut *out, const char *key, const char *code)
{
    json_key(out, key);
    json_put_z(out, code);
}

static void put_who(JsonOut *out, const EventHead *head)
{
    put_code(out, "relation", relation_code(head->relation));
    json_field_str(out, "person", head->person);
    put_code(out, "role", role_code(head->role));
    json_field_str(out, "unit", head->unit);
}

static void put_raw(JsonOut *out, const char *key, Str json)
{
    json_key(out, key);
    json_put_raw(out, str_empty(json) ? STR("{}") : json);
}

Str event_bytes(Arena *arena, const EventHead *head)
{
    JsonOut out = json_out(arena);
    json_open(&out, '{');
    json_field_i64(&out, "v", 1);
    json_field_str(&out, "jurisdiction", head->jurisdiction);
    json_field_str(&out, "number", head->number);
    json_field_i64(&out, "seq", head->seq);
    json_field_i64(&out, "at", head->at);
    json_field_str(&out, "action", str_lower_ascii(arena, str_of(action_code(head->action))));
    put_who(&out, head);
    put_code(&out, "from", case_state_code(head->from));
    put_code(&out, "to", case_state_code(head->to));
    json_field_i64(&out, "call", head->call);
    put_raw(&out, "change", head->change);
    put_raw(&out, "detail", head->detail);
    put_commitments(&out, head);
    json_field_str(&out, "prev", head->prev);
    json_close(&out, '}');
    return json_text(&out);
}

Hash event_hash(Str bytes)
{
    return merkle_leaf(bytes);
}
