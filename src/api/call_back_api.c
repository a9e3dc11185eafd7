/* The list of call-backs (docs/channels.md): who was missed, who was promised one, how it went. */
#include "actions/call_back.h"
#include "actions/phone_desk.h"
#include "api/phone_json.h"
#include "api/routes.h"
#include "base/input.h"
#include "reception/read.h"

static Err put_tries(JsonOut *out, Tx *tx, Str id)
{
    CallBackTry tries[CALL_BACK_TRIES_MOST];
    size_t count = 0;
    TRY(call_back_tries(tx, id, tries, &count));
    json_key(out, "results");
    json_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        json_open(out, '{');
        json_field_time(out, "at", tries[i].at);
        TRY(put_phone_person(out, tx, "person", tries[i].person));
        json_field_str(out, "result", tries[i].result);
        json_field_opt(out, "note", tries[i].note);
        json_close(out, '}');
    }
    json_close(out, ']');
    return OK;
}

static Err put_call_back(JsonOut *out, Tx *tx, const CallBack *c)
{
    StoredCall *call = ARENA_NEW(tx->ctx->arena, StoredCall);
    TRY(phone_call_load(tx, c->call, call));
    json_open(out, '{');
    json_field_str(out, "id", c->id);
    json_field_str(out, "call", c->call);
    json_field_str(out, "why", c->why);
    json_field_str(out, "state", c->state);
    json_field_opt(out, "number_masked", phone_number_masked(tx->ctx->arena, call->call.number));
    json_field_time(out, "offered_at", call->call.offered_at);
    json_field_time(out, "made_at", c->made_at);
    json_field_time(out, "due_at", c->due_at);
    json_field_bool(out, "overdue", str_is(c->state, "open") && c->due_at < tx->ctx->now);
    json_field_opt(out, "note", c->note);
    TRY(put_phone_person(out, tx, "taken_by", c->taken_by));
    json_field_time(out, "taken_at", c->taken_at);
    json_field_i64(out, "tries", c->tries);
    json_field_time(out, "settled_at", c->settled_at);
    TRY(put_tries(out, tx, c->id));
    json_close(out, '}');
    return OK;
}

static Err list_in_tx(Tx *tx, const void *in, void *out)
{
    JsonOut *json = out;
    CallBacks *list = ARENA_NEW(tx->ctx->arena, CallBacks);
    TRY(call_back_list(tx, *(const bool *)in, list));
    *json = json_out(tx->ctx->arena);
    json_open(json, '{');
    json_key(json, "items");
    json_open(json, '[');
    for (size_t i = 0; i < list->len; i++)
        TRY(put_call_back(json, tx, &list->at[i]));
    json_close(json, ']');
    json_close(json, '}');
    return OK;
}

static Err get_list(Request *req, Response *res)
{
    JsonOut json;
    bool open = !str_is(request_query(req, "state"), "settled");
    TRY(phone_require_desk(req->ctx));
    TRY(db_read(app_of(req)->db, req->ctx, list_in_tx, &open, &json));
    respond_json(res, 200, &json);
    return OK;
}

static Err one_in_tx(Tx *tx, const void *in, void *out)
{
    JsonOut *json = out;
    CallBack loaded;
    TRY(call_back_load(tx, *(const Str *)in, &loaded));
    *json = json_out(tx->ctx->arena);
    return put_call_back(json, tx, &loaded);
}

static Err answer_one(Request *req, Response *res, Str id)
{
    JsonOut json;
    TRY(db_read(app_of(req)->db, req->ctx, one_in_tx, &id, &json));
    respond_json(res, 200, &json);
    return OK;
}

typedef struct PromiseBody {
    Str due_at, note;
} PromiseBody;

static const InputField promise_fields[] = {INPUT(STR, PromiseBody, due_at, true, 0, 40),
                                            INPUT(STR, PromiseBody, note, false, 0, 500)};

static Err promise_in_tx(Tx *tx, const void *in, void *out)
{
    (void)out;
    return promise_call_back(tx, in);
}

static Err post_promise(Request *req, Response *res)
{
    const Json *json = NULL;
    PromiseBody body = {0};
    PromiseCallBack in = {.call = request_param(req, "call")};
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, promise_fields, COUNT_OF(promise_fields), &body));
    TRY(read_time(req->ctx, "due_at", body.due_at, &in.due_at));
    in.note = body.note;
    TRY(db_write(app_of(req)->db, req->ctx, promise_in_tx, &in, NULL));
    return answer_one(req, res, str_printf(req->ctx->arena, STR_FMT "-promise", STR_ARG(in.call)));
}

static Err take_in_tx(Tx *tx, const void *in, void *out)
{
    (void)out;
    return take_call_back(tx, *(const Str *)in);
}

static Err post_take(Request *req, Response *res)
{
    Str id = request_param(req, "id");
    TRY(db_write(app_of(req)->db, req->ctx, take_in_tx, &id, NULL));
    return answer_one(req, res, id);
}

static Err settle_in_tx(Tx *tx, const void *in, void *out)
{
    (void)out;
    return settle_call_back(tx, in);
}

static const InputField settle_fields[] = {INPUT(STR, SettleCallBack, result, true, 0, 20),
                                           INPUT(STR, SettleCallBack, note, false, 0, 500),
                                           INPUT(BOOL, SettleCallBack, give_up, false, 0, 0)};

static Err post_result(Request *req, Response *res)
{
    const Json *json = NULL;
    SettleCallBack in = {0};
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, settle_fields, COUNT_OF(settle_fields), &in));
    in.id = request_param(req, "id");
    TRY(db_write(app_of(req)->db, req->ctx, settle_in_tx, &in, NULL));
    return answer_one(req, res, in.id);
}

static const Route routes[] = {
    {HTTP_GET, "/api/calls/call-backs", get_list, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_POST, "/api/calls/{call}/call-back", post_promise, RIGHTS_STAFF, BODY_JSON, 0},
    {HTTP_POST, "/api/calls/call-backs/{id}/take", post_take, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_POST, "/api/calls/call-backs/{id}/result", post_result, RIGHTS_STAFF, BODY_JSON, 0},
};

void call_back_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
