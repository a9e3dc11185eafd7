/* 停止巡查计划: what was not yet due is taken back, what was done or missed stays. */
#include "actions/patrol.h"
#include "domain/permission.h"

static Err free_spot(Tx *tx, const Plan *plan)
{
    Spot spot;
    TRY(spot_load(tx, plan->spot, &spot));
    if (!str_eq(spot.plan, plan->id))
        return OK;
    spot.plan = STR("");
    return spot_save(tx, &spot);
}

Err stop_plan(Tx *tx, const StopPlan *in)
{
    Ctx *ctx = tx->ctx;
    Plan plan;
    int64_t dropped = 0, seq = 0;
    TRY(plan_load(tx, in->plan, &plan));
    const Grant *as = grant_giving(&ctx->district->rights, ctx->actor, RELATION_OWNER_DESK, plan.owner);
    if (as == NULL)
        return fail(ctx, ERR_FORBIDDEN, MSG_PLAN_NOT_YOURS);
    if (plan.stopped_at != 0)
        return fail(ctx, ERR_CONFLICT, MSG_PLAN_STOPPED);
    if (str_empty(in->note))
        return fail_field(ctx, "note", MSG_FIELD_MISSING, STR("note"));
    plan.stopped_at = ctx->now;
    TRY(plan_save_progress(tx, &plan));
    TRY(tasks_drop_after(tx, plan.id, ctx->now, &dropped));
    TRY(free_spot(tx, &plan));
    PatrolEvent event = {.subject = str_printf(ctx->arena, "plan:" STR_FMT, STR_ARG(plan.id)),
                         .action = "stop_plan",
                         .unit = as->unit,
                         .body = str_printf(ctx->arena, "{\"tasks_taken_back\":%lld}", (long long)dropped),
                         .note = in->note};
    return patrol_record(tx, &event, &seq);
}
