/* The sealed log as outsiders check it: the newest signed head, a resident's receipt, and a case's chain of events with
 * its stored bytes. Hashes and links are computed anew for every answer, never taken on trust from the rows. */
#include "api/routes.h"
#include "reception/app.h"
#include "domain/event.h"
#include "domain/permission.h"
#include "store/case_store.h"
#include "store/log_store.h"

static void put_head_members(JsonOut *out, const Request *req, const LogHead *head)
{
    Ctx *ctx = req->ctx;
    json_open(out, '{');
    json_field_str(out, "jurisdiction", ctx->jurisdiction);
    json_field_i64(out, "size", head->size);
    json_field_str(out, "root", head->root);
    json_field_time(out, "at", head->at);
    json_field_str(out, "signature", head->signature);
    json_field_str(out, "public_key", hash_hex(ctx->arena, &app_of(req)->keys.log.public_key));
    json_close(out, '}');
}

static Err head_in_tx(Tx *tx, const void *in, void *out)
{
    (void)in;
    return log_head_newest(tx, out);
}

static Err get_head(Request *req, Response *res)
{
    LogHead head;
    TRY(db_read(app_of(req)->db, req->ctx, head_in_tx, NULL, &head));
    if (head.size == 0)
        return fail(req->ctx, ERR_NOT_FOUND, MSG_LOG_EMPTY);
    JsonOut json = json_out(req->ctx->arena);
    put_head_members(&json, req, &head);
    respond_json(res, 200, &json);
    return OK;
}

static Err receipt_in_tx(Tx *tx, const void *in, void *out)
{
    return log_receipt(tx, *(const Str *)in, out);
}

static void put_proof(JsonOut *out, const Request *req, const LogReceipt *receipt)
{
    json_field_bool(out, "sealed", receipt->sealed);
    json_key(out, "leaf_index");
    if (receipt->sealed)
        json_put_i64(out, receipt->leaf_index);
    else
        json_put_null(out);
    json_key(out, "path");
    json_open(out, '[');
    for (size_t i = 0; receipt->sealed && i < receipt->path.count; i++)
        json_put_str(out, hash_hex(req->ctx->arena, &receipt->path.nodes[i]));
    json_close(out, ']');
    json_key(out, "head");
    if (receipt->sealed)
        put_head_members(out, req, &receipt->head);
    else
        json_put_null(out);
}

static Err get_receipt(Request *req, Response *res)
{
    Str number = request_param(req, "number");
    LogReceipt *receipt = ARENA_NEW(req->ctx->arena, LogReceipt);
    TRY(db_read(app_of(req)->db, req->ctx, receipt_in_tx, &number, receipt));
    JsonOut json = json_out(req->ctx->arena);
    json_open(&json, '{');
    json_field_str(&json, "number", receipt->number);
    json_field_str(&json, "leaf_hash", receipt->leaf_hash);
    json_field_str(&json, "event", receipt->event);
    put_proof(&json, req, receipt);
    json_close(&json, '}');
    respond_json(res, 200, &json);
    return OK;
}

typedef struct Chain {
    StoredEvent *events;
    size_t count;
} Chain;

static Err chain_in_tx(Tx *tx, const void *in, void *out)
{
    Str number = *(const Str *)in;
    Chain *chain = out;
    CaseFile *file = ARENA_NEW(tx->ctx->arena, CaseFile);
    TRY(case_load(tx, number, file));
    if (!may_read_case(&tx->ctx->district->rights, tx->ctx->actor, file))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_CASE_NOT_FOUND);
    return event_list(tx, number, &chain->events, &chain->count);
}

/* Bytes that are no JSON cannot name their predecessor: that is told as a broken link, not as a failed request. */
static Str link_of(Ctx *ctx, Str body)
{
    const Json *json = NULL;
    Str prev = STR("?");
    Failure before = ctx->failure;
    if (json_parse(ctx, body, &json) != OK || !json_str(json_get(json, "prev"), &prev))
        prev = STR("?");
    ctx->failure = before;
    return prev;
}

static bool is_chained(Ctx *ctx, const Chain *chain, size_t i)
{
    const StoredEvent *event = &chain->events[i];
    Hash hash = event_hash(event->body);
    Str before = i > 0 ? chain->events[i - 1].hash : STR("");
    return event->seq == (int64_t)i + 1 && str_eq(hash_hex(ctx->arena, &hash), event->hash) &&
           str_eq(link_of(ctx, event->body), before);
}

static void put_event(JsonOut *out, const StoredEvent *event, bool chained)
{
    json_open(out, '{');
    json_field_i64(out, "seq", event->seq);
    json_field_str(out, "body", event->body);
    json_field_str(out, "hash", event->hash);
    json_key(out, "leaf_index");
    if (event->leaf_index >= 0)
        json_put_i64(out, event->leaf_index);
    else
        json_put_null(out);
    json_field_bool(out, "chained", chained);
    json_close(out, '}');
}

static Err get_events(Request *req, Response *res)
{
    Str number = request_param(req, "number");
    Chain chain;
    TRY(db_read(app_of(req)->db, req->ctx, chain_in_tx, &number, &chain));
    JsonOut json = json_out(req->ctx->arena);
    json_open(&json, '{');
    json_field_str(&json, "number", number);
    json_key(&json, "events");
    json_open(&json, '[');
    for (size_t i = 0; i < chain.count; i++)
        put_event(&json, &chain.events[i], is_chained(req->ctx, &chain, i));
    json_close(&json, ']');
    json_close(&json, '}');
    respond_json(res, 200, &json);
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/log/head", get_head, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/api/track/{number}/receipt", get_receipt, RIGHTS_REPORTER, BODY_NONE, 0},
    {HTTP_GET, "/api/cases/{number}/events", get_events, RIGHTS_STAFF, BODY_NONE, 0},
};

void log_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
