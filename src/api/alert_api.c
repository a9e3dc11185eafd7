/* Asking to hear of public cases of an area, around a point, or of a kind. Whatever an address or a phone has already,
 * the answer is the same; who is known by the messenger is told. And what an alert's own link shows: what it is about,
 * the news of a week, and its end. */
#include "actions/subscribe.h"
#include "api/public_page.h"
#include "api/routes.h"
#include "base/input.h"
#include "reception/app.h"
#include "reception/read.h"

typedef struct AlertBody {
    Str way, mail, phone, area, category;
    const Json *position;
    int64_t radius;
    bool at_once;
} AlertBody;

static const InputField alert_fields[] = {
    INPUT(STR, AlertBody, way, false, 0, 10),         INPUT(STR, AlertBody, mail, false, 0, 254),
    INPUT(STR, AlertBody, phone, false, 0, 30),       INPUT(STR, AlertBody, area, false, 0, 20),
    INPUT(STR, AlertBody, category, false, 0, 20),    INPUT(JSON, AlertBody, position, false, 0, 0),
    INPUT(I64, AlertBody, radius, false, 0, 1000000), INPUT(BOOL, AlertBody, at_once, false, 0, 0),
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
    bool nothing = str_empty(body->area) && str_empty(body->category) && json_is_null(body->position);
    return nothing ? fail_field(ctx, "area", MSG_ALERT_ABOUT) : OK;
}

/* A point in the district; it is kept rounded, and with the name of its neighbourhood. */
static Err read_around(const Request *req, const AlertBody *body, Subscribe *out)
{
    Ctx *ctx = req->ctx;
    PlaceInput place = {0};
    TRY(read_position(ctx, body->position, &place));
    if (!place.given)
        return OK;
    if (body->radius < ALERT_RADIUS_LEAST || body->radius > ALERT_RADIUS_MOST)
        return fail_field(ctx, "radius", MSG_ALERT_RADIUS, str_printf(ctx->arena, "%d", ALERT_RADIUS_LEAST),
                          str_printf(ctx->arena, "%d", ALERT_RADIUS_MOST));
    Report report = {.has_point = true, .lat = place.lat, .lon = place.lon, .point_source = place.source};
    PlaceGuess guess[1];
    int inside = -1;
    size_t count = brain_locate(app_of(req)->brain, ctx, &report, guess, 1, &inside);
    Str name = ctx->lang == LANG_EN ? ctx->district->name_en : ctx->district->name_zh;
    if (inside == 0)
        return fail_field(ctx, "position", MSG_PLACE_OUTSIDE, name);
    out->around = (PublicAround){public_rounded((int64_t)(place.lat * 1e7)), public_rounded((int64_t)(place.lon * 1e7)),
                                 body->radius};
    out->area = count == 0 ? STR("") : str_empty(guess[0].community) ? guess[0].subdistrict : guess[0].community;
    return OK;
}

static Err read_way(const Request *req, const AlertBody *body, Subscribe *out)
{
    Ctx *ctx = req->ctx;
    out->way = VIA_MAIL;
    if (!str_empty(body->way) && (!way_parse(body->way, &out->way) || out->way == VIA_NONE))
        return fail_field(ctx, "way", MSG_FIELD_CHOICE, STR("way"), body->way);
    if (!app_of(req)->tells_alerts[out->way])
        return fail(ctx, ERR_CONFLICT, MSG_WAY_NOT_THERE);
    if (out->way == VIA_SMS && body->at_once)
        return fail_field(ctx, "at_once", MSG_ALERT_DAILY);
    out->to = out->way == VIA_MAIL ? body->mail : out->way == VIA_SMS ? body->phone : request_messenger(req);
    if (out->way == VIA_WECHAT && str_empty(out->to))
        return fail(ctx, ERR_UNAUTHENTICATED, MSG_WECHAT_STATE);
    return out->way == VIA_SMS ? limiter_take(app_of(req)->codes, ctx, req->client_ip) : OK;
}

static Err post_alert(Request *req, Response *res)
{
    static const MsgId said[VIA_COUNT] = {
        [VIA_MAIL] = MSG_ALERT_ASKED, [VIA_SMS] = MSG_ALERT_CODE_SENT, [VIA_WECHAT] = MSG_ALERT_BEGUN};
    Ctx *ctx = req->ctx;
    const Json *json = NULL;
    AlertBody body = {0};
    Str id;
    TRY(limiter_take(app_of(req)->submissions, ctx, req->client_ip));
    TRY(request_json(req, &json));
    TRY(input_read(ctx, json, alert_fields, COUNT_OF(alert_fields), &body));
    TRY(check_about(ctx, &body));
    Subscribe in = {.area = body.area, .category = body.category, .at_once = body.at_once, .lang = ctx->lang};
    TRY(read_around(req, &body, &in));
    TRY(read_way(req, &body, &in));
    TRY(db_write(app_of(req)->db, ctx, subscribe, &in, &id));
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "message", message_text(ctx->arena, said[in.way], ctx->lang, NULL, 0));
    json_field_opt(&out, "alert", in.way == VIA_SMS ? id : STR(""));
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

static Err post_code(Request *req, Response *res)
{
    static const InputField fields[] = {INPUT(STR, AlertCode, code, true, 0, 20)};
    Ctx *ctx = req->ctx;
    Db *db = app_of(req)->db;
    const Json *json = NULL;
    AlertCode in = {0};
    TRY(limiter_take(app_of(req)->lookups, ctx, req->client_ip));
    TRY(request_json(req, &json));
    TRY(input_read(ctx, json, fields, COUNT_OF(fields), &in));
    in = (AlertCode){request_param(req, "token"), str_trim(in.code)};
    TRY(db_write(db, ctx, count_code_try, &in, NULL));
    TRY(db_write(db, ctx, prove_phone, &in, NULL));
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "message", message_text(ctx->arena, MSG_ALERT_BEGUN, ctx->lang, NULL, 0));
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

/* --- by its own link --- */

#define SHOWN_BACK DAYS(7)

typedef struct AlertView {
    Alert alert;
    AlertNews news;
} AlertView;

static Err load_view(Tx *tx, const void *leave, void *out)
{
    AlertView *view = out;
    TRY(alert_seen(tx, leave, &view->alert));
    return alert_news(tx, &(AlertSpan){&view->alert, tx->ctx->now - SHOWN_BACK, tx->ctx->now}, &view->news);
}

static Err get_alert(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    Str leave = request_param(req, "token");
    AlertView *view = ARENA_NEW(ctx->arena, AlertView);
    TRY(limiter_take(app_of(req)->lookups, ctx, req->client_ip));
    TRY(db_read(app_of(req)->db, ctx, load_view, &leave, view));
    view->alert.lang = ctx->lang;
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "about", alert_about(ctx, &view->alert));
    json_field_str(&out, "way", str_of(way_code(view->alert.way)));
    json_key(&out, "items");
    json_open(&out, '[');
    for (size_t i = 0; i < view->news.len; i++) {
        json_open(&out, '{');
        put_public_members(&out, req, &view->news.at[i]);
        json_close(&out, '}');
    }
    json_close(&out, ']');
    json_field_bool(&out, "more", view->news.more);
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

static Err delete_alert(Request *req, Response *res)
{
    Str leave = request_param(req, "token");
    TRY(limiter_take(app_of(req)->lookups, req->ctx, req->client_ip));
    TRY(db_write(app_of(req)->db, req->ctx, unsubscribe, &leave, NULL));
    respond_empty(res);
    return OK;
}

static const Route routes[] = {
    {HTTP_POST, "/api/public/alerts", post_alert, RIGHTS_OPEN, BODY_JSON, 0},
    {HTTP_POST, "/api/public/alerts/{token}/code", post_code, RIGHTS_OPEN, BODY_JSON, 0},
    {HTTP_GET, "/api/public/alerts/{token}", get_alert, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_DELETE, "/api/public/alerts/{token}", delete_alert, RIGHTS_OPEN, BODY_NONE, 0},
};

void alert_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
