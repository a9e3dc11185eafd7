/* 网页授权 (snsapi_base): whoever opens our pages inside the messenger is sent to the platform and comes back with a
 * code that tells us their OpenID, without being asked. What we remember of it is a sealed cookie of two hours. That
 * the way back was begun here, in this browser, is known by a sealed cookie with the same state. Nothing that goes
 * wrong keeps anybody from the page: they are then just not known. Source: developers.weixin.qq.com, 网页授权. */
#include "base/log.h"
#include "channels/channels.h"
#include "channels/wechat_api.h"
#include "reception/app.h"

#define STATE_COOKIE "gulou_wechat_state"
#define STATE_PASS "wechat-state"
#define STATE_LASTS MINUTES(10)
#define PASS_LASTS HOURS(2)
enum { STATE_BYTES = 16, ANSWER_SECONDS = 5, OPENID_MOST = 64 };

/* Where people may be brought back to: names, so that nobody else's address can be one. */
static const struct {
    const char *name, *path, *unknown; /* unknown: when it did not work */
} pages[] = {
    {"home", "/", "/?wechat=unknown"},
    {"report", "/report", "/report?wechat=unknown"},
    {"mine", "/mine", "/mine?wechat=unknown"},
    {"alerts", "/public/alerts", "/public/alerts?wechat=unknown"},
};

static size_t page_named(Str name)
{
    for (size_t i = 0; i < COUNT_OF(pages); i++)
        if (str_is(name, pages[i].name))
            return i;
    return 0;
}

static Err check_on(const Request *req)
{
    if (!wechat_signs_in(app_of(req)->wechat))
        return fail(req->ctx, ERR_NOT_FOUND, MSG_WECHAT_OFF);
    return limiter_take(app_of(req)->lookups, req->ctx, req->client_ip);
}

/* The platform wants the parameters in this order. */
static Str authorize_url(Ctx *ctx, const Wechat *wechat, Str state)
{
    Str back = str_printf(ctx->arena, STR_FMT "/wechat/entered", STR_ARG(wechat->public_url));
    return str_printf(ctx->arena,
                      STR_FMT "/connect/oauth2/authorize?appid=" STR_FMT "&redirect_uri=" STR_FMT
                              "&response_type=code&scope=snsapi_base&state=" STR_FMT "#wechat_redirect",
                      STR_ARG(wechat->open), STR_ARG(wechat_encoded(ctx, wechat->seal.app_id)),
                      STR_ARG(wechat_encoded(ctx, back)), STR_ARG(state));
}

static Err enter(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    App *app = app_of(req);
    unsigned char bytes[STATE_BYTES];
    Rand chance = rand_system();
    TRY(check_on(req));
    rand_bytes(&chance, bytes, sizeof bytes);
    Str state = str_hex(ctx->arena, bytes, sizeof bytes);
    size_t page = page_named(request_query(req, "to"));
    SealedPass pass = {.purpose = STATE_PASS,
                       .value = str_printf(ctx->arena, STR_FMT ".%s", STR_ARG(state), pages[page].name),
                       .until = ctx->now + STATE_LASTS};
    response_cookie(res, &(SetCookie){.name = STR(STATE_COOKIE),
                                      .value = pass_seal(&app->keys, ctx, &pass),
                                      .path = "/wechat",
                                      .max_age = STATE_LASTS / SECONDS(1),
                                      .secure = app->secure_cookies});
    respond_redirect(res, 302, authorize_url(ctx, app->wechat, state));
    return OK;
}

/* The page that was asked for, where the state is the one this browser was sent away with. */
static Err check_state(const Request *req, size_t *page)
{
    SealedPass pass = {.purpose = STATE_PASS};
    Str state, name;
    Str cookie = request_cookie(req, STATE_COOKIE);
    bool ours = pass_open(&app_of(req)->keys, req->ctx, cookie, &pass) && str_cut(pass.value, '.', &state, &name);
    if (!ours || !str_eq(state, request_query(req, "state")))
        return fail(req->ctx, ERR_FORBIDDEN, MSG_WECHAT_STATE);
    *page = page_named(name);
    return OK;
}

static bool is_openid(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
            return false;
    }
    return text.len > 0 && text.len <= OPENID_MOST;
}

/* The platform takes a code once. */
static Err exchange(Ctx *ctx, const Wechat *wechat, Str code, Str *openid)
{
    WechatAnswer answer;
    int64_t virtual_user = 0; /* is_snapshotuser: a page shown without leave, to no real person */
    Str url = str_printf(ctx->arena,
                         STR_FMT "/sns/oauth2/access_token?appid=" STR_FMT "&secret=" STR_FMT "&code=" STR_FMT
                                 "&grant_type=authorization_code",
                         STR_ARG(wechat->api), STR_ARG(wechat_encoded(ctx, wechat->seal.app_id)),
                         STR_ARG(wechat_encoded(ctx, wechat->secret)), STR_ARG(wechat_encoded(ctx, code)));
    TRY(wechat_turn_enter(wechat, ctx));
    Err err = wechat_ask_url(ctx, url, ANSWER_SECONDS, &answer);
    wechat_turn_leave(wechat, ctx, err);
    TRY(err);
    (void)json_i64(json_get(answer.json, "is_snapshotuser"), &virtual_user);
    if (!json_str(json_get(answer.json, "openid"), openid) || !is_openid(*openid) || virtual_user != 0) {
        err = fail(ctx, ERR_FORBIDDEN, MSG_WECHAT_STATE);
        ctx->failure.internal = str_printf(ctx->arena, "errcode %lld", (long long)answer.errcode);
        return err;
    }
    return OK;
}

static Err identify(const Request *req, size_t *page, Str *openid)
{
    Str code = request_query(req, "code");
    TRY(check_state(req, page));
    if (str_empty(code)) /* they would not */
        return fail(req->ctx, ERR_FORBIDDEN, MSG_WECHAT_STATE);
    return exchange(req->ctx, app_of(req)->wechat, code, openid);
}

static Err entered(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    App *app = app_of(req);
    size_t page = 0;
    SealedPass pass = {.purpose = MESSENGER_PASS, .until = ctx->now + PASS_LASTS};
    TRY(check_on(req));
    Err err = identify(req, &page, &pass.value);
    response_cookie(res, &(SetCookie){.name = STR(STATE_COOKIE), .path = "/wechat", .secure = app->secure_cookies});
    respond_redirect(res, 302, str_of(err == OK ? pages[page].path : pages[page].unknown));
    if (err != OK) {
        log_line(LOG_WARN, "a person could not be known by WeChat", LOG_STR("why", str_of(err_name(err))),
                 LOG_STR("internal", ctx->failure.internal));
        ctx->failure = (Failure){0};
        return OK;
    }
    response_cookie(res, &(SetCookie){.name = STR(MESSENGER_COOKIE),
                                      .value = pass_seal(&app->keys, ctx, &pass),
                                      .max_age = PASS_LASTS / SECONDS(1),
                                      .same_site = SAME_SITE_STRICT,
                                      .secure = app->secure_cookies});
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/wechat/enter", enter, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/wechat/entered", entered, RIGHTS_OPEN, BODY_NONE, 0},
};

void wechat_enter_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
