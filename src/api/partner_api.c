/* Partners' keys, and how the addresses they are told at fare, for the administrator. A key appears here once, when it
 * is made. */
#include "api/routes.h"
#include "auth/hooks.h"
#include "auth/partners.h"
#include "base/input.h"
#include "reception/app.h"

static void put_hook(JsonOut *out, const Hook *hook)
{
    json_key(out, "webhook");
    if (hook == NULL) {
        json_put_null(out);
        return;
    }
    json_open(out, '{');
    json_field_str(out, "url", hook->url);
    json_field_str(out, "state", hook->state);
    json_field_i64(out, "fails", hook->fails);
    json_field_time(out, "failing_since", hook->failing_since);
    json_field_time(out, "next_at", hook->fails > 0 ? hook->next_at : 0);
    json_field_time(out, "sent_at", hook->sent_at);
    json_field_opt(out, "said", hook->said);
    json_close(out, '}');
}

static const Hook *hook_of(const Hooks *hooks, Str partner)
{
    for (size_t i = 0; i < hooks->len; i++)
        if (str_eq(hooks->at[i].partner, partner))
            return &hooks->at[i];
    return NULL;
}

static void put_partner(JsonOut *out, const Partner *partner)
{
    json_open(out, '{');
    json_field_str(out, "id", partner->id);
    json_field_str(out, "kind", partner->kind);
    json_field_str(out, "name", partner->name);
    json_field_str(out, "key_hint", partner->key_hint);
    json_field_i64(out, "per_minute", partner->per_minute);
    json_field_bool(out, "active", partner->active);
    json_field_time(out, "created_at", partner->created_at);
    json_field_time(out, "used_at", partner->used_at);
}

static void answer_partner(Response *res, const Partner *partner)
{
    JsonOut out = json_out(res->ctx->arena);
    put_partner(&out, partner);
    json_close(&out, '}');
    respond_json(res, 200, &out);
}

static Err hooks_in_tx(Tx *tx, const void *in, void *out)
{
    (void)in;
    return hook_list(tx, out);
}

static Err list_partners(Request *req, Response *res)
{
    Partners *partners = ARENA_NEW(req->ctx->arena, Partners);
    Hooks *hooks = ARENA_NEW(req->ctx->arena, Hooks);
    TRY(partner_all(app_of(req)->db, req->ctx, partners));
    TRY(db_read(app_of(req)->db, req->ctx, hooks_in_tx, NULL, hooks));
    JsonOut json = json_out(req->ctx->arena);
    json_open(&json, '{');
    json_key(&json, "items");
    json_open(&json, '[');
    for (size_t i = 0; i < partners->len; i++) {
        put_partner(&json, &partners->at[i]);
        put_hook(&json, hook_of(hooks, partners->at[i].id));
        json_close(&json, '}');
    }
    json_close(&json, ']');
    json_close(&json, '}');
    respond_json(res, 200, &json);
    return OK;
}

static void answer_key(const Request *req, Response *res, int status, const PartnerMade *made)
{
    JsonOut json = json_out(req->ctx->arena);
    json_open(&json, '{');
    json_key(&json, "partner");
    put_partner(&json, &made->partner);
    json_close(&json, '}');
    json_field_str(&json, "key", made->key);
    json_close(&json, '}');
    respond_json(res, status, &json);
}

static const InputField new_fields[] = {
    INPUT(STR, NewPartner, id, true, 0, 40),
    INPUT(STR, NewPartner, kind, true, 0, 20),
    INPUT(STR, NewPartner, name, true, 0, 60),
    INPUT(I64, NewPartner, per_minute, false, 1, PARTNER_PER_MINUTE_MOST),
};

static Err create_partner(Request *req, Response *res)
{
    const Json *json = NULL;
    NewPartner in = {0};
    PartnerMade made;
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, new_fields, COUNT_OF(new_fields), &in));
    TRY(partner_create(app_of(req)->db, req->ctx, &in, &made));
    answer_key(req, res, 201, &made);
    return OK;
}

static Err new_key(Request *req, Response *res)
{
    PartnerMade made;
    TRY(partner_new_key(app_of(req)->db, req->ctx, request_param(req, "id"), &made));
    answer_key(req, res, 200, &made);
    return OK;
}

static const InputField change_fields[] = {
    INPUT(STR, PartnerChange, name, false, 0, 60),
    INPUT(I64, PartnerChange, per_minute, true, 1, PARTNER_PER_MINUTE_MOST),
    INPUT(BOOL, PartnerChange, active, true, 0, 0),
};

static Err change_partner(Request *req, Response *res)
{
    const Json *json = NULL;
    PartnerChange in = {0};
    Partner changed;
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, change_fields, COUNT_OF(change_fields), &in));
    in.id = request_param(req, "id");
    TRY(partner_change(app_of(req)->db, req->ctx, &in, &changed));
    answer_partner(res, &changed);
    return OK;
}

static Err order_hook(const Request *req, Response *res, HookDeed deed)
{
    TRY(hook_order(app_of(req)->db, req->ctx, &(HookOrder){request_param(req, "id"), deed}));
    respond_empty(res);
    return OK;
}

static Err resume_hook(Request *req, Response *res)
{
    return order_hook(req, res, HOOK_RESUME);
}

static Err end_hook(Request *req, Response *res)
{
    return order_hook(req, res, HOOK_END);
}

static const Route routes[] = {
    {HTTP_GET, "/api/partners", list_partners, RIGHTS_ADMIN, BODY_NONE, 0},
    {HTTP_POST, "/api/partners", create_partner, RIGHTS_ADMIN, BODY_JSON, 0},
    {HTTP_POST, "/api/partners/{id}", change_partner, RIGHTS_ADMIN, BODY_JSON, 0},
    {HTTP_POST, "/api/partners/{id}/webhook", resume_hook, RIGHTS_ADMIN, BODY_NONE, 0},
    {HTTP_DELETE, "/api/partners/{id}/webhook", end_hook, RIGHTS_ADMIN, BODY_NONE, 0},
    {HTTP_POST, "/api/partners/{id}/key", new_key, RIGHTS_ADMIN, BODY_NONE, 0},
};

void partner_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
