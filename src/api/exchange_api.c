/* What the page of files shows beside them: the platforms and what they call our kinds and units, and who took which
 * cases out of the house. */
#include "api/case_json.h"
#include "api/exchange.h"
#include "api/routes.h"
#include "auth/partners.h"
#include "domain/permission.h"
#include "reception/app.h"
#include "store/person_store.h"

enum { EXPORTS_DAYS = 90 };

bool may_import(const Ctx *ctx)
{
    return grant_giving(&ctx->district->rights, ctx->actor, RELATION_CENTRE, ctx->district->centre) != NULL;
}

/* --- the platforms, and what they call our kinds and units --- */

static void put_code(JsonOut *out, const District *district, const PlatformCode *code)
{
    const Category *category = code->what == PLATFORM_CATEGORY ? category_find(district, code->ours) : NULL;
    const Unit *unit = code->what == PLATFORM_UNIT ? unit_find(&district->rights, code->ours) : NULL;
    json_open(out, '{');
    json_field_str(out, "what", code->what == PLATFORM_CATEGORY ? STR("category") : STR("unit"));
    json_field_str(out, "theirs", code->theirs);
    json_field_str(out, "ours", code->ours);
    if (category != NULL)
        put_names(out, "name", category->name_zh, category->name_en);
    else if (unit != NULL)
        put_names(out, "name", unit->name_zh, unit->name_en);
    else
        put_names(out, "name", code->ours, code->ours);
    json_close(out, '}');
}

static void put_platform(JsonOut *out, const District *district, const Partner *platform)
{
    json_open(out, '{');
    json_field_str(out, "id", platform->id);
    json_field_str(out, "name", platform->name);
    json_field_bool(out, "active", platform->active != 0);
    json_key(out, "codes");
    json_open(out, '[');
    for (size_t i = 0; i < district->platform_code_count; i++)
        if (str_eq(district->platform_codes[i].platform, platform->id))
            put_code(out, district, &district->platform_codes[i]);
    json_close(out, ']');
    json_close(out, '}');
}

static Err read_partners(Tx *tx, const void *in, void *out)
{
    (void)in;
    return partner_list(tx, out);
}

static Err list_platforms(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    Partners *partners = ARENA_NEW(ctx->arena, Partners);
    TRY(db_read(app_of(req)->db, ctx, read_partners, NULL, partners));
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_bool(&out, "may_import", may_import(ctx));
    json_key(&out, "items");
    json_open(&out, '[');
    for (size_t i = 0; i < partners->len; i++)
        if (str_is(partners->at[i].kind, PARTNER_PLATFORM))
            put_platform(&out, ctx->district, &partners->at[i]);
    json_close(&out, ']');
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

/* --- who took what --- */

static Err put_export(Tx *tx, JsonOut *out, const AccountEvent *event)
{
    int64_t cases = 0;
    Person person;
    Str format = event->detail, rest = STR(""), count = STR(""), filters = STR("");
    Err err = person_load(tx, event->person, &person);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    tx->ctx->failure = (Failure){0};
    (void)str_cut(event->detail, ' ', &format, &rest);
    if (!str_cut(rest, ' ', &count, &filters))
        count = rest;
    (void)str_to_i64(count, &cases);
    json_open(out, '{');
    json_field_time(out, "at", event->at);
    json_field_str(out, "name", err == OK ? person.name : event->person);
    json_field_i64(out, "cases", cases);
    json_field_str(out, "format", format);
    json_field_str(out, "filters", filters);
    json_close(out, '}');
    return OK;
}

static Err exports_in_tx(Tx *tx, const void *in, void *out)
{
    AccountEvents events;
    JsonOut *json = out;
    (void)in;
    TRY(account_event_list_of(tx, &(AccountEventsOf){STR(CASES_EXPORTED), tx->ctx->now - DAYS(EXPORTS_DAYS)}, &events));
    *json = json_out(tx->ctx->arena);
    json_open(json, '{');
    json_key(json, "items");
    json_open(json, '[');
    for (size_t i = 0; i < events.len; i++)
        TRY(put_export(tx, json, &events.at[i]));
    json_close(json, ']');
    json_close(json, '}');
    return OK;
}

static Err list_exports(Request *req, Response *res)
{
    const Actor *actor = req->ctx->actor;
    JsonOut json;
    if (!actor_has_role(actor, ROLE_SUPERVISOR) && !actor_has_role(actor, ROLE_AUDITOR) &&
        !actor_has_role(actor, ROLE_ADMINISTRATOR))
        return fail(req->ctx, ERR_FORBIDDEN, MSG_EXPORTS_RIGHT);
    TRY(db_read(app_of(req)->db, req->ctx, exports_in_tx, NULL, &json));
    respond_json(res, 200, &json);
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/imports/platforms", list_platforms, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_GET, "/api/exports", list_exports, RIGHTS_STAFF, BODY_NONE, 0},
};

void exchange_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
