/* Cases that were handed on to other cities' servers (jobs/push_cases.c), for the administrator: how they
 * stand, and the word of a person where the machine cannot know whether one was taken. */
#include "api/routes.h"
#include "base/input.h"
#include "reception/app.h"
#include "store/person_store.h"
#include "store/push_store.h"

static void put_push(JsonOut *out, const Ctx *ctx, const Push *push)
{
    const CityServer *server = server_find(ctx->district, push->server);
    json_open(out, '{');
    json_field_str(out, "case", push->number);
    json_field_i64(out, "call", push->call);
    json_field_str(out, "server", push->server);
    json_field_str(out, "server_name",
                   server == NULL         ? push->server
                   : ctx->lang == LANG_EN ? server->name_en
                                          : server->name_zh);
    json_field_opt(out, "service_code", push->service);
    json_field_str(out, "state", push->state);
    json_field_opt(out, "remote", push->remote);
    json_field_opt(out, "status", push->status);
    json_field_opt(out, "status_notes", push->notes);
    json_field_opt(out, "said", push->said);
    json_field_time(out, "made_at", push->made_at);
    json_field_time(out, "heard_at", push->heard_at);
    json_field_time(out, "next_at", push->next_at);
    json_close(out, '}');
}

static Err list_in_tx(Tx *tx, const void *in, void *out)
{
    (void)in;
    return push_list(tx, out);
}

static Err list_pushes(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    Pushes *pushes = ARENA_NEW(ctx->arena, Pushes);
    JsonOut out = json_out(ctx->arena);
    TRY(db_read(app_of(req)->db, ctx, list_in_tx, NULL, pushes));
    json_open(&out, '{');
    json_key(&out, "items");
    json_open(&out, '[');
    for (size_t i = 0; i < pushes->len; i++)
        put_push(&out, ctx, &pushes->at[i]);
    json_close(&out, ']');
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

typedef struct Word {
    Str number, remote;
    int64_t call;
} Word;

/* What rests is sent (again), or is known to be theirs under a number. */
static Err settle_in_tx(Tx *tx, const void *in, void *out)
{
    const Word *word = in;
    Push push;
    bool ours = false;
    TRY(push_load(tx, word->number, word->call, &push));
    bool rests = push.next_at == 0 && !str_is(push.state, "done");
    const CityServer *server = server_find(tx->ctx->district, push.server);
    if (!rests || server == NULL)
        return fail(tx->ctx, ERR_CONFLICT, MSG_PUSH_AT_WORK);
    push.remote = word->remote;
    push.state = str_empty(word->remote) ? STR("waiting") : STR("placed");
    push.tries = 0;
    push.next_at = tx->ctx->now;
    if (str_empty(push.service) && server->tongue != SERVER_EXCHANGE)
        return fail(tx->ctx, ERR_CONFLICT, MSG_PUSH_UNMAPPED);
    TRY(push_set(tx, &push, &ours));
    if (!ours)
        return fail(tx->ctx, ERR_CONFLICT, MSG_PUSH_AT_WORK);
    TRY(account_event_append(tx, &(AccountEvent){.action = STR("push-settle"),
                                                 .person = tx->ctx->actor->person,
                                                 .subject = push.number,
                                                 .detail = push.state}));
    return push_load(tx, word->number, word->call, out);
}

static const InputField word_fields[] = {INPUT(STR, Word, remote, false, 0, 100)};

static Err settle_push(Request *req, Response *res)
{
    const Json *json = NULL;
    Word word = {0};
    Push push;
    JsonOut out = json_out(req->ctx->arena);
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, word_fields, COUNT_OF(word_fields), &word));
    word.number = request_param(req, "number");
    if (!str_to_i64(request_param(req, "call"), &word.call))
        return fail(req->ctx, ERR_NOT_FOUND, MSG_PUSH_UNKNOWN);
    TRY(db_write(app_of(req)->db, req->ctx, settle_in_tx, &word, &push));
    put_push(&out, req->ctx, &push);
    respond_json(res, 200, &out);
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/pushes", list_pushes, RIGHTS_ADMIN, BODY_NONE, 0},
    {HTTP_POST, "/api/pushes/{number}/{call}", settle_push, RIGHTS_ADMIN, BODY_JSON, 0},
};

void push_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
