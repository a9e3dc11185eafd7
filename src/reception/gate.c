/* Who comes in: see app.h. */
#include "reception/app.h"

/* The session stands behind the actor, so that ctx->actor leads to both. */
typedef struct Signed {
    Actor actor; /* first: ctx->actor points here */
    SessionInfo info;
    bool session;
} Signed;

const SessionInfo *request_session(const Request *req)
{
    const Signed *who = (const Signed *)(const void *)req->ctx->actor;
    return who != NULL && who->session ? &who->info : NULL;
}

Str request_messenger(const Request *req)
{
    App *app = app_of(req);
    SealedPass pass = {.purpose = MESSENGER_PASS};
    bool came = app->wechat != NULL && request_session(req) == NULL &&
                pass_open(&app->keys, req->ctx, request_cookie(req, MESSENGER_COOKIE), &pass);
    return came ? pass.value : STR("");
}

static Err by_session(Request *req, Str token)
{
    Ctx *ctx = req->ctx;
    Resolved resolved;
    TRY(auth_resolve(app_of(req)->db, ctx, token, &resolved));
    Signed *who = ARENA_NEW(ctx->arena, Signed);
    *who = (Signed){resolved.actor, resolved.info, true};
    bool changes = req->method != HTTP_GET && req->method != HTTP_HEAD;
    if (changes)
        TRY(auth_require_csrf(ctx, &who->info, request_header(req, "x-csrf-token")));
    ctx->actor = &who->actor;
    return OK;
}

void request_as_reporter(const Request *req, Str number)
{
    Signed *who = ARENA_NEW(req->ctx->arena, Signed);
    who->actor = (Actor){.person = STR("reporter"), .reporter_of = number};
    req->ctx->actor = &who->actor;
}

void request_as_follower(const Request *req, Str number)
{
    Signed *who = ARENA_NEW(req->ctx->arena, Signed);
    who->actor = (Actor){.person = STR("follower"), .follower_of = number};
    req->ctx->actor = &who->actor;
}

static Err by_secret(Request *req, Str secret)
{
    Ctx *ctx = req->ctx;
    App *app = app_of(req);
    Str number = request_param(req, "number");
    TRY(limiter_take(app->lookups, ctx, req->client_ip));
    if (is_follower_secret(secret)) {
        TRY(follower_check(&app->keys, ctx, number, secret));
        request_as_follower(req, number);
        return OK;
    }
    TRY(tracking_check(&app->keys, ctx, number, secret));
    request_as_reporter(req, number);
    return OK;
}

static bool is_administrator(const Ctx *ctx)
{
    return ctx->actor != NULL && actor_has_role(ctx->actor, ROLE_ADMINISTRATOR);
}

SecondNeed request_second_need(const Request *req, const Actor *actor, const SessionInfo *session)
{
    SecondNeed need = second_need(req->ctx, actor, session);
    return need == SECOND_ENROL && app_of(req)->demo ? SECOND_NONE : need;
}

static Err require_second(Request *req, const SessionInfo *session)
{
    Ctx *ctx = req->ctx;
    switch (request_second_need(req, ctx->actor, session)) {
    case SECOND_ASKED:
        return fail(ctx, ERR_FORBIDDEN, MSG_SECOND_FIRST);
    case SECOND_ENROL:
        return fail(ctx, ERR_FORBIDDEN, MSG_SECOND_ENROL_FIRST);
    case SECOND_NONE:
    case SECOND_DONE:
        break;
    }
    return OK;
}

static Err check_rights(Request *req, RouteRights rights)
{
    Ctx *ctx = req->ctx;
    const SessionInfo *session = request_session(req);
    bool reporter = ctx->actor != NULL && !str_empty(ctx->actor->reporter_of);
    if (rights == RIGHTS_OPEN)
        return OK;
    bool follower = ctx->actor != NULL && !str_empty(ctx->actor->follower_of);
    if (rights == RIGHTS_TRACKER)
        return reporter || follower ? OK : fail(ctx, ERR_UNAUTHENTICATED, MSG_SECRET_MISSING);
    if (rights == RIGHTS_REPORTER)
        return reporter ? OK : fail(ctx, ERR_UNAUTHENTICATED, MSG_SECRET_MISSING);
    if (session == NULL)
        return fail(ctx, ERR_UNAUTHENTICATED, MSG_SIGN_IN_FIRST);
    if (rights != RIGHTS_SESSION) {
        TRY(auth_require_settled(ctx, session));
        TRY(require_second(req, session));
    }
    if (rights == RIGHTS_ADMIN && !is_administrator(ctx))
        return fail(ctx, ERR_FORBIDDEN, MSG_ADMINISTRATOR_ONLY);
    return OK;
}

/* Staff who report as residents in the same browser send their cookie along, but no token: then the cookie counts for
 * nothing, which is also what makes it safe against forged requests. */
static bool as_resident(const Request *req, RouteRights rights)
{
    bool changes = req->method != HTTP_GET && req->method != HTTP_HEAD;
    return rights == RIGHTS_OPEN && changes && str_empty(request_header(req, "x-csrf-token"));
}

Err gate(Request *req, Response *res, const Route *route)
{
    (void)res;
    Ctx *ctx = req->ctx;
    ctx->district = app_of(req)->district;
    ctx->jurisdiction = ctx->district->code;
    Str header = request_header(req, "authorization");
    Str cookie = request_cookie(req, SESSION_COOKIE);
    RouteRights rights = (RouteRights)route->rights;
    if (str_starts(header, STR("Tracking ")))
        TRY(by_secret(req, str_trim(str_slice(header, 9, header.len))));
    else if (!str_empty(cookie) && !as_resident(req, rights)) {
        Err err = by_session(req, cookie);
        if (err == ERR_UNAUTHENTICATED && rights == RIGHTS_OPEN)
            ctx->failure = (Failure){0}; /* an old cookie is no reason to turn a resident away */
        else if (err != OK)
            return err;
    }
    return check_rights(req, rights);
}
