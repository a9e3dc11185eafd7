/* Whom a case can be given to: the units of the district, the people of a unit, and the units that this actor may call,
 * assign or transfer this case to, by the district's table of call rights. */
#include "api/routes.h"
#include "api/case_json.h"
#include "domain/permission.h"
#include "domain/duty.h"
#include "store/event_mode_store.h"
#include "store/person_store.h"

static Err list_units(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    const Rights *rights = &ctx->district->rights;
    Str kind = request_query(req, "kind"), parent = request_query(req, "parent");
    UnitKind wanted = UNIT_CENTRE;
    if (!str_empty(kind) && !unit_kind_parse(kind, &wanted))
        return fail_field(ctx, "kind", MSG_FIELD_CHOICE, STR("kind"), kind);
    JsonOut json = json_out(ctx->arena);
    json_open(&json, '{');
    json_key(&json, "items");
    json_open(&json, '[');
    for (size_t i = 0; i < rights->unit_count; i++) {
        const Unit *unit = &rights->units[i];
        if ((str_empty(kind) || unit->kind == wanted) && (str_empty(parent) || str_eq(unit->parent, parent)))
            put_unit_row(&json, unit);
    }
    json_close(&json, ']');
    json_close(&json, '}');
    respond_json(res, 200, &json);
    return OK;
}

static Err posts_in_tx(Tx *tx, const void *in, void *out)
{
    (void)in;
    return person_posts(tx, out);
}

static void put_person(JsonOut *out, const Request *req, const Post *post)
{
    json_open(out, '{');
    json_field_str(out, "id", post->person);
    json_field_str(out, "name", post->name);
    put_unit(out, req, "unit", post->grant.unit);
    json_field_str(out, "role", str_of(role_code(post->grant.role)));
    json_close(out, '}');
}

static Err list_people(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    const Rights *rights = &ctx->district->rights;
    Str unit = request_query(req, "unit"), last = STR("");
    Posts posts;
    if (unit_find(rights, unit) == NULL)
        return fail_field(ctx, "unit", MSG_UNIT_UNKNOWN, unit);
    TRY(db_read(app_of(req)->db, ctx, posts_in_tx, NULL, &posts));
    JsonOut json = json_out(ctx->arena);
    json_open(&json, '{');
    json_key(&json, "items");
    json_open(&json, '[');
    for (size_t i = 0; i < posts.len; i++) {
        const Post *post = &posts.at[i];
        if (str_eq(post->person, last) || !unit_is_below(rights, post->grant.unit, unit))
            continue;
        put_person(&json, req, post);
        last = post->person;
    }
    json_close(&json, ']');
    json_close(&json, '}');
    respond_json(res, 200, &json);
    return OK;
}

/* Who asks about which case, for which unit, in which relation. */
typedef struct Asker {
    const Request *req;
    const CaseFile *file;
    const Unit *unit; /* NULL: may do none of it */
    Relation relation;
    Events events; /* that hold now */
} Asker;

/* The lead does not call a co-unit: it asks the owner desk to. */
static bool may_call(const Asker *asker, const Unit *callee, bool *countersigned)
{
    CallCondition condition = CONDITION_DIRECT;
    CallWay way = call_right(&asker->req->ctx->district->rights, asker->unit->kind, callee->kind, &condition);
    bool asks = asker->relation == RELATION_LEAD && way == WAY_ASK_OWNER && callee != asker->unit;
    *countersigned = asks || condition == CONDITION_COUNTERSIGNED;
    for (size_t i = 0; i < asker->file->call_count; i++)
        if (str_eq(asker->file->calls[i].callee, callee->code) && call_is_live((CallState)asker->file->calls[i].state))
            return false;
    return way == WAY_CALL || asks;
}

static bool may_assign(const Asker *asker, const Unit *unit)
{
    const Ctx *ctx = asker->req->ctx;
    const Rights *rights = &ctx->district->rights;
    Str owner = asker->file->c.owner;
    const Unit *desk = unit_find(rights, owner);
    CallCondition condition = CONDITION_DIRECT;
    bool of_desk = asker->relation == RELATION_OWNER_DESK || asker->relation == RELATION_CENTRE;
    if (!of_desk || desk == NULL || call_right(rights, desk->kind, unit->kind, &condition) != WAY_ASSIGN)
        return false;
    return str_eq(owner, ctx->district->centre) || unit_is_below(rights, unit->code, owner);
}

static bool may_transfer(const Asker *asker, const Unit *unit)
{
    bool desk = unit->kind == UNIT_SUBDISTRICT || unit->kind == UNIT_CENTRE;
    bool confidential = asker->file->c.confidential == 1;
    return asker->relation == RELATION_OWNER_DESK && desk && !confidential && !str_eq(unit->code, asker->file->c.owner);
}

/* What the duty table names, where it can be called. A street or community (JIEZ, SQ) is assigned, not called. */
typedef struct Suggestion {
    Str lead, co[DUTY_CO_MAX];
    size_t co_count;
    Str community, subdistrict; /* units of the place: first to be assigned */
} Suggestion;

static Str callable(const Asker *asker, Str code)
{
    bool countersigned;
    const Unit *unit = unit_find(&asker->req->ctx->district->rights, code);
    return unit != NULL && may_call(asker, unit, &countersigned) ? unit->code : STR("");
}

static Suggestion suggest(const Asker *asker)
{
    const Case *c = &asker->file->c;
    const Ctx *ctx = asker->req->ctx;
    const District *district = ctx->district;
    Duty duty = duty_of_case(district, c, &(DutyQuestion){.at = ctx->now, .events = &asker->events});
    Suggestion out = {.lead = callable(asker, duty.lead),
                      .community = district_area_unit(district, c->community),
                      .subdistrict = district_area_unit(district, c->subdistrict)};
    for (size_t i = 0; i < duty.co_count; i++)
        if (!str_empty(callable(asker, duty.co[i])))
            out.co[out.co_count++] = duty.co[i];
    return out;
}

static bool is_suggested(const Suggestion *s, const Unit *unit)
{
    bool named = str_eq(unit->code, s->lead) || str_eq(unit->code, s->community) || str_eq(unit->code, s->subdistrict);
    for (size_t i = 0; i < s->co_count && !named; i++)
        named = str_eq(unit->code, s->co[i]);
    return named;
}

typedef enum Way { CALLED, ASSIGNED, TRANSFERRED } Way;

static void put_target(JsonOut *out, const Asker *asker, const Unit *unit, Way way)
{
    bool countersigned = false;
    bool may = way == CALLED     ? may_call(asker, unit, &countersigned)
               : way == ASSIGNED ? may_assign(asker, unit)
                                 : may_transfer(asker, unit);
    if (!may)
        return;
    if (way != CALLED) {
        put_unit(out, asker->req, NULL, unit->code);
        return;
    }
    json_open(out, '{');
    put_unit(out, asker->req, "unit", unit->code);
    json_field_bool(out, "countersigned", countersigned);
    json_close(out, '}');
}

static void put_targets(JsonOut *out, const Asker *asker, const Suggestion *suggestion, Way way)
{
    static const char *const keys[] = {"call", "assign", "transfer"};
    const Rights *rights = &asker->req->ctx->district->rights;
    json_key(out, keys[way]);
    json_open(out, '[');
    for (int suggested = 1; suggested >= 0 && asker->unit != NULL; suggested--)
        for (size_t i = 0; i < rights->unit_count; i++)
            if (is_suggested(suggestion, &rights->units[i]) == (suggested == 1))
                put_target(out, asker, &rights->units[i], way);
    json_close(out, ']');
}

/* The relation in which calls are made; the owner desk's before the centre's, as in the table of actions. */
static void find_acting_unit(Asker *asker)
{
    static const Relation relations[] = {RELATION_OWNER_DESK, RELATION_CENTRE, RELATION_HANDLER, RELATION_LEAD};
    const Ctx *ctx = asker->req->ctx;
    const Rights *rights = &ctx->district->rights;
    RelationSet held = relations_to_case(rights, ctx->actor, asker->file);
    for (size_t i = 0; i < COUNT_OF(relations) && asker->unit == NULL; i++) {
        Role role;
        if ((held & (1u << relations[i])) == 0)
            continue;
        asker->relation = relations[i];
        asker->unit = unit_find(rights, acting_unit(rights, ctx->actor, asker->file, relations[i], &role));
    }
}

static Err targets_in_tx(Tx *tx, const void *in, void *out)
{
    Asker *asker = out;
    Ctx *ctx = tx->ctx;
    CaseFile *file = ARENA_NEW(ctx->arena, CaseFile);
    TRY(case_load(tx, *(const Str *)in, file));
    if (!may_read_case(&ctx->district->rights, ctx->actor, file))
        return fail(ctx, ERR_NOT_FOUND, MSG_CASE_NOT_FOUND);
    TRY(events_now(tx, &asker->events));
    asker->file = file;
    return OK;
}

static Err get_call_targets(Request *req, Response *res)
{
    Str number = request_param(req, "number");
    Asker asker = {.req = req};
    TRY(db_read(app_of(req)->db, req->ctx, targets_in_tx, &number, &asker));
    find_acting_unit(&asker);
    Suggestion suggestion = {0};
    if (asker.unit != NULL)
        suggestion = suggest(&asker);
    JsonOut json = json_out(req->ctx->arena);
    json_open(&json, '{');
    for (Way way = CALLED; way <= TRANSFERRED; way++)
        put_targets(&json, &asker, &suggestion, way);
    json_field_opt(&json, "suggested_lead", suggestion.lead);
    json_key(&json, "suggested_co");
    json_open(&json, '[');
    for (size_t i = 0; i < suggestion.co_count; i++)
        json_put_str(&json, suggestion.co[i]);
    json_close(&json, ']');
    json_close(&json, '}');
    respond_json(res, 200, &json);
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/units", list_units, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_GET, "/api/people", list_people, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_GET, "/api/cases/{number}/call-targets", get_call_targets, RIGHTS_STAFF, BODY_NONE, 0},
};

void target_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
