/* Staff accounts: what an administrator sees and changes. Passwords appear here once, when they are made. */
#include "api/routes.h"
#include "api/case_json.h"

#include "auth/accounts.h"
#include "base/input.h"

static void put_account(JsonOut *out, const Person *person)
{
    json_open(out, '{');
    json_field_str(out, "id", person->id);
    json_field_str(out, "login", person->login);
    json_field_str(out, "name", person->name);
    json_field_opt(out, "phone", person->phone);
    put_grants(out, person->grants, person->grant_count);
    json_field_bool(out, "active", person->active);
    json_field_bool(out, "must_change_password", person->must_change);
    json_field_time(out, "last_sign_in", person->last_sign_in_at);
    json_close(out, '}');
}

static void answer_account(const Request *req, Response *res, const Person *person)
{
    JsonOut json = json_out(req->ctx->arena);
    put_account(&json, person);
    respond_json(res, 200, &json);
}

static void answer_password(const Request *req, Response *res, int status, const OneTime *made)
{
    JsonOut json = json_out(req->ctx->arena);
    json_open(&json, '{');
    json_key(&json, "account");
    put_account(&json, &made->person);
    json_field_str(&json, "password", made->password);
    json_close(&json, '}');
    respond_json(res, status, &json);
}

static Err list_accounts(Request *req, Response *res)
{
    People people;
    TRY(account_list(app_of(req)->db, req->ctx, &people));
    JsonOut json = json_out(req->ctx->arena);
    json_open(&json, '{');
    json_key(&json, "items");
    json_open(&json, '[');
    for (size_t i = 0; i < people.len; i++)
        put_account(&json, &people.at[i]);
    json_close(&json, ']');
    json_close(&json, '}');
    respond_json(res, 200, &json);
    return OK;
}

typedef struct GrantBody {
    Str role, unit;
} GrantBody;

static const InputField grant_fields[] = {
    INPUT(STR, GrantBody, role, true, 0, 40),
    INPUT(STR, GrantBody, unit, true, 0, 40),
};

typedef struct Grants {
    Grant *at;
    size_t count;
} Grants;

/* Whether a role may be granted and a unit exists is judged by accounts.h. */
static Err read_grants(Ctx *ctx, const Json *list, Grants *out)
{
    enum { MOST = 64 };
    if (!json_is_array(list) || json_length(list) > MOST)
        return fail_field(ctx, "grants", MSG_GRANTS_NEEDED);
    Grants grants = {ARENA_ARRAY(ctx->arena, Grant, json_length(list) + 1), json_length(list)};
    for (size_t i = 0; i < grants.count; i++) {
        GrantBody body = {0};
        TRY(input_read(ctx, json_at(list, i), grant_fields, COUNT_OF(grant_fields), &body));
        if (!role_parse(body.role, &grants.at[i].role))
            return fail_field(ctx, "grants", MSG_GRANT_ROLE, body.role);
        grants.at[i].unit = body.unit;
    }
    *out = grants;
    return OK;
}

typedef struct AccountBody {
    Str login, name, phone;
    const Json *grants;
} AccountBody;

static const InputField account_fields[] = {
    INPUT(STR, AccountBody, login, true, 0, 100),
    INPUT(STR, AccountBody, name, true, 0, 200),
    INPUT(STR, AccountBody, phone, false, 0, 100),
    INPUT(JSON, AccountBody, grants, true, 0, 0),
};

static Err create_account(Request *req, Response *res)
{
    const Json *json = NULL;
    AccountBody body = {0};
    Grants grants;
    OneTime made;
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, account_fields, COUNT_OF(account_fields), &body));
    TRY(read_grants(req->ctx, body.grants, &grants));
    NewAccount account = {body.login, body.name, body.phone, grants.at, grants.count};
    TRY(account_create(app_of(req)->db, req->ctx, &account, &made));
    answer_password(req, res, 201, &made);
    return OK;
}

typedef struct ChangeBody {
    const Json *grants;
} ChangeBody;

static const InputField change_fields[] = {
    INPUT(JSON, ChangeBody, grants, false, 0, 0),
};

static Err read_change(const Request *req, AccountChange *change)
{
    const Json *json = NULL;
    ChangeBody body = {0};
    Grants grants = {0};
    if (str_empty(req->body) && change->kind != ACCOUNT_GRANTS)
        return OK;
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, change_fields, COUNT_OF(change_fields), &body));
    if (change->kind == ACCOUNT_GRANTS)
        TRY(read_grants(req->ctx, body.grants, &grants));
    change->grants = grants.at;
    change->grant_count = grants.count;
    return OK;
}

static Err change_account(Request *req, Response *res)
{
    static const char *const kinds[] = {
        [ACCOUNT_DISABLE] = "disable", [ACCOUNT_ENABLE] = "enable", [ACCOUNT_GRANTS] = "grants"};
    Str wanted = request_param(req, "change");
    AccountChange change = {.person = request_param(req, "id")};
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (str_is(wanted, kinds[i])) {
            Person person;
            change.kind = (AccountChangeKind)i;
            TRY(read_change(req, &change));
            TRY(account_change(app_of(req)->db, req->ctx, &change, &person));
            answer_account(req, res, &person);
            return OK;
        }
    return fail(req->ctx, ERR_NOT_FOUND, MSG_NOT_FOUND);
}

static Err reset_password(Request *req, Response *res)
{
    OneTime made;
    TRY(account_reset_password(app_of(req)->db, req->ctx, request_param(req, "id"), &made));
    answer_password(req, res, 200, &made);
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/accounts", list_accounts, RIGHTS_ADMIN, BODY_NONE, 0},
    {HTTP_POST, "/api/accounts", create_account, RIGHTS_ADMIN, BODY_JSON, 0},
    {HTTP_POST, "/api/accounts/{id}/reset-password", reset_password, RIGHTS_ADMIN, BODY_JSON, 0},
    {HTTP_POST, "/api/accounts/{id}/{change}", change_account, RIGHTS_ADMIN, BODY_JSON, 0},
};

void account_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
    outbox_routes(router);
}
