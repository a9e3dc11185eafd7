/* POST /platform/v1/told/{server}: another platform tells us of steps of cases that we handed on to it, as we tell
 * others (jobs/tell_hooks.c). It is only a bell: the cases it names are asked for at once, and what counts is what that
 * answers (jobs/push_exchange.c). So a message that comes twice, late, or in another order does no harm. */
#include "auth/bells.h"
#include "channels/channels.h"
#include "reception/app.h"
#include "store/push_store.h"

enum { BODY_MOST = 1024 * 1024, NEWS_MOST = 200 };

typedef struct Rung {
    Str server;
    const Json *news;
} Rung;

static Err load(Tx *tx, const void *in, void *out)
{
    (void)in;
    return bell_load(tx, out);
}

static Err ring(Tx *tx, const void *in, void *out)
{
    const Rung *rung = in;
    Str last = STR("");
    (void)out;
    for (size_t i = 0; i < json_length(rung->news) && i < NEWS_MOST; i++) {
        Str remote = STR("");
        if (!json_str(json_get(json_at(rung->news, i), "service_request_id"), &remote) || str_eq(remote, last))
            continue;
        TRY(push_ring(tx, rung->server, remote));
        last = remote;
    }
    return OK;
}

static Err take_news(Request *req, Response *res)
{
    App *app = app_of(req);
    Ctx *ctx = req->ctx;
    Bell bell = {.server = request_param(req, "server"), .keys = &app->keys};
    const Json *json = NULL;
    TRY(limiter_take(app->lookups, ctx, req->client_ip));
    TRY(db_read(app->db, ctx, load, NULL, &bell));
    if (!bell_is_signed(&bell, ctx, request_header(req, "gulou-signature"), req->body))
        return fail(ctx, ERR_UNAUTHENTICATED, MSG_PLATFORM_SIGNATURE);
    TRY(request_json(req, &json));
    Rung rung = {bell.server, json_get(json, "service_request_updates")};
    TRY(db_write(app->db, ctx, ring, &rung, NULL));
    respond_empty(res);
    return OK;
}

static const Route routes[] = {
    {HTTP_POST, "/platform/v1/told/{server}", take_news, RIGHTS_OPEN, BODY_JSON, BODY_MOST},
};

void platform_told_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
