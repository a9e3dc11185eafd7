/* 排任务: a plan's days become tasks, a week ahead, each due at the plan's hour of its day. */
#include "actions/patrol.h"

static Err new_task(Tx *tx, const Plan *plan, Day day, bool *made)
{
    Ctx *ctx = tx->ctx;
    unsigned char id[8];
    UnixMs due = calendar_day_start(&ctx->district->calendar, day) + HOURS(plan->hour);
    *made = false;
    if (due <= ctx->now) /* nobody could have seen it */
        return OK;
    rand_bytes(ctx->rand, id, sizeof id);
    Task task = {.id = str_hex(ctx->arena, id, sizeof id),
                 .plan = plan->id,
                 .day = day,
                 .unit = plan->unit,
                 .person = plan->person,
                 .due_at = due};
    TRY(task_insert(tx, &task, made));
    if (*made)
        tx_notify(tx, str_printf(ctx->arena, "task:" STR_FMT, STR_ARG(task.unit)),
                  str_printf(ctx->arena, "{\"id\":\"" STR_FMT "\"}", STR_ARG(task.id)));
    return OK;
}

Err date_tasks(Tx *tx, Plan *plan, int64_t *made)
{
    Ctx *ctx = tx->ctx;
    Day last = calendar_day_of(&ctx->district->calendar, ctx->now) + TASK_DAYS_AHEAD;
    int64_t count = 0;
    int64_t seq = 0;
    if (last > plan->until)
        last = plan->until;
    for (; plan->next <= last; plan->next++) {
        bool one = false;
        if (str_find_char(plan->weekdays, (char)('0' + day_weekday(plan->next))) >= 0)
            TRY(new_task(tx, plan, plan->next, &one));
        count += one;
    }
    TRY(plan_save_progress(tx, plan));
    *made = count;
    if (count == 0)
        return OK;
    PatrolEvent event = {
        .subject = str_printf(ctx->arena, "plan:" STR_FMT, STR_ARG(plan->id)),
        .action = "date_tasks",
        .body = str_printf(ctx->arena, "{\"tasks\":%lld,\"until\":\"" STR_FMT "\"}", (long long)count,
                           STR_ARG(day_format(ctx->arena, last))),
    };
    return patrol_record(tx, &event, &seq);
}
