/* POST /api/calls/events: a telephone system tells what happens to its calls, by a partner's key of kind "telephony".
 * Adapters in the house (src/calls) say the same to the same action. */
#include "actions/hear_phone.h"
#include "api/routes.h"
#include "auth/partners.h"
#include "base/input.h"
#include "reception/app.h"
#include "reception/read.h"

typedef struct EventBody {
    Str call, event, type, at, direction, caller, called, queue, agent, party, reason, recording;
} EventBody;

static const InputField event_fields[] = {
    INPUT(STR, EventBody, call, true, 0, PHONE_NAME_MOST),
    INPUT(STR, EventBody, event, true, 0, PHONE_NAME_MOST),
    INPUT(STR, EventBody, type, true, 0, 20),
    INPUT(STR, EventBody, at, false, 0, 40),
    INPUT(STR, EventBody, direction, false, 0, 10),
    INPUT(STR, EventBody, caller, false, 0, 100),
    INPUT(STR, EventBody, called, false, 0, 100),
    INPUT(STR, EventBody, queue, false, 0, 60),
    INPUT(STR, EventBody, agent, false, 0, 60),
    INPUT(STR, EventBody, party, false, 0, 100),
    INPUT(STR, EventBody, reason, false, 0, 60),
    INPUT(STR, EventBody, recording, false, 0, 500),
};

static Err read_event(const Request *req, PhoneTold *out)
{
    Ctx *ctx = req->ctx;
    const Json *json = NULL;
    EventBody body = {0};
    TRY(request_json(req, &json));
    TRY(input_read(ctx, json, event_fields, COUNT_OF(event_fields), &body));
    out->call = body.call;
    out->event = (PhoneEvent){.id = body.event,
                              .agent = body.agent,
                              .party = body.party,
                              .caller = body.caller,
                              .called = body.called,
                              .queue = body.queue,
                              .reason = body.reason,
                              .recording = body.recording,
                              .outbound = str_is(body.direction, "out")};
    if (!phone_event_parse(body.type, &out->event.type))
        return fail_field(ctx, "type", MSG_FIELD_CHOICE, STR("type"), body.type);
    if (!str_empty(body.direction) && !str_is(body.direction, "in") && !str_is(body.direction, "out"))
        return fail_field(ctx, "direction", MSG_FIELD_CHOICE, STR("direction"), body.direction);
    return read_time(ctx, "at", body.at, &out->event.at);
}

static Err knock(const Request *req, Partner *out)
{
    App *app = app_of(req);
    Str header = request_header(req, "authorization");
    Str key = str_starts(header, STR("Bearer ")) ? str_trim(str_slice(header, 7, header.len)) : STR("");
    if (str_empty(key))
        return fail(req->ctx, ERR_UNAUTHENTICATED, MSG_PHONE_KEY);
    return partner_enter(app->db, req->ctx, &(PartnerKnock){app->partners, PARTNER_TELEPHONY, key}, out);
}

static Err post_event(Request *req, Response *res)
{
    Partner partner;
    PhoneTold told = {0};
    PhoneHeard heard;
    TRY(knock(req, &partner));
    TRY(read_event(req, &told));
    told.source = partner.id;
    TRY(db_write(app_of(req)->db, req->ctx, hear_phone, &told, &heard));
    JsonOut json = json_out(req->ctx->arena);
    json_open(&json, '{');
    json_field_str(&json, "call", heard.call);
    json_field_str(&json, "state", str_of(phone_state_code(heard.state)));
    json_field_bool(&json, "repeated", heard.repeated);
    json_close(&json, '}');
    respond_json(res, 200, &json);
    return OK;
}

static const Route routes[] = {{HTTP_POST, "/api/calls/events", post_event, RIGHTS_OPEN, BODY_JSON, 0}};

void phone_events_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
