/* 完成巡查任务: somebody of the unit was there, took a photo, and says whether the place is clean. Where they stood is
 * judged like a check-in and kept with the task; it does not stop anybody from closing it. */
#include "actions/patrol.h"
#include "domain/permission.h"
#include "geo/distance.h"
#include "store/photo_store.h"

static Err check(Ctx *ctx, const FinishTask *in, const Task *task, const Grant **as)
{
    const Actor *actor = ctx->actor;
    bool named = str_eq(actor->person, task->person) && actor->grant_count > 0;
    *as = grant_giving(&ctx->district->rights, actor, RELATION_HANDLER, task->unit);
    if (*as == NULL && named)
        *as = &actor->grants[0];
    if (*as == NULL)
        return fail(ctx, ERR_FORBIDDEN, MSG_TASK_NOT_YOURS);
    if (!str_is(task->state, "due"))
        return fail(ctx, ERR_CONFLICT, MSG_TASK_ENDED, task->state);
    return in->photo_count > 0 ? OK : fail_field(ctx, "photos", MSG_TASK_PHOTO);
}

static int64_t distance_from(const PlaceInput *place, const Plan *plan)
{
    if (!place->given)
        return -1;
    LngLat here = {.lng = place->lon, .lat = place->lat};
    LngLat there = {.lng = (double)plan->lon_e7 / 1e7, .lat = (double)plan->lat_e7 / 1e7};
    return (int64_t)(distance_metres(here, there) + 0.5);
}

/* As in check_in: the phone's own accuracy is given to it, but never more than the limit itself. */
static bool on_site(const Ctx *ctx, const PlaceInput *place, int64_t distance)
{
    int64_t limit = ctx->district->limits.check_in_metres;
    int64_t slack = place->accuracy_m < limit ? place->accuracy_m : limit;
    return distance >= 0 && distance <= limit + slack;
}

static Str end_json(Ctx *ctx, const FinishTask *in, const Task *task)
{
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_bool(&out, "clean", task->clean);
    json_field_i64(&out, "distance_m", task->distance_m);
    json_field_str(&out, "presence", on_site(ctx, &in->place, task->distance_m) ? STR("ON_SITE") : STR("REMOTE"));
    json_key(&out, "photos");
    json_open(&out, '[');
    for (size_t i = 0; i < in->photo_count; i++)
        json_put_str(&out, in->photos[i]);
    json_close(&out, ']');
    json_close(&out, '}');
    return json_text(&out);
}

static Err take_photos(Tx *tx, const FinishTask *in, Str subject, int64_t seq)
{
    for (size_t i = 0; i < in->photo_count; i++) {
        LoosePhoto photo;
        TRY(photo_take(tx, &(PhotoTake){in->photos[i], subject, seq, STR("patrol")}, &photo));
    }
    return OK;
}

static void close_task(Ctx *ctx, const FinishTask *in, Task *task)
{
    task->state = STR("done");
    task->done_at = ctx->now;
    task->done_by = ctx->actor->person;
    task->clean = in->clean;
    task->note = in->note;
}

Err finish_task(Tx *tx, const FinishTask *in)
{
    Ctx *ctx = tx->ctx;
    Task task;
    Plan plan;
    const Grant *as = NULL;
    int64_t seq = 0;
    TRY(task_load(tx, in->task, &task));
    TRY(check(ctx, in, &task, &as));
    TRY(plan_load(tx, task.plan, &plan));
    close_task(ctx, in, &task);
    task.distance_m = distance_from(&in->place, &plan);
    TRY(task_save_end(tx, &task));
    Str subject = str_printf(ctx->arena, "task:" STR_FMT, STR_ARG(task.id));
    TRY(patrol_record(tx, &(PatrolEvent){subject, "finish_task", as->unit, end_json(ctx, in, &task), STR("")}, &seq));
    TRY(take_photos(tx, in, subject, seq));
    tx_notify(tx, str_printf(ctx->arena, "task:" STR_FMT, STR_ARG(task.unit)),
              str_printf(ctx->arena, "{\"id\":\"" STR_FMT "\"}", STR_ARG(task.id)));
    tx_notify(tx, str_printf(ctx->arena, "task:" STR_FMT, STR_ARG(plan.owner)),
              str_printf(ctx->arena, "{\"id\":\"" STR_FMT "\"}", STR_ARG(task.id)));
    return OK;
}
