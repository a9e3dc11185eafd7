/* Signing in and out, and who I am. */
#include "api/routes.h"
#include "reception/app.h"
#include "api/case_json.h"
#include "api/session_answer.h"
#include "base/input.h"
#include "signon/provider.h"
#include "store/person_store.h"

typedef struct PageRule {
    const char *page;
    Role roles[8];
    size_t count; /* 0: everybody's */
} PageRule;

/* Which pages a role opens. What may be done there is the rules' business. */
static const PageRule pages[] = {
    {"desk",
     {ROLE_SUBDISTRICT_DISPATCHER, ROLE_SUBDISTRICT_LEADER, ROLE_CENTRE_DISPATCHER, ROLE_CENTRE_LEADER,
      ROLE_SUPERVISOR},
     5},
    {"centre", {ROLE_CENTRE_DISPATCHER, ROLE_CENTRE_LEADER, ROLE_SUPERVISOR}, 3},
    {"field",
     {ROLE_GRID_MEMBER, ROLE_COMMUNITY_DESK, ROLE_DEPARTMENT_DESK, ROLE_DEPARTMENT_HANDLER, ROLE_DEPARTMENT_LEADER,
      ROLE_MUNICIPAL_LIAISON},
     6},
    {"patrol", {ROLE_GRID_MEMBER, ROLE_COMMUNITY_DESK, ROLE_SUBDISTRICT_DISPATCHER, ROLE_SUBDISTRICT_LEADER}, 4},
    {"hotline", {ROLE_HOTLINE_OPERATOR, ROLE_SUPERVISOR, ROLE_AUDITOR}, 3},
    {"knowledge", {0}, 0},
    {"dashboard",
     {ROLE_SUBDISTRICT_DISPATCHER, ROLE_SUBDISTRICT_LEADER, ROLE_CENTRE_DISPATCHER, ROLE_CENTRE_LEADER,
      ROLE_DEPARTMENT_LEADER, ROLE_SUPERVISOR, ROLE_ANALYST, ROLE_AUDITOR},
     8},
    {"brain",
     {ROLE_CENTRE_DISPATCHER, ROLE_CENTRE_LEADER, ROLE_SUPERVISOR, ROLE_ANALYST, ROLE_AUDITOR, ROLE_ADMINISTRATOR},
     6},
    {"audit", {ROLE_AUDITOR, ROLE_SUPERVISOR, ROLE_CENTRE_LEADER}, 3},
    {"admin", {ROLE_ADMINISTRATOR}, 1},
    {"devices",
     {ROLE_ADMINISTRATOR, ROLE_AUDITOR, ROLE_CENTRE_DISPATCHER, ROLE_CENTRE_LEADER, ROLE_SUBDISTRICT_DISPATCHER,
      ROLE_SUBDISTRICT_LEADER, ROLE_DEPARTMENT_DESK, ROLE_DEPARTMENT_LEADER},
     8},
    {"exchange",
     {ROLE_ADMINISTRATOR, ROLE_AUDITOR, ROLE_CENTRE_DISPATCHER, ROLE_CENTRE_LEADER, ROLE_SUBDISTRICT_DISPATCHER,
      ROLE_SUBDISTRICT_LEADER, ROLE_SUPERVISOR, ROLE_ANALYST},
     8},
};

static bool opens(const Actor *actor, const PageRule *rule)
{
    for (size_t i = 0; i < rule->count; i++)
        if (actor_has_role(actor, rule->roles[i]))
            return true;
    return rule->count == 0;
}

void put_unit_row(JsonOut *out, const Unit *unit)
{
    json_open(out, '{');
    json_field_str(out, "code", unit->code);
    put_names(out, "name", unit->name_zh, unit->name_en);
    json_field_str(out, "kind", str_of(unit_kind_code(unit->kind)));
    json_field_opt(out, "parent", unit->parent);
    json_field_opt(out, "area", unit->area);
    json_close(out, '}');
}

void put_grants(JsonOut *out, const Grant *grants, size_t count)
{
    json_key(out, "grants");
    json_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        json_open(out, '{');
        json_field_str(out, "role", str_of(role_code(grants[i].role)));
        json_field_str(out, "unit", grants[i].unit);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_units_of(JsonOut *out, const Ctx *ctx, const Actor *actor)
{
    json_key(out, "units");
    json_open(out, '[');
    for (size_t i = 0; i < actor->grant_count; i++) {
        bool again = false;
        for (size_t j = 0; j < i; j++)
            again = again || str_eq(actor->grants[i].unit, actor->grants[j].unit);
        const Unit *unit = unit_find(&ctx->district->rights, actor->grants[i].unit);
        if (!again && unit != NULL)
            put_unit_row(out, unit);
    }
    json_close(out, ']');
}

void put_session(const Request *req, JsonOut *out, const Actor *actor, const SessionInfo *info)
{
    Ctx *ctx = req->ctx;
    json_open(out, '{');
    json_field_str(out, "person", actor->person);
    json_field_str(out, "login", actor->login);
    json_field_str(out, "name", actor->name);
    put_grants(out, actor->grants, actor->grant_count);
    put_units_of(out, ctx, actor);
    json_field_str(out, "csrf", info->csrf);
    json_field_bool(out, "must_change_password", info->must_change);
    json_field_str(out, "second_factor", str_of(second_need_code(request_second_need(req, actor, info))));
    json_field_bool(out, "signed_in_there", !str_empty(info->there_subject));
    json_field_time(out, "server_time", ctx->now);
    json_key(out, "pages");
    json_open(out, '[');
    for (size_t i = 0; i < COUNT_OF(pages); i++)
        if (opens(actor, &pages[i]))
            json_put_z(out, pages[i].page);
    json_close(out, ']');
    json_close(out, '}');
}

void answer_session(const Request *req, Response *res, const Actor *actor, const SessionInfo *info)
{
    JsonOut out = json_out(req->ctx->arena);
    put_session(req, &out, actor, info);
    respond_json(res, 200, &out);
}

void set_session_cookie(const Request *req, Response *res, Str token, int64_t seconds)
{
    response_cookie(res, &(SetCookie){.name = STR(SESSION_COOKIE),
                                      .value = token,
                                      .max_age = seconds,
                                      .same_site = SAME_SITE_STRICT,
                                      .secure = app_of(req)->secure_cookies});
}

/* A password is taken as it is: no trimming, no rule about what is printable. */
static Err read_secret(Ctx *ctx, const Json *body, const char *field, Str *out)
{
    enum { LONGEST = 1000 };
    if (!json_str(json_get(body, field), out) || out->len == 0 || out->len > LONGEST)
        return fail_field(ctx, field, MSG_FIELD_MISSING, str_of(field));
    return OK;
}

/* The provider at which linked people must sign in; empty: they may here too. */
static Str only_there(const Request *req)
{
    const SignOn *sign_on = app_of(req)->sign_on;
    return sign_on != NULL && sign_on_setup(sign_on)->password_off ? sign_on_setup(sign_on)->issuer : STR("");
}

static Err sign_in(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    const Json *json = NULL;
    SignIn in = {.address = req->client_ip, .issuer = only_there(req)};
    SignedIn out;
    TRY(request_json(req, &json));
    TRY(read_secret(ctx, json, "login", &in.login));
    TRY(read_secret(ctx, json, "password", &in.password));
    TRY(auth_sign_in(app_of(req)->db, ctx, &in, &out));
    set_session_cookie(req, res, out.token, SESSION_LONGEST / 1000);
    answer_session(req, res, &out.actor, &out.info);
    return OK;
}

static Err get_session(Request *req, Response *res)
{
    answer_session(req, res, req->ctx->actor, request_session(req));
    return OK;
}

static Err sign_out(Request *req, Response *res)
{
    TRY(auth_sign_out(app_of(req)->db, req->ctx, request_session(req)));
    set_session_cookie(req, res, STR(""), 0);
    respond_empty(res);
    return OK;
}

static Err change_password(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    const Json *json = NULL;
    ChangePassword in = {.session = request_session(req), .login = ctx->actor->login};
    TRY(request_json(req, &json));
    TRY(read_secret(ctx, json, "old", &in.old));
    TRY(read_secret(ctx, json, "new", &in.new));
    TRY(auth_change_password(app_of(req)->db, ctx, &in));
    SessionInfo settled = *request_session(req);
    settled.must_change = false;
    answer_session(req, res, ctx->actor, &settled);
    return OK;
}

static const Route routes[] = {
    {HTTP_POST, "/api/session", sign_in, RIGHTS_OPEN, BODY_JSON, 0},
    {HTTP_GET, "/api/session", get_session, RIGHTS_SESSION, BODY_NONE, 0},
    {HTTP_DELETE, "/api/session", sign_out, RIGHTS_SESSION, BODY_NONE, 0},
    {HTTP_POST, "/api/session/password", change_password, RIGHTS_SESSION, BODY_JSON, 0},
};

void session_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
