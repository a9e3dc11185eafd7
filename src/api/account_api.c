/* Staff accounts: what an administrator sees and changes. Passwords appear here once, when they are made. */
#include "api/routes.h"
#include "api/case_json.h"

#include "actions/leave.h"
#include "auth/accounts.h"
#include "base/input.h"
#include "reception/app.h"
#include "signon/provider.h"

static void put_account(JsonOut *out, const Person *person)
{
    json_field_str(out, "id", person->id);
    json_field_str(out, "login", person->login);
    json_field_str(out, "name", person->name);
    json_field_opt(out, "phone", person->phone);
    put_grants(out, person->grants, person->grant_count);
    json_field_bool(out, "active", person->active);
    json_field_bool(out, "must_change_password", person->must_change);
    json_field_time(out, "last_sign_in", person->last_sign_in_at);
}

static void answer_account(const Request *req, Response *res, const Person *person)
{
    JsonOut json = json_out(req->ctx->arena);
    json_open(&json, '{');
    put_account(&json, person);
    json_close(&json, '}');
    respond_json(res, 200, &json);
}

static void answer_password(const Request *req, Response *res, int status, const OneTime *made)
{
    JsonOut json = json_out(req->ctx->arena);
    json_open(&json, '{');
    json_key(&json, "account");
    json_open(&json, '{');
    put_account(&json, &made->person);
    json_close(&json, '}');
    json_field_str(&json, "password", made->password);
    json_close(&json, '}');
    respond_json(res, status, &json);
}

static Str issuer_of(const Request *req)
{
    const SignOn *sign_on = app_of(req)->sign_on;
    return sign_on == NULL ? STR("") : sign_on_setup(sign_on)->issuer;
}

static UnixMs leaves_at(const Accounts *accounts, Str person)
{
    for (size_t i = 0; i < accounts->leavings.len; i++)
        if (str_eq(accounts->leavings.at[i].person, person))
            return accounts->leavings.at[i].at;
    return 0;
}

static void put_proofs(JsonOut *out, const Accounts *accounts, Str person)
{
    Str subject = {0};
    bool second = false;
    for (size_t i = 0; i < accounts->links.len; i++)
        if (str_eq(accounts->links.at[i].person, person))
            subject = accounts->links.at[i].subject;
    for (size_t i = 0; i < accounts->second.len; i++)
        second = second || str_eq(accounts->second.at[i], person);
    json_field_opt(out, "subject", subject);
    json_field_bool(out, "has_second_factor", second);
    json_field_time(out, "leaves_at", leaves_at(accounts, person));
}

static Err list_accounts(Request *req, Response *res)
{
    Accounts accounts;
    TRY(account_list(app_of(req)->db, req->ctx, issuer_of(req), &accounts));
    JsonOut json = json_out(req->ctx->arena);
    json_open(&json, '{');
    json_key(&json, "items");
    json_open(&json, '[');
    for (size_t i = 0; i < accounts.people.len; i++) {
        json_open(&json, '{');
        put_account(&json, &accounts.people.at[i]);
        put_proofs(&json, &accounts, accounts.people.at[i].id);
        json_close(&json, '}');
    }
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
    Str subject;
} ChangeBody;

static const InputField change_fields[] = {
    INPUT(JSON, ChangeBody, grants, false, 0, 0),
    INPUT(STR, ChangeBody, subject, false, 0, 255),
};

static Err read_change(const Request *req, AccountChange *change)
{
    const Json *json = NULL;
    ChangeBody body = {0};
    Grants grants = {0};
    bool told = change->kind == ACCOUNT_GRANTS || change->kind == ACCOUNT_LINK;
    if (str_empty(req->body) && !told)
        return OK;
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, change_fields, COUNT_OF(change_fields), &body));
    if (change->kind == ACCOUNT_GRANTS)
        TRY(read_grants(req->ctx, body.grants, &grants));
    change->grants = grants.at;
    change->grant_count = grants.count;
    change->subject = body.subject;
    change->issuer = issuer_of(req);
    return OK;
}

static Err change_in_tx(Tx *tx, const void *in, void *out)
{
    return change_account(tx, in, out);
}

static void answer_changed(const Request *req, Response *res, const ChangedAccount *changed)
{
    JsonOut json = json_out(req->ctx->arena);
    json_open(&json, '{');
    put_account(&json, &changed->person);
    json_key(&json, "fell_back");
    json_open(&json, '{');
    json_field_i64(&json, "cases", changed->cases);
    json_field_i64(&json, "tasks", changed->tasks);
    json_field_i64(&json, "plans", changed->plans);
    json_field_i64(&json, "call_backs", changed->call_backs);
    json_field_i64(&json, "shifts", changed->shifts);
    json_close(&json, '}');
    json_close(&json, '}');
    respond_json(res, 200, &json);
}

typedef struct LeaveBody {
    Str on; /* 2026-12-01: the first day on which they are gone */
} LeaveBody;

static const InputField leave_fields[] = {
    INPUT(STR, LeaveBody, on, false, 0, 10),
};

static Err leave_in_tx(Tx *tx, const void *in, void *out)
{
    return plan_leave(tx, in, out);
}

/* Without a time: they stay after all. */
static Err set_leave(Request *req, Response *res)
{
    const Json *json = NULL;
    LeaveBody body = {0};
    Person person;
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, leave_fields, COUNT_OF(leave_fields), &body));
    PlanLeave leave = {request_param(req, "id"), 0};
    Day day;
    if (!str_empty(body.on) && !day_parse(body.on, &day))
        return fail_field(req->ctx, "on", MSG_LEAVE_PAST);
    if (!str_empty(body.on))
        leave.at = calendar_day_start(&req->ctx->district->calendar, day);
    TRY(db_write(app_of(req)->db, req->ctx, leave_in_tx, &leave, &person));
    answer_account(req, res, &person);
    return OK;
}

static Err change_by_name(Request *req, Response *res)
{
    static const char *const kinds[] = {[ACCOUNT_DISABLE] = "disable",
                                        [ACCOUNT_ENABLE] = "enable",
                                        [ACCOUNT_GRANTS] = "grants",
                                        [ACCOUNT_LINK] = "link",
                                        [ACCOUNT_RESET_SECOND] = "reset-second-factor"};
    Str wanted = request_param(req, "change");
    AccountChange change = {.person = request_param(req, "id")};
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (str_is(wanted, kinds[i])) {
            ChangedAccount changed;
            change.kind = (AccountChangeKind)i;
            TRY(read_change(req, &change));
            TRY(db_write(app_of(req)->db, req->ctx, change_in_tx, &change, &changed));
            answer_changed(req, res, &changed);
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
    {HTTP_POST, "/api/accounts/{id}/leave", set_leave, RIGHTS_ADMIN, BODY_JSON, 0},
    {HTTP_POST, "/api/accounts/{id}/{change}", change_by_name, RIGHTS_ADMIN, BODY_JSON, 0},
};

void account_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
    outbox_routes(router);
}
