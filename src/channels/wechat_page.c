/* What our phone page asks for inside the messenger: whether the person is known, what they reported there, and the
 * signature with which the messenger lets the page use its location and its camera (JS-SDK). Source:
 * developers.weixin.qq.com, JS-SDK 说明文档, 附录 1. */
#include "channels/channels.h"
#include "channels/wechat_api.h"
#include "reception/app.h"
#include "store/way_store.h"

#define TICKET_SETTING "wechat.jsapi_ticket"
enum { ANSWER_SECONDS = 5, NONCE_BYTES = 7 };

static Err about(Request *req, Response *res)
{
    const App *app = app_of(req);
    JsonOut out = json_out(req->ctx->arena);
    json_open(&out, '{');
    json_field_bool(&out, "sign_in", wechat_signs_in(app->wechat));
    json_field_bool(&out, "signed_in", !str_empty(request_messenger(req)));
    json_field_bool(&out, "notices", app->sends_wechat);
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

static Err load_cases(Tx *tx, const void *in, void *out)
{
    return way_messenger_cases(tx, *(const Str *)in, out);
}

static void put_case(JsonOut *out, const Request *req, const MessengerCase *one)
{
    Ctx *ctx = req->ctx;
    const Category *category = category_find(ctx->district, one->category);
    json_open(out, '{');
    json_field_str(out, "number", one->number);
    json_field_str(out, "secret", tracking_secret(&app_of(req)->keys, ctx, one->number));
    json_field_str(out, "state", one->state);
    json_field_opt(out, "category",
                   category == NULL       ? STR("")
                   : ctx->lang == LANG_EN ? category->name_en
                                          : category->name_zh);
    json_field_time(out, "submitted_at", one->submitted_at);
    json_close(out, '}');
}

/* Whoever reported by this account, in conversation or on the page, has the secrets of those cases anyway. */
static Err my_cases(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    Str who = request_messenger(req);
    MessengerCases *cases = ARENA_NEW(ctx->arena, MessengerCases);
    if (str_empty(who))
        return fail(ctx, ERR_UNAUTHENTICATED, MSG_WECHAT_STATE);
    TRY(db_read(app_of(req)->db, ctx, load_cases, &who, cases));
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_key(&out, "items");
    json_open(&out, '[');
    for (size_t i = 0; i < cases->len; i++)
        put_case(&out, req, &cases->at[i]);
    json_close(&out, ']');
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

/* --- JS-SDK --- */

static Err ask_ticket(const WechatLine *line, Ctx *ctx, Str *out)
{
    WechatAnswer answer;
    WechatLoan loan = {.setting = TICKET_SETTING};
    TRY(wechat_ask(line, ctx,
                   &(WechatAsk){.path = "/cgi-bin/ticket/getticket", .more = "&type=jsapi", .seconds = ANSWER_SECONDS},
                   &answer));
    if (answer.errcode != 0 || !json_str(json_get(answer.json, "ticket"), &loan.value) ||
        !json_i64(json_get(answer.json, "expires_in"), &loan.seconds))
        return wechat_refused(ctx, answer.errcode);
    TRY(wechat_keep(line, ctx, &loan));
    *out = loan.value;
    return OK;
}

static Err current_ticket(const WechatLine *line, Ctx *ctx, Str *out)
{
    TRY(wechat_lent(line, ctx, TICKET_SETTING, out));
    if (!str_empty(*out))
        return OK;
    TRY(wechat_turn_enter(line->wechat, ctx));
    Err err = ask_ticket(line, ctx, out);
    wechat_turn_leave(line->wechat, ctx, err);
    return err;
}

/* A page of ours, whole, without what follows a #. */
static bool is_our_page(const Wechat *wechat, Str url)
{
    Str base = wechat->public_url;
    if (!str_starts(url, base) || str_find(url, STR("#")) >= 0)
        return false;
    return url.len == base.len || url.at[base.len] == '/' || url.at[base.len] == '?';
}

static Str signature_of(Ctx *ctx, Str ticket, Str nonce, int64_t seconds, Str url)
{
    return wechat_sha1(ctx, str_printf(ctx->arena,
                                       "jsapi_ticket=" STR_FMT "&noncestr=" STR_FMT "&timestamp=%lld&url=" STR_FMT,
                                       STR_ARG(ticket), STR_ARG(nonce), (long long)seconds, STR_ARG(url)));
}

static Err js_config(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    App *app = app_of(req);
    WechatLine line = {app->wechat, app->db};
    Str url = request_query(req, "url"), ticket;
    unsigned char bytes[NONCE_BYTES];
    Rand chance = rand_system();
    if (!wechat_signs_in(app->wechat))
        return fail(ctx, ERR_NOT_FOUND, MSG_WECHAT_OFF);
    if (!is_our_page(app->wechat, url))
        return fail_field(ctx, "url", MSG_WECHAT_PAGE, app->wechat->public_url);
    TRY(limiter_take(app->lookups, ctx, req->client_ip));
    TRY(current_ticket(&line, ctx, &ticket));
    rand_bytes(&chance, bytes, sizeof bytes);
    Str nonce = str_hex(ctx->arena, bytes, sizeof bytes);
    int64_t seconds = ctx->now / 1000;
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "app_id", app->wechat->seal.app_id);
    json_field_i64(&out, "timestamp", seconds);
    json_field_str(&out, "nonce", nonce);
    json_field_str(&out, "signature", signature_of(ctx, ticket, nonce, seconds, url));
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/wechat", about, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/api/wechat/cases", my_cases, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/api/wechat/js-config", js_config, RIGHTS_OPEN, BODY_NONE, 0},
};

void wechat_page_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
