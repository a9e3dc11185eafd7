/* Signing in at the identity provider and leaving there (signon/provider.h), and the second factor. What a browser is
 * sent here with from elsewhere ends in an address of the sign-in page, never in JSON that nobody would see. */
#include "api/routes.h"
#include "api/session_answer.h"

#include "auth/linked.h"
#include "base/log.h"
#include "base/seal.h"
#include "signon/provider.h"

#define BEGUN_COOKIE "gulou_sign_on"
#define BEGUN_PATH "/api/sign-on"
#define HINT STR("sign-on hint")

static Err provider(const Request *req, SignOn **out)
{
    *out = app_of(req)->sign_on;
    return *out != NULL ? OK : fail(req->ctx, ERR_NOT_FOUND, MSG_SIGN_ON_OFF);
}

static Err get_ways(Request *req, Response *res)
{
    const SignOn *sign_on = app_of(req)->sign_on;
    JsonOut out = json_out(req->ctx->arena);
    json_open(&out, '{');
    json_field_bool(&out, "there", sign_on != NULL);
    json_field_opt(&out, "name", sign_on != NULL ? sign_on_setup(sign_on)->name : STR(""));
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

static void remember(const Request *req, Response *res, Str sealed)
{
    /* Lax: it must come along when the provider sends the browser back */
    response_cookie(res, &(SetCookie){.name = STR(BEGUN_COOKIE),
                                      .value = sealed,
                                      .path = BEGUN_PATH,
                                      .max_age = str_empty(sealed) ? 0 : SIGN_ON_TIME / 1000,
                                      .same_site = SAME_SITE_LAX,
                                      .secure = app_of(req)->secure_cookies});
}

/* Why, for whoever keeps the server: the person is told no more than that it was not accepted. */
static void log_refused(const Request *req)
{
    const Failure *why = &req->ctx->failure;
    log_line(LOG_INFO, "sign-on refused", LOG_STR("request", req->ctx->request_id),
             LOG_STR("code", str_of(message_code(why->message))), LOG_STR("why", why->internal));
}

static void back_to_sign_in(const Request *req, Response *res)
{
    Str code = str_of(message_code(req->ctx->failure.message));
    respond_redirect(res, 303, str_printf(req->ctx->arena, "/command/sign-in?problem=" STR_FMT, STR_ARG(code)));
}

static Err begin(Request *req, Response *res)
{
    SignOn *sign_on = NULL;
    SignOnStart start;
    TRY(provider(req, &sign_on));
    if (limiter_take(app_of(req)->reads, req->ctx, req->client_ip) != OK ||
        sign_on_start(sign_on, req->ctx, &app_of(req)->keys.seal, request_query(req, "to"), &start) != OK) {
        log_refused(req);
        back_to_sign_in(req, res);
        return OK;
    }
    remember(req, res, start.cookie);
    respond_redirect(res, 303, start.address);
    return OK;
}

static Err come_in(const Request *req, SignOn *sign_on, const SignOnDone *done, SignedIn *out)
{
    Ctx *ctx = req->ctx;
    Seal seal = {&app_of(req)->keys.seal, HINT};
    const SignOnSetup *setup = sign_on_setup(sign_on);
    SignInThere there = {.issuer = setup->issuer,
                         .subject = done->who.subject,
                         .session = done->who.session,
                         .login = done->who.login,
                         .hint = seal_text(ctx->arena, &seal, done->id_token),
                         .second = setup->has_second ? ctx->now : 0};
    return auth_sign_in_there(app_of(req)->db, ctx, &there, out);
}

static Err answered(Request *req, Response *res)
{
    SignOn *sign_on = NULL;
    SignOnDone done;
    SignedIn in;
    TRY(provider(req, &sign_on));
    SignOnAnswer answer = {.seal = &app_of(req)->keys.seal,
                           .cookie = request_cookie(req, BEGUN_COOKIE),
                           .state = request_query(req, "state"),
                           .code = request_query(req, "code"),
                           .issuer = request_query(req, "iss"),
                           .error = request_query(req, "error")};
    remember(req, res, STR("")); /* spent, however it ends */
    if (limiter_take(app_of(req)->reads, req->ctx, req->client_ip) != OK ||
        sign_on_finish(sign_on, req->ctx, &answer, &done) != OK || come_in(req, sign_on, &done, &in) != OK) {
        log_refused(req);
        back_to_sign_in(req, res);
        return OK;
    }
    set_session_cookie(req, res, in.token, SESSION_LONGEST / 1000);
    respond_redirect(res, 303, done.back);
    return OK;
}

/* Ends the session here, and says where to go so that it ends there too. */
static Err leave(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    SignOn *sign_on = NULL;
    const SessionInfo *session = request_session(req);
    Seal seal = {&app_of(req)->keys.seal, HINT};
    Str id_token, address = STR("");
    TRY(provider(req, &sign_on));
    TRY(auth_sign_out(app_of(req)->db, ctx, session));
    set_session_cookie(req, res, STR(""), 0);
    if (seal_open(ctx->arena, &seal, session->there_hint, &id_token) &&
        sign_on_leave(sign_on, ctx, id_token, &address) != OK)
        address = STR(""); /* gone here all the same */
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_opt(&out, "address", address);
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

static Err hear_end(const Request *req, SignOn *sign_on)
{
    Ctx *ctx = req->ctx;
    Identity who;
    TRY(sign_on_hear_leave(sign_on, ctx, request_field(req, "logout_token"), &who));
    EndThere end = {.subject = who.subject,
                    .session = who.session,
                    .issuer = sign_on_setup(sign_on)->issuer,
                    .token = who.token,
                    .until = ctx->now + LOGOUT_TOKEN_KEPT};
    return auth_end_there(app_of(req)->db, ctx, &end);
}

/* Whatever is wrong with it is 400 (Back-Channel Logout 1.0, 2.8); what is wrong here, or there for now, is not. Only
 * what is wrong is counted: at the end of a day the provider may tell of everybody, from one address. */
static Err ended_there(Request *req, Response *res)
{
    SignOn *sign_on = NULL;
    TRY(provider(req, &sign_on));
    Err err = hear_end(req, sign_on);
    if (err == OK)
        respond_empty(res);
    if (err != ERR_UNAUTHENTICATED)
        return err;
    log_refused(req);
    TRY(limiter_take(app_of(req)->lookups, req->ctx, req->client_ip));
    respond_status(res, 400, MSG_SIGN_ON_TOKEN);
    return OK;
}

static Err read_code(Request *req, SecondTry *out)
{
    const Json *json = NULL;
    Str code = {0};
    TRY(request_json(req, &json));
    if (!json_str(json_get(json, "code"), &code) || str_empty(code))
        return fail_field(req->ctx, "code", MSG_FIELD_MISSING, STR("code"));
    *out = (SecondTry){&app_of(req)->keys.seal, request_session(req), code};
    return OK;
}

static Err show_code(Request *req, Response *res)
{
    SecondTry try;
    SignedIn in;
    TRY(read_code(req, &try));
    TRY(second_show(app_of(req)->db, req->ctx, &try, &in));
    set_session_cookie(req, res, in.token, SESSION_LONGEST / 1000);
    answer_session(req, res, &in.actor, &in.info);
    return OK;
}

static Err start_second(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    SecondStart start;
    TRY(auth_require_settled(ctx, request_session(req)));
    SecondWho who = {&app_of(req)->keys.seal, request_session(req), ctx->actor->login};
    TRY(second_start(app_of(req)->db, ctx, &who, &start));
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "secret", start.secret);
    json_field_str(&out, "uri", start.uri);
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

static Err confirm_second(Request *req, Response *res)
{
    SecondTry try;
    SecondConfirmed done;
    TRY(auth_require_settled(req->ctx, request_session(req)));
    TRY(read_code(req, &try));
    TRY(second_confirm(app_of(req)->db, req->ctx, &try, &done));
    set_session_cookie(req, res, done.session.token, SESSION_LONGEST / 1000);
    JsonOut out = json_out(req->ctx->arena);
    json_open(&out, '{');
    json_key(&out, "recovery_codes");
    json_open(&out, '[');
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        json_put_str(&out, done.codes[i]);
    json_close(&out, ']');
    json_key(&out, "session");
    put_session(req, &out, &done.session.actor, &done.session.info);
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/sign-on", get_ways, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/api/sign-on/begin", begin, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/api/sign-on/callback", answered, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_POST, "/api/sign-on/leave", leave, RIGHTS_SESSION, BODY_JSON, 0},
    {HTTP_POST, "/api/sign-on/back-channel-logout", ended_there, RIGHTS_OPEN, BODY_FORM, 0},
    {HTTP_POST, "/api/session/second-factor", show_code, RIGHTS_SESSION, BODY_JSON, 0},
    {HTTP_POST, "/api/session/second-factor/enrol", start_second, RIGHTS_SESSION, BODY_JSON, 0},
    {HTTP_POST, "/api/session/second-factor/confirm", confirm_second, RIGHTS_SESSION, BODY_JSON, 0},
};

void sign_on_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
