/* The call-taker's side of the telephone: their extension, what rings, who calls, notes, cases (docs/channels.md). */
#include "actions/phone_desk.h"
#include "api/case_json.h"
#include "api/phone_json.h"
#include "api/routes.h"
#include "base/input.h"
#include "domain/permission.h"

typedef struct PhoneJob {
    const Request *req;
    Str call;
} PhoneJob;

static Err put_own_call(JsonOut *out, Tx *tx, Str id, Str leg)
{
    StoredCall *call = ARENA_NEW(tx->ctx->arena, StoredCall);
    TRY(phone_call_load(tx, id, call));
    return put_phone_call(out, tx, &(PhoneView){call, leg});
}

static Err current_in_tx(Tx *tx, const void *in, void *out)
{
    (void)in;
    JsonOut *json = out;
    CurrentCall calls[PHONE_CURRENT_MOST];
    size_t count = 0;
    Str extension;
    TRY(phone_extension_of(tx, tx->ctx->actor->person, &extension));
    TRY(phone_current(tx, tx->ctx->actor->person, calls, &count));
    *json = json_out(tx->ctx->arena);
    json_open(json, '{');
    json_field_opt(json, "extension", extension);
    json_key(json, "items");
    json_open(json, '[');
    for (size_t i = 0; i < count; i++)
        TRY(put_own_call(json, tx, calls[i].id, calls[i].state));
    json_close(json, ']');
    json_close(json, '}');
    return OK;
}

static Err get_current(Request *req, Response *res)
{
    JsonOut json;
    TRY(phone_require_desk(req->ctx));
    TRY(db_read(app_of(req)->db, req->ctx, current_in_tx, NULL, &json));
    respond_json(res, 200, &json);
    return OK;
}

static Err put_notes(JsonOut *out, const Request *req, Tx *tx, Str call)
{
    PhoneNote *notes = NULL;
    size_t count = 0;
    TRY(phone_note_all(tx, call, &notes, &count));
    json_key(out, "notes");
    json_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        json_open(out, '{');
        json_field_time(out, "at", notes[i].at);
        TRY(put_phone_person(out, tx, "person", notes[i].person));
        put_unit(out, req, "unit", notes[i].unit);
        json_field_opt(out, "body", notes[i].body);
        json_close(out, '}');
    }
    json_close(out, ']');
    return OK;
}

/* Who looked at the number or the recording: for those who watch. */
static Err put_looks(JsonOut *out, Tx *tx, Str call)
{
    PhoneLook *looks = NULL;
    size_t count = 0;
    bool shown = phone_is_supervisor(tx->ctx) || phone_is_auditor(tx->ctx);
    if (shown)
        TRY(phone_look_all(tx, call, &looks, &count));
    json_key(out, "looks");
    json_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        json_open(out, '{');
        json_field_time(out, "at", looks[i].at);
        TRY(put_phone_person(out, tx, "person", looks[i].person));
        json_field_str(out, "what", looks[i].what);
        json_field_str(out, "note", looks[i].note);
        json_close(out, '}');
    }
    json_close(out, ']');
    return OK;
}

static Err own_leg(Tx *tx, const StoredCall *call, Str *leg)
{
    *leg = STR("");
    for (size_t i = 0; i < call->call.leg_count; i++)
        if (str_eq(call->call.legs[i].person, tx->ctx->actor->person))
            *leg = str_of(phone_leg_code(call->call.legs[i].state));
    return OK;
}

static Err one_in_tx(Tx *tx, const void *in, void *out)
{
    const PhoneJob *job = in;
    JsonOut *json = out;
    StoredCall *call = ARENA_NEW(tx->ctx->arena, StoredCall);
    Str leg;
    TRY(phone_call_load(tx, job->call, call));
    TRY(phone_require_call(tx, call));
    TRY(own_leg(tx, call, &leg));
    *json = json_out(tx->ctx->arena);
    json_open(json, '{');
    json_key(json, "call");
    TRY(put_phone_call(json, tx, &(PhoneView){call, leg}));
    TRY(put_notes(json, job->req, tx, job->call));
    TRY(put_looks(json, tx, job->call));
    json_close(json, '}');
    return OK;
}

static Err answer_call(Request *req, Response *res)
{
    JsonOut json;
    PhoneJob job = {req, request_param(req, "call")};
    TRY(db_read(app_of(req)->db, req->ctx, one_in_tx, &job, &json));
    respond_json(res, 200, &json);
    return OK;
}

/* --- a logged look --- */

typedef struct LookJob {
    const Request *req;
    LookAtCall look;
} LookJob;

static const InputField look_fields[] = {INPUT(STR, LookAtCall, note, false, 0, 500)};

static Err read_look(Request *req, const char *what, LookJob *out)
{
    const Json *json = NULL;
    *out = (LookJob){.req = req};
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, look_fields, COUNT_OF(look_fields), &out->look));
    out->look.call = request_param(req, "call");
    out->look.what = what;
    return OK;
}

/* Of a case that came by another way a call-taker may tell the caller how far it is, no more. */
static void put_other_case(JsonOut *out, const LookJob *job, const Case *c)
{
    json_open(out, '{');
    json_field_str(out, "number", c->number);
    json_field_str(out, "state", str_of(case_state_code((CaseState)c->state)));
    put_category(out, job->req, "category", c->category);
    json_field_time(out, "submitted_at", c->submitted_at);
    json_close(out, '}');
}

static Err put_earlier_cases(JsonOut *out, const LookJob *job, Tx *tx, const Earlier *earlier)
{
    JsonOut others = json_out(tx->ctx->arena);
    json_open(&others, '[');
    json_key(out, "cases");
    json_open(out, '[');
    for (size_t i = 0; i < earlier->case_count; i++) {
        CasePage page;
        TRY(case_row_load(tx, earlier->cases[i], &page));
        if (may_read_case(&tx->ctx->district->rights, tx->ctx->actor, page.file))
            put_case_summary(out, job->req, &page);
        else if (!page.file->c.confidential)
            put_other_case(&others, job, &page.file->c);
    }
    json_close(out, ']');
    json_close(&others, ']');
    json_key(out, "others");
    json_put_raw(out, json_text(&others));
    return OK;
}

static Err caller_in_tx(Tx *tx, const void *in, void *out)
{
    const LookJob *job = in;
    JsonOut *json = out;
    StoredCall *call = ARENA_NEW(tx->ctx->arena, StoredCall);
    Earlier *earlier = ARENA_NEW(tx->ctx->arena, Earlier);
    TRY(look_at_call(tx, &job->look, call));
    TRY(phone_earlier(tx, call, earlier));
    *json = json_out(tx->ctx->arena);
    json_open(json, '{');
    json_field_opt(json, "number", call->call.number);
    TRY(put_earlier_cases(json, job, tx, earlier));
    json_key(json, "calls");
    json_open(json, '[');
    for (size_t i = 0; i < earlier->call_count; i++)
        TRY(put_own_call(json, tx, earlier->calls[i], STR("")));
    json_close(json, ']');
    json_close(json, '}');
    return OK;
}

static Err post_caller(Request *req, Response *res)
{
    LookJob job;
    JsonOut json;
    TRY(read_look(req, "number", &job));
    TRY(db_write(app_of(req)->db, req->ctx, caller_in_tx, &job, &json));
    respond_json(res, 200, &json);
    return OK;
}

static Err recording_in_tx(Tx *tx, const void *in, void *out)
{
    const LookJob *job = in;
    StoredCall *call = ARENA_NEW(tx->ctx->arena, StoredCall);
    TRY(look_at_call(tx, &job->look, call));
    *(Str *)out = call->call.recording;
    return OK;
}

static Err post_recording(Request *req, Response *res)
{
    LookJob job;
    Str recording;
    TRY(read_look(req, "recording", &job));
    TRY(db_write(app_of(req)->db, req->ctx, recording_in_tx, &job, &recording));
    JsonOut json = json_out(req->ctx->arena);
    json_open(&json, '{');
    json_field_opt(&json, "recording", recording);
    json_close(&json, '}');
    respond_json(res, 200, &json);
    return OK;
}

/* --- writing --- */

typedef struct ExtensionBody {
    Str extension;
} ExtensionBody;

static const InputField extension_fields[] = {INPUT(STR, ExtensionBody, extension, false, 0, 40)};

static Err post_extension(Request *req, Response *res)
{
    const Json *json = NULL;
    ExtensionBody body = {0};
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, extension_fields, COUNT_OF(extension_fields), &body));
    TRY(db_write(app_of(req)->db, req->ctx, take_extension, &body.extension, NULL));
    return get_current(req, res);
}

static Err note_in_tx(Tx *tx, const void *in, void *out)
{
    (void)out;
    return write_call_note(tx, in);
}

static const InputField note_fields[] = {INPUT(STR, WriteCallNote, body, true, 0, 2000),
                                         INPUT(STR, WriteCallNote, unit, false, 0, 32)};

static Err post_note(Request *req, Response *res)
{
    const Json *json = NULL;
    WriteCallNote in = {0};
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, note_fields, COUNT_OF(note_fields), &in));
    in.call = request_param(req, "call");
    TRY(db_write(app_of(req)->db, req->ctx, note_in_tx, &in, NULL));
    return answer_call(req, res);
}

static Err link_in_tx(Tx *tx, const void *in, void *out)
{
    (void)out;
    return link_call_case(tx, in);
}

static const InputField link_fields[] = {INPUT(STR, LinkCallCase, number, true, 0, 13)};

static Err post_case(Request *req, Response *res)
{
    const Json *json = NULL;
    LinkCallCase in = {0};
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, link_fields, COUNT_OF(link_fields), &in));
    in.call = request_param(req, "call");
    TRY(db_write(app_of(req)->db, req->ctx, link_in_tx, &in, NULL));
    return answer_call(req, res);
}

static const Route routes[] = {
    {HTTP_GET, "/api/calls/current", get_current, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_POST, "/api/calls/extension", post_extension, RIGHTS_STAFF, BODY_JSON, 0},
    {HTTP_GET, "/api/calls/{call}", answer_call, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_POST, "/api/calls/{call}/caller", post_caller, RIGHTS_STAFF, BODY_JSON, 0},
    {HTTP_POST, "/api/calls/{call}/recording", post_recording, RIGHTS_STAFF, BODY_JSON, 0},
    {HTTP_POST, "/api/calls/{call}/note", post_note, RIGHTS_STAFF, BODY_JSON, 0},
    {HTTP_POST, "/api/calls/{call}/case", post_case, RIGHTS_STAFF, BODY_JSON, 0},
};

void phone_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
