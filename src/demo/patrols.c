/* Patrols of the past; see patrols.h. */
#include "demo/patrols.h"

#include "actions/patrol.h"

enum { FORGOTTEN_DAY = 8, PLAN_DAYS = 90, HOURS_LEFT = 3 };

static const Actor *walker(const Stage *stage, const Case *c, Str *unit)
{
    const District *district = stage->district;
    static const Role roles[] = {ROLE_GRID_MEMBER};
    for (size_t i = 0; i < district->area_count; i++) {
        const DistrictArea *area = &district->areas[i];
        bool here = area->level == AREA_GRID && str_eq(area->parent, c->community);
        const Actor *actor = here ? cast_find(&stage->cast, &(Part){area->unit, roles, 1, 0}) : NULL;
        *unit = area->unit;
        if (actor != NULL)
            return actor;
    }
    return NULL;
}

/* A task of any day is due some hours after the demo's time of day, so that today's can still be done. */
static int64_t due_hour(const Ctx *ctx)
{
    UnixMs local = ctx->now + MINUTES(ctx->district->calendar.offset_minutes);
    int64_t hour = local % DAYS(1) / HOURS(1) + HOURS_LEFT;
    return hour < 23 ? hour : 23;
}

Err patrols_plan(Tx *tx, const Stage *stage, const CaseFile *file, Patrols *out)
{
    Ctx *ctx = tx->ctx;
    Str unit = STR(""), plan;
    const Actor *person = walker(stage, &file->c, &unit);
    if (person == NULL || str_empty(file->c.spot) || stage->album.len == 0)
        return OK;
    Day today = calendar_day_of(&ctx->district->calendar, ctx->now);
    MakePlan in = {.spot = file->c.spot,
                   .title = STR("每日巡查：暴露垃圾"),
                   .unit = unit,
                   .person = person->person,
                   .weekdays = STR("1234567"),
                   .hour = due_hour(ctx),
                   .from = today,
                   .until = today + PLAN_DAYS,
                   .note = STR("一个月内三次反映，改为每日巡查。")};
    ctx->actor = cast_desk(&stage->cast, file->c.owner, 0);
    TRY(make_plan(tx, &in, &plan));
    *out = (Patrols){.plan = plan, .person = person->person};
    return OK;
}

static Err miss_forgotten(Tx *tx)
{
    TaskPage *page = ARENA_NEW(tx->ctx->arena, TaskPage);
    TRY(tasks_overdue(tx, tx->ctx->now - DAYS(1), page));
    for (size_t i = 0; i < page->len; i++)
        TRY(miss_task(tx, &page->at[i]));
    return OK;
}

static Err close_task(Tx *tx, const PatrolDay *day, const Task *task)
{
    Str photo;
    Plan plan;
    bool clean = rand_below(day->rand, 5) != 0;
    TRY(plan_load(tx, task->plan, &plan));
    TRY(album_take(
        tx, &day->stage->album,
        &(AlbumWish){.of = clean ? PICTURE_OF_RESULT : PICTURE_OF_MATTER, .pick = rand_below(day->rand, ALBUM_MAX)},
        &photo));
    double north = (double)rand_below(day->rand, 5) * 0.0001;
    FinishTask in = {.task = task->id,
                     .clean = clean,
                     .note = clean ? STR("现场整洁。") : STR("又有少量垃圾，已当场清理。"),
                     .photos = &photo,
                     .photo_count = 1,
                     .place = {true, (double)plan.lat_e7 / 1e7 + north, (double)plan.lon_e7 / 1e7, 12, STR("gps")}};
    tx->ctx->actor = cast_person(&day->stage->cast, task->person);
    return finish_task(tx, &in);
}

static Err close_due(Tx *tx, const PatrolDay *day)
{
    TaskPage *page = ARENA_NEW(tx->ctx->arena, TaskPage);
    TRY(tasks_overdue(tx, tx->ctx->now + HOURS(20), page));
    for (size_t i = 0; i < page->len; i++)
        TRY(close_task(tx, day, &page->at[i]));
    return OK;
}

Err patrols_walk(Tx *tx, const PatrolDay *day, Patrols *patrols)
{
    Plan plan;
    int64_t made = 0;
    if (str_empty(patrols->plan))
        return OK;
    TRY(miss_forgotten(tx));
    TRY(plan_load(tx, patrols->plan, &plan));
    TRY(date_tasks(tx, &plan, &made));
    if (day->last || ++patrols->days == FORGOTTEN_DAY)
        return OK;
    return close_due(tx, day);
}
