/* Spots, plans and tasks as JSON; see patrol_json.h. */
#include "api/patrol_json.h"

#include "geo/distance.h"

static void put_named(JsonOut *out, Str id, Str name)
{
    json_key(out, "person");
    if (str_empty(id)) {
        json_put_null(out);
        return;
    }
    json_open(out, '{');
    json_field_str(out, "id", id);
    json_field_str(out, "name", name);
    json_close(out, '}');
}

static void put_place(JsonOut *out, int64_t lat_e7, int64_t lon_e7)
{
    put_position(out, "position", &(PositionView){.lat_e7 = lat_e7, .lon_e7 = lon_e7});
}

/* The cases that made the spot, newest first: of its kind, since it began, within the district's distance. */
static Err put_spot_cases(JsonOut *out, const Request *req, Tx *tx, const Spot *spot)
{
    double metres = (double)req->ctx->district->limits.recurring_metres;
    LngLat at = {.lng = (double)spot->lon_e7 / 1e7, .lat = (double)spot->lat_e7 / 1e7};
    Box box = distance_box(at, metres);
    Around around = {.category = spot->category,
                     .lat_e7 = spot->lat_e7,
                     .lon_e7 = spot->lon_e7,
                     .half_lat_e7 = (int64_t)((box.north_east.lat - at.lat) * 1e7) + 1,
                     .half_lon_e7 = (int64_t)((box.north_east.lng - at.lng) * 1e7) + 1,
                     .since = spot->first_at,
                     .most = SPOT_CASES_READ};
    SpotCase cases[SPOT_CASES_MAX];
    size_t count = 0;
    TRY(spot_cases_around(tx, &around, cases, &count));
    json_key(out, "cases");
    json_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        LngLat there = {.lng = (double)cases[i].lon_e7 / 1e7, .lat = (double)cases[i].lat_e7 / 1e7};
        if (distance_metres(at, there) <= metres)
            json_put_str(out, cases[i].number);
    }
    json_close(out, ']');
    return OK;
}

Err put_spot(JsonOut *out, const Request *req, Tx *tx, const Spot *spot)
{
    json_open(out, '{');
    json_field_str(out, "id", spot->id);
    put_category(out, req, "category", spot->category);
    put_place(out, spot->lat_e7, spot->lon_e7);
    json_field_i64(out, "count", spot->count);
    json_field_time(out, "first_at", spot->first_at);
    json_field_time(out, "last_at", spot->last_at);
    TRY(put_spot_cases(out, req, tx, spot));
    json_field_opt(out, "plan", spot->plan);
    put_area(out, req, "subdistrict", spot->subdistrict);
    put_area(out, req, "community", spot->community);
    json_close(out, '}');
    return OK;
}

static void put_weekdays(JsonOut *out, Str digits)
{
    json_key(out, "weekdays");
    json_open(out, '[');
    for (size_t i = 0; i < digits.len; i++)
        json_put_i64(out, digits.at[i] - '0');
    json_close(out, ']');
}

void put_plan(JsonOut *out, const Request *req, const PlanRow *row)
{
    const Plan *plan = &row->plan;
    Arena *arena = req->ctx->arena;
    json_open(out, '{');
    json_field_str(out, "id", plan->id);
    json_field_str(out, "spot", plan->spot);
    json_field_str(out, "title", plan->title);
    put_category(out, req, "category", plan->category);
    put_unit(out, req, "unit", plan->unit);
    put_named(out, plan->person, row->person_name);
    put_weekdays(out, plan->weekdays);
    json_field_i64(out, "hour", plan->hour);
    json_field_str(out, "from", day_format(arena, plan->from));
    json_field_str(out, "until", day_format(arena, plan->until));
    json_field_bool(out, "stopped", plan->stopped_at != 0);
    json_field_i64(out, "tasks_done", row->done);
    json_field_i64(out, "tasks_missed", row->missed);
    json_field_i64(out, "tasks_due", row->due);
    json_field_time(out, "next_due", row->next_due);
    put_place(out, plan->lat_e7, plan->lon_e7);
    json_close(out, '}');
}

static Err put_task_photos(JsonOut *out, const Request *req, Tx *tx, Str task)
{
    StoredPhoto *photos = NULL;
    size_t count = 0;
    TRY(photo_list(tx, str_printf(req->ctx->arena, "task:" STR_FMT, STR_ARG(task)), &photos, &count));
    json_key(out, "photos");
    json_open(out, '[');
    for (size_t i = 0; i < count; i++)
        if (photos[i].erased_at == 0)
            put_photo(out, req, &photos[i]);
    json_close(out, ']');
    return OK;
}

/* Only what is done can have pictures: a list of due tasks asks for none. */
static Err put_end(JsonOut *out, const Request *req, Tx *tx, const Task *task)
{
    bool done = str_is(task->state, "done");
    json_field_time(out, "done_at", task->done_at);
    json_key(out, "clean");
    if (done)
        json_put_bool(out, task->clean);
    else
        json_put_null(out);
    json_field_opt(out, "note", task->note);
    if (done)
        return put_task_photos(out, req, tx, task->id);
    json_key(out, "photos");
    json_open(out, '[');
    json_close(out, ']');
    return OK;
}

Err put_task(JsonOut *out, const Request *req, Tx *tx, const TaskRow *row)
{
    const Task *task = &row->task;
    json_open(out, '{');
    json_field_str(out, "id", task->id);
    json_field_str(out, "plan", task->plan);
    json_field_str(out, "title", row->title);
    put_category(out, req, "category", row->category);
    put_place(out, row->lat_e7, row->lon_e7);
    json_field_time(out, "due_at", task->due_at);
    json_field_str(out, "state", task->state);
    TRY(put_end(out, req, tx, task));
    put_unit(out, req, "unit", task->unit);
    put_named(out, task->person, row->person_name);
    json_close(out, '}');
    return OK;
}
