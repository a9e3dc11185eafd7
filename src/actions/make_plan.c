/* 制定巡查计划: the desk that owns a recurring spot has it looked after on certain weekdays. */
#include "actions/patrol.h"
#include "domain/permission.h"
#include "store/person_store.h"

enum { LONGEST_DAYS = 366 };

static Err check_desk(Ctx *ctx, const Spot *spot, const Grant **as)
{
    *as = grant_giving(&ctx->district->rights, ctx->actor, RELATION_OWNER_DESK, spot->owner);
    return *as != NULL ? OK : fail(ctx, ERR_FORBIDDEN, MSG_PLAN_NOT_YOURS);
}

static Err check_spot_free(Tx *tx, const Spot *spot)
{
    Plan before;
    if (str_empty(spot->plan))
        return OK;
    TRY(plan_load(tx, spot->plan, &before));
    Day today = calendar_day_of(&tx->ctx->district->calendar, tx->ctx->now);
    bool over = before.stopped_at != 0 || before.until < today;
    return over ? OK : fail(tx->ctx, ERR_CONFLICT, MSG_SPOT_HAS_PLAN);
}

static Err check_unit(Ctx *ctx, const MakePlan *in, const Spot *spot)
{
    const Rights *rights = &ctx->district->rights;
    const Unit *unit = unit_find(rights, in->unit);
    bool fits = unit != NULL && (unit->kind == UNIT_COMMUNITY || unit->kind == UNIT_GRID) &&
                unit_is_below(rights, unit->code, spot->owner);
    return fits ? OK : fail_field(ctx, "unit", MSG_PLAN_UNIT, in->unit);
}

/* A community's plan may name somebody of one of its grids. */
static bool handles_below(const Rights *rights, const Actor *actor, Str unit)
{
    for (size_t i = 0; i < actor->grant_count; i++)
        if (unit_is_below(rights, actor->grants[i].unit, unit) &&
            grant_giving(rights, actor, RELATION_HANDLER, actor->grants[i].unit) != NULL)
            return true;
    return false;
}

static Err check_person(Tx *tx, const MakePlan *in)
{
    Ctx *ctx = tx->ctx;
    Person person;
    if (str_empty(in->person))
        return OK;
    Err err = person_load(tx, in->person, &person);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    Actor actor = {.grants = person.grants, .grant_count = err == OK ? person.grant_count : 0};
    if (err == OK && person.active && handles_below(&ctx->district->rights, &actor, in->unit))
        return OK;
    const Unit *unit = unit_find(&ctx->district->rights, in->unit);
    Str name = unit == NULL ? in->unit : ctx->lang == LANG_EN ? unit->name_en : unit->name_zh;
    return fail_field(ctx, "person", MSG_PLAN_PERSON, name);
}

static Err check_days(Ctx *ctx, const MakePlan *in)
{
    Day today = calendar_day_of(&ctx->district->calendar, ctx->now);
    bool digits = !str_empty(in->weekdays);
    for (size_t i = 0; i < in->weekdays.len; i++)
        digits = digits && in->weekdays.at[i] >= '1' && in->weekdays.at[i] <= '7';
    if (!digits)
        return fail_field(ctx, "weekdays", MSG_PLAN_WEEKDAYS);
    if (in->hour < 0 || in->hour > 23)
        return fail_field(ctx, "hour", MSG_FIELD_RANGE, STR("hour"), STR("0"), STR("23"));
    if (in->from < today)
        return fail_field(ctx, "from", MSG_PLAN_FROM);
    if (in->until < in->from || in->until - in->from > LONGEST_DAYS)
        return fail_field(ctx, "until", MSG_PLAN_UNTIL);
    return OK;
}

static Plan new_plan(Ctx *ctx, const MakePlan *in, const Spot *spot)
{
    unsigned char id[8];
    rand_bytes(ctx->rand, id, sizeof id);
    return (Plan){.id = str_hex(ctx->arena, id, sizeof id),
                  .spot = spot->id,
                  .title = in->title,
                  .category = spot->category,
                  .owner = spot->owner,
                  .unit = in->unit,
                  .person = in->person,
                  .weekdays = in->weekdays,
                  .hour = in->hour,
                  .from = in->from,
                  .until = in->until,
                  .next = in->from,
                  .lat_e7 = spot->lat_e7,
                  .lon_e7 = spot->lon_e7,
                  .made_at = ctx->now,
                  .made_by = ctx->actor->person};
}

static Str plan_json(Ctx *ctx, const Plan *plan)
{
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "spot", plan->spot);
    json_field_str(&out, "unit", plan->unit);
    json_field_str(&out, "person", plan->person);
    json_field_str(&out, "weekdays", plan->weekdays);
    json_field_i64(&out, "hour", plan->hour);
    json_field_str(&out, "from", day_format(ctx->arena, plan->from));
    json_field_str(&out, "until", day_format(ctx->arena, plan->until));
    json_close(&out, '}');
    return json_text(&out);
}

static Err check(Tx *tx, const MakePlan *in, const Spot *spot, const Grant **as)
{
    TRY(check_desk(tx->ctx, spot, as));
    TRY(check_spot_free(tx, spot));
    if (str_empty(in->title))
        return fail_field(tx->ctx, "title", MSG_FIELD_MISSING, STR("title"));
    TRY(check_unit(tx->ctx, in, spot));
    TRY(check_person(tx, in));
    return check_days(tx->ctx, in);
}

Err make_plan(Tx *tx, const MakePlan *in, Str *out)
{
    Ctx *ctx = tx->ctx;
    Spot spot;
    const Grant *as = NULL;
    int64_t seq = 0, made = 0;
    TRY(spot_load(tx, in->spot, &spot));
    TRY(check(tx, in, &spot, &as));
    Plan plan = new_plan(ctx, in, &spot);
    spot.plan = plan.id;
    TRY(plan_insert(tx, &plan));
    TRY(spot_save(tx, &spot));
    PatrolEvent event = {.subject = str_printf(ctx->arena, "plan:" STR_FMT, STR_ARG(plan.id)),
                         .action = "make_plan",
                         .unit = as->unit,
                         .body = plan_json(ctx, &plan),
                         .note = in->note};
    TRY(patrol_record(tx, &event, &seq));
    TRY(date_tasks(tx, &plan, &made));
    *out = plan.id;
    return OK;
}
