/* What waits to be sent, or was: so that an operator sees whether the gateway works, and a demo without a gateway what
 * would have been sent. Numbers are masked. The one-time rating link is shown in the demo only: whoever holds it rates,
 * and no official may rate in a resident's name. */
#include "api/routes.h"
#include "reception/app.h"
#include "store/case_store.h"
#include "store/outbox_store.h"
#include "store/person_store.h"
#include "store/twin_store.h"

enum { MESSAGES_MOST = 200 };

static Err phone_of(Tx *tx, const OutboxMessage *message, Str *out)
{
    StoredReporter reporter;
    Person person;
    if (str_is(message->recipient, "reporter")) {
        TRY(reporter_load(tx, message->number, &reporter));
        *out = reporter.known ? reporter.phone : STR("");
        return OK;
    }
    Str follower = STR("follower:");
    if (str_starts(message->recipient, follower))
        return follower_phone(tx, message->number, str_slice(message->recipient, follower.len, message->recipient.len),
                              out);
    Failure before = tx->ctx->failure;
    Err err = person_load(tx, message->recipient, &person);
    if (err == ERR_NOT_FOUND) { /* the account is gone, the message is history */
        tx->ctx->failure = before;
        *out = STR("");
        return OK;
    }
    TRY(err);
    *out = person.phone;
    return OK;
}

/* 13812341234 -> 138****1234; what is too short for that shows nothing. */
static Str masked(Arena *arena, Str phone)
{
    enum { HEAD = 3, TAIL = 4, LEAST = 11 };
    if (phone.len < LEAST)
        return STR("****");
    return str_printf(arena, STR_FMT "****" STR_FMT, STR_ARG(str_slice(phone, 0, HEAD)),
                      STR_ARG(str_slice(phone, phone.len - TAIL, phone.len)));
}

static Err put_message(JsonOut *out, const Request *req, Tx *tx, const OutboxMessage *message)
{
    Str phone;
    TRY(phone_of(tx, message, &phone));
    json_open(out, '{');
    json_field_str(out, "id", message->id);
    json_field_str(out, "kind", message->kind);
    json_field_str(out, "to", masked(tx->ctx->arena, phone));
    json_field_str(out, "text", message->body);
    json_field_opt(out, "link", app_of(req)->demo ? message->link : STR(""));
    json_field_str(out, "state", message->state);
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
