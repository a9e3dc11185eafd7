/* Asking for letters about public cases of an area or a kind. Whatever an address has already, the answer is the same.
 */
#include "actions/subscribe.h"
#include "api/routes.h"
#include "base/input.h"
#include "reception/app.h"

typedef struct AlertBody {
    Str mail, area, category;
    bool at_once;
} AlertBody;

static const InputField alert_fields[] = {
    INPUT(STR, AlertBody, mail, true, 0, 254),
    INPUT(STR, AlertBody, area, false, 0, 20),
    INPUT(STR, AlertBody, category, false, 0, 20),
    INPUT(BOOL, AlertBody, at_once, false, 0, 0),
};

/* What nothing public could ever come of is not taken. */
static Err check_about(Ctx *ctx, const AlertBody *body)
{
    const District *d = ctx->district;
    const DistrictArea *area = area_find(d, body->area);
    bool shown = str_empty(body->category), placed = area != NULL && area->level != AREA_DISTRICT;
    for (size_t i = 0; i < d->category_count && !shown; i++)
        shown = d->categories[i].public && category_within(d, d->categories[i].code, body->category);
    if (!str_empty(body->area) && !placed)
        return fail_field(ctx, "area", MSG_FIELD_CHOICE, STR("area"), body->area);
    if (!shown)
        return fail_field(ctx, "category", MSG_FIELD_CHOICE, STR("category"), body->category);
    return str_empty(body->area) && str_empty(body->category) ? fail_field(ctx, "area", MSG_ALERT_ABOUT) : OK;
}

static Err post_alert(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    const Json *json = NULL;
    AlertBody body = {0};
    TRY(limiter_take(app_of(req)->submissions, ctx, req->client_ip));
    TRY(request_json(req, &json));
    TRY(input_read(ctx, json, alert_fields, COUNT_OF(alert_fields), &body));
    if (!app_of(req)->sends_mail)
        return fail(ctx, ERR_CONFLICT, MSG_WAY_NOT_THERE);
    TRY(check_about(ctx, &body));
    Subscribe in = {body.mail, body.area, body.category, body.at_once, ctx->lang};
    TRY(db_write(app_of(req)->db, ctx, subscribe, &in, NULL));
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "message", message_text(ctx->arena, MSG_ALERT_ASKED, ctx->lang, NULL, 0));
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

static const Route routes[] = {
    {HTTP_POST, "/api/public/alerts", post_alert, RIGHTS_OPEN, BODY_JSON, 0},
};

void alert_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
