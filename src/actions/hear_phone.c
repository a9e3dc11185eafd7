/* See hear_phone.h. */
#include "actions/hear_phone.h"

#include "base/json.h"

#define AHEAD_AT_MOST MINUTES(2)
#define CALL_BACK_WITHIN MINUTES(30) /* [D] */

typedef struct Field {
    const char *name;
    Str text;
    size_t most;
    bool required;
} Field;

static Err check_text(Ctx *ctx, const Field *field)
{
    bool good = field->text.len <= field->most && (!field->required || !str_empty(field->text));
    for (size_t i = 0; i < field->text.len && good; i++)
        good = field->text.at[i] > ' ' && field->text.at[i] < 0x7f;
    return good ? OK
                : fail_field(ctx, field->name, MSG_PHONE_TEXT, str_of(field->name),
                             str_printf(ctx->arena, "%zu", field->most));
}

static Err check(Ctx *ctx, const PhoneTold *told)
{
    const PhoneEvent *e = &told->event;
    bool with_agent = e->type == PHONE_RINGING;
    const Field fields[] = {
        {"call", told->call, PHONE_NAME_MOST, true},
        {"event", e->id, PHONE_NAME_MOST, true},
        {"agent", e->agent, PHONE_AGENT_MOST, with_agent},
        {"called", e->called, PHONE_AGENT_MOST, false},
        {"queue", e->queue, PHONE_AGENT_MOST, false},
        {"reason", e->reason, PHONE_AGENT_MOST, false},
        {"recording", e->recording, PHONE_RECORDING_MOST, e->type == PHONE_RECORDED},
    };
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        TRY(check_text(ctx, &fields[i]));
    bool both = e->type == PHONE_TRANSFERRED || e->type == PHONE_JOINED || e->type == PHONE_LEFT;
    if (both && str_empty(e->agent) && str_empty(e->party))
        return fail_field(ctx, "agent", MSG_FIELD_MISSING, STR("agent"));
    if (!str_empty(e->recording) && !str_starts(e->recording, STR("https://")) &&
        !str_starts(e->recording, STR("http://")))
        return fail_field(ctx, "recording", MSG_PHONE_RECORDING);
    return OK;
}

static PhoneEvent normal(Ctx *ctx, const PhoneEvent *told)
{
    PhoneEvent event = *told;
    if (event.at <= 0 || event.at > ctx->now + AHEAD_AT_MOST)
        event.at = ctx->now;
    event.caller = phone_number_plain(ctx->arena, told->caller);
    event.party = phone_number_plain(ctx->arena, told->party);
    return event;
}

/* Every desk whose telephone is or was in the call hears of it; the text names no number. */
static void tell(Tx *tx, const StoredCall *call)
{
    for (size_t i = 0; i < call->call.leg_count; i++) {
        const PhoneLeg *leg = &call->call.legs[i];
        if (str_empty(leg->person))
            continue;
        JsonOut out = json_out(tx->ctx->arena);
        json_open(&out, '{');
        json_field_str(&out, "call", call->id);
        json_field_str(&out, "leg", str_of(phone_leg_code(leg->state)));
        json_field_str(&out, "state", str_of(phone_state_code(call->call.state)));
        json_close(&out, '}');
        tx_notify(tx, str_printf(tx->ctx->arena, "call:" STR_FMT, STR_ARG(leg->person)), json_text(&out));
    }
}

static Err keep_call_back(Tx *tx, const StoredCall *call)
{
    const PhoneCall *c = &call->call;
    bool got_through = false;
    if (!phone_call_missed(c)) {
        TRY(call_back_withdraw_missed(tx, call->id));
        return c->answered_at > 0 && !c->outbound ? call_back_got_through(tx, call) : OK;
    }
    if (str_empty(c->number))
        return OK; /* nobody to call */
    TRY(phone_answered_since(tx, call, &got_through));
    if (got_through)
        return OK;
    return call_back_add(tx, &(CallBack){.id = call->id,
                                         .call = call->id,
                                         .why = STR("missed"),
                                         .made_at = tx->ctx->now,
                                         .due_at = c->ended_at + CALL_BACK_WITHIN,
                                         .made_by = STR("system")});
}

/* The first of an event's id stands. */
static Err find_event(Ctx *ctx, const PhoneEvent *events, size_t count, const PhoneEvent *event, bool *known)
{
    *known = false;
    for (size_t i = 0; i < count; i++) {
        if (!str_eq(events[i].id, event->id))
            continue;
        if (events[i].type != event->type || !str_eq(events[i].agent, event->agent))
            return fail(ctx, ERR_CONFLICT, MSG_KEY_REUSED);
        *known = true;
    }
    return *known || count < PHONE_EVENTS_MOST ? OK : fail(ctx, ERR_CONFLICT, MSG_PHONE_EVENTS_FULL);
}

static Err fold(Tx *tx, StoredCall *call, PhoneEvent *events, size_t count)
{
    phone_call_fold(events, count, &call->call);
    TRY(phone_call_save(tx, call));
    TRY(keep_call_back(tx, call));
    tell(tx, call);
    return OK;
}

Err hear_phone(Tx *tx, const void *in, void *out)
{
    const PhoneTold *told = in;
    PhoneHeard *heard = out;
    Arena *arena = tx->ctx->arena;
    StoredCall *call = ARENA_NEW(arena, StoredCall);
    PhoneEvent *events = ARENA_ARRAY(arena, PhoneEvent, PHONE_EVENTS_MOST + 1);
    size_t count = 0;
    bool known = false;
    TRY(check(tx->ctx, told));
    PhoneEvent event = normal(tx->ctx, &told->event);
    *call = (StoredCall){
        .id = phone_call_id(arena, told->source, told->call), .source = told->source, .source_call = told->call};
    TRY(phone_call_claim(tx, call));
    TRY(phone_call_load(tx, call->id, call));
    TRY(phone_event_all(tx, call->id, events, &count));
    TRY(find_event(tx->ctx, events, count, &event, &known));
    if (!known && call->erased_at == 0) {
        TRY(phone_event_add(tx, call->id, &event));
        events[count++] = event;
        TRY(fold(tx, call, events, count));
    }
    *heard = (PhoneHeard){call->id, call->call.state, known || call->erased_at > 0};
    return OK;
}
