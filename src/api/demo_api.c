/* The demo's clock, moved forward by whoever shows the demo: what fell due meanwhile happens before the answer. */
#include "api/routes.h"
#include "reception/app.h"
#include "base/input.h"
#include "demo/clock.h"

typedef struct AdvanceBody {
    int64_t minutes;
} AdvanceBody;

static const InputField advance_fields[] = {INPUT(I64, AdvanceBody, minutes, true, 1, 20160)};

static Err advance(Request *req, Response *res)
{
    App *app = app_of(req);
    Ctx *ctx = req->ctx;
    const Json *json = NULL;
    AdvanceBody body = {0};
    if (!app->demo)
        return fail(ctx, ERR_NOT_FOUND, MSG_NOT_FOUND);
    TRY(request_json(req, &json));
    TRY(input_read(ctx, json, advance_fields, COUNT_OF(advance_fields), &body));
    TRY(demo_clock_advance(ctx, app->db, MINUTES(body.minutes)));
    TRY(app->run_due(app, ctx));
    sse_publish(app->hub, STR("all"), "reload", STR("{}"));
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_time(&out, "now", ctx->now);
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

static const Route routes[] = {{HTTP_POST, "/api/demo/advance", advance, RIGHTS_STAFF, BODY_JSON, 0}};

void demo_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
