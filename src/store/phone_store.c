/* Calls, their events and who was in them; see phone_store.h. */
#include "store/phone_store.h"

#include "base/hash.h"

#define RINGING_AT_MOST MINUTES(10)
#define TALKING_AT_MOST HOURS(4)
enum { ID_CHARS = 24 };

Str phone_call_id(Arena *arena, Str source, Str source_call)
{
    Hash hash = hash_sha256_parts((const Str[]){source, STR("\n"), source_call}, 3);
    return str_slice(hash_hex(arena, &hash), 0, ID_CHARS);
}

static PhoneCallState state_of(Str code)
{
    for (int i = PHONE_CALL_WAITING; i < PHONE_CALL_ENDED; i++)
        if (str_is(code, phone_state_code((PhoneCallState)i)))
            return (PhoneCallState)i;
    return PHONE_CALL_ENDED;
}

static PhoneLegState leg_state_of(Str code)
{
    for (int i = LEG_RINGING; i < LEG_LEFT; i++)
        if (str_is(code, phone_leg_code((PhoneLegState)i)))
            return (PhoneLegState)i;
    return LEG_LEFT;
}

static StoredCall of_row(const Rows *rows)
{
    return (StoredCall){.id = rows_text(rows, 0),
                        .source = rows_text(rows, 1),
                        .source_call = rows_text(rows, 2),
                        .state = rows_text(rows, 3),
                        .call = {.state = state_of(rows_text(rows, 3)),
                                 .outbound = rows_int(rows, 4) == 1,
                                 .number = rows_text(rows, 5),
                                 .called = rows_text(rows, 6),
                                 .queue = rows_text(rows, 7),
                                 .reason = rows_text(rows, 8),
                                 .recording = rows_text(rows, 9),
                                 .offered_at = rows_int(rows, 10),
                                 .rang_at = rows_int(rows, 11),
                                 .answered_at = rows_int(rows, 12),
                                 .ended_at = rows_int(rows, 13),
                                 .extension = rows_text(rows, 14)},
                        .person = rows_text(rows, 15),
                        .version = rows_int(rows, 16),
                        .erased_at = rows_int(rows, 17)};
}

static Err load_legs(Tx *tx, StoredCall *call)
{
    Rows rows CLEANUP(rows_close) = {0};
    PhoneCall *c = &call->call;
    TRY(db_query(tx, &rows, SQL_PHONE_LEG_LIST, db_text(tx->ctx->jurisdiction), db_text(call->id)));
    while (c->leg_count < PHONE_LEGS_MAX && rows_next(&rows))
        c->legs[c->leg_count++] = (PhoneLeg){.party = rows_text(&rows, 0),
                                             .number = rows_text(&rows, 1),
                                             .person = rows_text(&rows, 2),
                                             .state = leg_state_of(rows_text(&rows, 3)),
                                             .rang_at = rows_int(&rows, 4),
                                             .joined_at = rows_int(&rows, 5),
                                             .left_at = rows_int(&rows, 6)};
    return rows_end(&rows);
}

Err phone_call_load(Tx *tx, Str id, StoredCall *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    StoredCall call = {0};
    TRY(db_query(tx, &rows, SQL_PHONE_CALL_GET, db_text(tx->ctx->jurisdiction), db_text(id)));
    if (rows_next(&rows))
        call = of_row(&rows);
    TRY(rows_end(&rows));
    if (str_empty(call.id))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_PHONE_UNKNOWN);
    TRY(load_legs(tx, &call));
    *out = call;
    return OK;
}

Err phone_call_claim(Tx *tx, const StoredCall *call)
{
    TRY(db_run(tx, SQL_PHONE_CALL_BEGIN, db_text(tx->ctx->jurisdiction), db_text(call->id), db_text(call->source),
               db_text(call->source_call), db_int(tx->ctx->now)));
    return db_run(tx, SQL_PHONE_CALL_TOUCH, db_text(tx->ctx->jurisdiction), db_text(call->id));
}

/* Whose extension it was when they came into the call stays, whoever sits there later. */
static Err name_legs(Tx *tx, StoredCall *call, const StoredCall *before)
{
    for (size_t i = 0; i < call->call.leg_count; i++) {
        PhoneLeg *leg = &call->call.legs[i];
        for (size_t j = 0; j < before->call.leg_count; j++)
            if (str_eq(before->call.legs[j].party, leg->party))
                leg->person = before->call.legs[j].person;
        if (str_empty(leg->person) && str_empty(leg->number))
            TRY(phone_agent_of(tx, leg->party, &leg->person));
        if (str_eq(leg->party, call->call.extension))
            call->person = leg->person;
    }
    return OK;
}

static Err save_legs(Tx *tx, const StoredCall *call)
{
    TRY(db_run(tx, SQL_PHONE_LEG_CLEAR, db_text(tx->ctx->jurisdiction), db_text(call->id)));
    for (size_t i = 0; i < call->call.leg_count; i++) {
        const PhoneLeg *leg = &call->call.legs[i];
        TRY(db_run(tx, SQL_PHONE_LEG_PUT, db_text(tx->ctx->jurisdiction), db_text(call->id), db_text(leg->party),
                   db_opt(leg->number), db_text(leg->person), db_text(str_of(phone_leg_code(leg->state))),
                   db_int(leg->rang_at), db_int(leg->joined_at), db_int(leg->left_at)));
    }
    return OK;
}

Err phone_call_save(Tx *tx, StoredCall *call)
{
    const PhoneCall *c = &call->call;
    StoredCall *before = ARENA_NEW(tx->ctx->arena, StoredCall);
    *before = (StoredCall){.id = call->id};
    TRY(load_legs(tx, before));
    TRY(name_legs(tx, call, before));
    TRY(save_legs(tx, call));
    call->state = str_of(phone_state_code(c->state));
    return db_run(tx, SQL_PHONE_CALL_SET, db_text(tx->ctx->jurisdiction), db_text(call->id), db_text(call->state),
                  db_int(c->outbound), db_opt(c->number), db_text(c->called), db_text(c->queue), db_text(c->reason),
                  db_opt(c->recording), db_int(c->offered_at), db_int(c->rang_at), db_int(c->answered_at),
                  db_int(c->ended_at), db_text(c->extension), db_text(call->person));
}

Err phone_event_add(Tx *tx, Str call, const PhoneEvent *e)
{
    return db_run(tx, SQL_PHONE_EVENT_PUT, db_text(tx->ctx->jurisdiction), db_text(call), db_text(e->id),
                  db_text(str_of(phone_event_code(e->type))), db_int(e->at), db_int(tx->ctx->now), db_text(e->agent),
                  db_opt(e->party), db_opt(e->caller), db_text(e->called), db_text(e->queue), db_text(e->reason),
                  db_opt(e->recording), db_int(e->outbound));
}

Err phone_event_all(Tx *tx, Str call, PhoneEvent *out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    size_t found = 0;
    TRY(db_query(tx, &rows, SQL_PHONE_EVENT_LIST, db_text(tx->ctx->jurisdiction), db_text(call)));
    while (found < PHONE_EVENTS_MOST && rows_next(&rows)) {
        PhoneEvent *e = &out[found++];
        *e = (PhoneEvent){.id = rows_text(&rows, 0),
                          .at = rows_int(&rows, 2),
                          .agent = rows_text(&rows, 3),
                          .party = rows_text(&rows, 4),
                          .caller = rows_text(&rows, 5),
                          .called = rows_text(&rows, 6),
                          .queue = rows_text(&rows, 7),
                          .reason = rows_text(&rows, 8),
                          .recording = rows_text(&rows, 9),
                          .outbound = rows_int(&rows, 10) == 1};
        if (!phone_event_parse(rows_text(&rows, 1), &e->type))
            found--;
    }
    TRY(rows_end(&rows));
    *count = found;
    return OK;
}

static Err one_text(Rows *rows, Str *out)
{
    Str text = rows_next(rows) ? rows_text(rows, 0) : STR("");
    TRY(rows_end(rows));
    *out = text;
    return OK;
}

Err phone_agent_of(Tx *tx, Str extension, Str *person)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PHONE_AGENT_OF, db_text(tx->ctx->jurisdiction), db_text(extension)));
    return one_text(&rows, person);
}

Err phone_extension_of(Tx *tx, Str person, Str *extension)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PHONE_AGENT_BY_PERSON, db_text(tx->ctx->jurisdiction), db_text(person)));
    return one_text(&rows, extension);
}

Err phone_agent_set(Tx *tx, const PhoneAgent *agent)
{
    TRY(db_run(tx, SQL_PHONE_AGENT_DROP, db_text(tx->ctx->jurisdiction), db_text(agent->person)));
    if (str_empty(agent->extension))
        return OK;
    return db_run(tx, SQL_PHONE_AGENT_PUT, db_text(tx->ctx->jurisdiction), db_text(agent->extension),
                  db_text(agent->person), db_int(tx->ctx->now));
}

Err phone_agent_all(Tx *tx, PhoneAgent **out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    PhoneAgent *list = ARENA_ARRAY(tx->ctx->arena, PhoneAgent, PHONE_AGENTS_MOST);
    size_t found = 0;
    TRY(db_query(tx, &rows, SQL_PHONE_AGENT_LIST, db_text(tx->ctx->jurisdiction)));
    while (found < PHONE_AGENTS_MOST && rows_next(&rows))
        list[found++] = (PhoneAgent){rows_text(&rows, 0), rows_text(&rows, 1), rows_int(&rows, 2)};
    TRY(rows_end(&rows));
    *out = list;
    *count = found;
    return OK;
}

Err phone_current(Tx *tx, Str person, CurrentCall out[PHONE_CURRENT_MOST], size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    size_t found = 0;
    UnixMs now = tx->ctx->now;
    TRY(db_query(tx, &rows, SQL_PHONE_CURRENT, db_text(tx->ctx->jurisdiction), db_text(person),
                 db_int(now - RINGING_AT_MOST), db_int(now - TALKING_AT_MOST)));
    while (found < PHONE_CURRENT_MOST && rows_next(&rows))
        out[found++] = (CurrentCall){rows_text(&rows, 0), rows_text(&rows, 1)};
    TRY(rows_end(&rows));
    *count = found;
    return OK;
}

Err phone_was_in(Tx *tx, Str call, Str person, bool *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PHONE_WAS_IN, db_text(tx->ctx->jurisdiction), db_text(call), db_text(person)));
    bool was = rows_next(&rows);
    TRY(rows_end(&rows));
    *out = was;
    return OK;
}
