/* What waits to be sent, or was: so that an operator sees whether the gateway works, and a demo without a gateway what
 * would have been sent. Numbers are masked. One-time links and codes are shown in the demo only: whoever holds one
 * rates or confirms, and no official may in a resident's name. */
#include "api/routes.h"
#include "api/masked.h"
#include "base/buf.h"
#include "notify/sms_size.h"
#include "reception/app.h"
#include "store/outbox_store.h"
#include "store/way_store.h"

enum { MESSAGES_MOST = 200 };

static Str shown(Arena *arena, const Reach *reach)
{
    if (reach->way == VIA_MAIL)
        return masked_mail(arena, reach->to);
    return reach->way == VIA_SMS && !str_empty(reach->phone) ? masked_phone(arena, reach->phone) : STR("****");
}

static Str covered(Arena *arena, Str body)
{
    Buf out = buf_new(arena);
    for (size_t i = 0; i < body.len; i++)
        buf_char(&out, body.at[i] >= '0' && body.at[i] <= '9' ? '*' : body.at[i]);
    return buf_str(&out);
}

static Err put_message(JsonOut *out, const Request *req, Tx *tx, const OutboxMessage *message)
{
    Reach reach;
    TRY(reach_load(tx, message->number, message->recipient, &reach));
    if (!str_empty(message->way))
        (void)way_parse(message->way, &reach.way);
    json_open(out, '{');
    json_field_str(out, "id", message->id);
    json_field_str(out, "kind", message->kind);
    json_field_str(out, "way", str_of(way_code(reach.way)));
    json_field_str(out, "to", shown(tx->ctx->arena, &reach));
    bool secret = str_is(message->kind, "code") && !app_of(req)->demo;
    json_field_str(out, "text", secret ? covered(tx->ctx->arena, message->body) : message->body);
    json_field_opt(out, "link", app_of(req)->demo ? message->link : STR(""));
    json_field_str(out, "state", message->state);
    json_field_opt(out, "why", message->why);
    json_field_i64(out, "attempts", message->attempts);
    if (reach.way == VIA_SMS)
        json_field_i64(out, "segments", sms_segments(message->body));
    json_field_time(out, "at", message->at);
    json_field_opt(out, "case", message->number);
    json_close(out, '}');
    return OK;
}

static Err list_in_tx(Tx *tx, const void *in, void *out)
{
    const Request *req = in;
    JsonOut *json = out;
    OutboxMessage *messages = NULL;
    size_t count = 0;
    TRY(outbox_list(tx, MESSAGES_MOST, &messages, &count));
    *json = json_out(tx->ctx->arena);
    json_open(json, '{');
    json_key(json, "items");
    json_open(json, '[');
    for (size_t i = 0; i < count; i++)
        TRY(put_message(json, req, tx, &messages[i]));
    json_close(json, ']');
    json_close(json, '}');
    return OK;
}

static Err list_outbox(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    bool dispatcher = app_of(req)->demo && actor_has_role(ctx->actor, ROLE_CENTRE_DISPATCHER);
    JsonOut json;
    if (!dispatcher && !actor_has_role(ctx->actor, ROLE_ADMINISTRATOR))
        return fail(ctx, ERR_FORBIDDEN, MSG_ADMINISTRATOR_ONLY);
    TRY(db_read(app_of(req)->db, ctx, list_in_tx, req, &json));
    respond_json(res, 200, &json);
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/outbox", list_outbox, RIGHTS_STAFF, BODY_NONE, 0},
};

void outbox_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
