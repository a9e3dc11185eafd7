/* 漏巡: a task that nobody closed within a day after it was due. */
#include "actions/patrol.h"

Err miss_task(Tx *tx, const Task *task)
{
    Ctx *ctx = tx->ctx;
    int64_t seq = 0;
    Task missed = *task;
    missed.state = STR("missed");
    TRY(task_save_end(tx, &missed));
    tx_notify(tx, str_printf(ctx->arena, "task:" STR_FMT, STR_ARG(task->unit)),
              str_printf(ctx->arena, "{\"id\":\"" STR_FMT "\"}", STR_ARG(task->id)));
    PatrolEvent event = {.subject = str_printf(ctx->arena, "task:" STR_FMT, STR_ARG(task->id)),
                         .action = "miss_task",
                         .unit = task->unit,
                         .body = STR("{}")};
    return patrol_record(tx, &event, &seq);
}
