/* Patrol: recurring spots, plans, tasks. A desk sees its own, a unit what it patrols, the centre everything. */
#include "api/routes.h"
#include "actions/patrol.h"
#include "api/case_input.h"
#include "api/patrol_json.h"
#include "base/input.h"
#include "domain/permission.h"

/* ",A,B," of the units at which the actor has the relation. */
static Str units_with(const Ctx *ctx, Relation relation)
{
    const Rights *rights = &ctx->district->rights;
    Buf list = buf_new(ctx->arena);
    buf_char(&list, ',');
    for (size_t i = 0; i < rights->unit_count; i++)
        if (grant_giving(rights, ctx->actor, relation, rights->units[i].code) != NULL) {
            buf_add(&list, rights->units[i].code);
            buf_char(&list, ',');
        }
    return list.len > 1 ? buf_str(&list) : STR("");
}

static PatrolScope scope_of(const Ctx *ctx)
{
    static const Relation wide[] = {RELATION_CENTRE, RELATION_SUPERVISOR, RELATION_ANALYST, RELATION_AUDITOR};
    PatrolScope scope = {.owners = units_with(ctx, RELATION_OWNER_DESK), .units = units_with(ctx, RELATION_HANDLER)};
    for (size_t i = 0; i < COUNT_OF(wide); i++)
        if (grant_giving(&ctx->district->rights, ctx->actor, wide[i], ctx->district->centre) != NULL)
            scope.everywhere = true;
    return scope;
}

/* One answer: read in one snapshot, written as JSON while it stands. */
typedef struct PatrolJob {
    const Request *req;
    Str id, state;
    PatrolScope scope;
} PatrolJob;

static Err write_spots(Tx *tx, const void *in, void *out)
{
    const PatrolJob *job = in;
    Spot *spots = NULL;
    size_t count = 0;
    TRY(spot_list(tx, &job->scope, &spots, &count));
    for (size_t i = 0; i < count; i++)
        TRY(put_spot(out, job->req, tx, &spots[i]));
    return OK;
}

static Err write_plans(Tx *tx, const void *in, void *out)
{
    const PatrolJob *job = in;
    PlanRow *plans = NULL;
    size_t count = 0;
    TRY(plan_list(tx, &job->scope, &plans, &count));
    for (size_t i = 0; i < count; i++)
        put_plan(out, job->req, &plans[i]);
    return OK;
}

static Err write_tasks(Tx *tx, const void *in, void *out)
{
    const PatrolJob *job = in;
    TaskRow *tasks = NULL;
    size_t count = 0;
    TRY(task_list(tx, &(TaskQuery){.scope = job->scope, .state = job->state}, &tasks, &count));
    for (size_t i = 0; i < count; i++)
        TRY(put_task(out, job->req, tx, &tasks[i]));
    return OK;
}

static Err write_plan(Tx *tx, const void *in, void *out)
{
    const PatrolJob *job = in;
    PlanRow row;
    TRY(plan_row(tx, job->id, &row));
    put_plan(out, job->req, &row);
    return OK;
}

static Err write_task(Tx *tx, const void *in, void *out)
{
    const PatrolJob *job = in;
    TaskRow row;
    TRY(task_row(tx, job->id, &row));
    return put_task(out, job->req, tx, &row);
}

static Err answer_items(Request *req, Response *res, ActionFn write, const PatrolJob *job)
{
    JsonOut items = json_out(req->ctx->arena), json = json_out(req->ctx->arena);
    json_open(&items, '[');
    TRY(db_read(app_of(req)->db, req->ctx, write, job, &items));
    json_close(&items, ']');
    json_open(&json, '{');
    json_key(&json, "items");
    json_put_raw(&json, json_text(&items));
    json_close(&json, '}');
    respond_json(res, 200, &json);
    return OK;
}

static Err list_spots(Request *req, Response *res)
{
    return answer_items(req, res, write_spots, &(PatrolJob){.req = req, .scope = scope_of(req->ctx)});
}

static Err list_plans(Request *req, Response *res)
{
    return answer_items(req, res, write_plans, &(PatrolJob){.req = req, .scope = scope_of(req->ctx)});
}

static Err list_tasks(Request *req, Response *res)
{
    static const char *const states[] = {"due", "done", "missed", "all"};
    PatrolJob job = {.req = req, .scope = scope_of(req->ctx), .state = request_query(req, "state")};
    bool known = str_empty(job.state);
    for (size_t i = 0; i < COUNT_OF(states); i++)
        known |= str_is(job.state, states[i]);
    if (!known)
        return fail_field(req->ctx, "state", MSG_FIELD_CHOICE, STR("state"), job.state);
    if (str_empty(job.state))
        job.state = STR("due");
    else if (str_is(job.state, "all"))
        job.state = STR("");
    return answer_items(req, res, write_tasks, &job);
}

typedef struct PlanBody {
    Str title, unit, person, from, until, note;
    const Json *weekdays;
    int64_t hour;
} PlanBody;

static const InputField plan_fields[] = {
    INPUT(STR, PlanBody, title, true, 0, 100),  INPUT(STR, PlanBody, unit, true, 0, 40),
    INPUT(STR, PlanBody, person, false, 0, 64), INPUT(JSON, PlanBody, weekdays, true, 0, 0),
    INPUT(I64, PlanBody, hour, true, 0, 23),    INPUT(STR, PlanBody, from, true, 0, 10),
    INPUT(STR, PlanBody, until, true, 0, 10),   INPUT(STR, PlanBody, note, false, 0, 2000),
};

/* [1, 3, 5] to "135"; a day named twice stands once. */
static Err read_weekdays(Ctx *ctx, const Json *days, Str *out)
{
    bool named[8] = {false};
    Buf text = buf_new(ctx->arena);
    for (size_t i = 0; i < json_length(days); i++) {
        int64_t day = 0;
        if (!json_i64(json_at(days, i), &day) || day < 1 || day > 7)
            return fail_field(ctx, "weekdays", MSG_PLAN_WEEKDAYS);
        named[day] = true;
    }
    for (int day = 1; day <= 7; day++)
        if (named[day])
            buf_char(&text, (char)('0' + day));
    if (text.len == 0)
        return fail_field(ctx, "weekdays", MSG_PLAN_WEEKDAYS);
    *out = buf_str(&text);
    return OK;
}

static Err read_plan(const Request *req, MakePlan *out)
{
    Ctx *ctx = req->ctx;
    const Json *json = NULL;
    PlanBody body = {0};
    TRY(request_json(req, &json));
    TRY(input_read(ctx, json, plan_fields, COUNT_OF(plan_fields), &body));
    MakePlan in = {.spot = request_param(req, "id"),
                   .title = body.title,
                   .unit = body.unit,
                   .person = body.person,
                   .hour = body.hour,
                   .note = body.note};
    TRY(read_weekdays(ctx, body.weekdays, &in.weekdays));
    if (!day_parse(body.from, &in.from))
        return fail_field(ctx, "from", MSG_PLAN_FROM);
    if (!day_parse(body.until, &in.until))
        return fail_field(ctx, "until", MSG_PLAN_UNTIL);
    *out = in;
    return OK;
}

static Err make_in_tx(Tx *tx, const void *in, void *out)
{
    return make_plan(tx, in, out);
}

static Err stop_in_tx(Tx *tx, const void *in, void *out)
{
    (void)out;
    return stop_plan(tx, in);
}

static Err finish_in_tx(Tx *tx, const void *in, void *out)
{
    (void)out;
    return finish_task(tx, in);
}

static Err answer_one(Request *req, Response *res, ActionFn write, Str id)
{
    JsonOut json = json_out(req->ctx->arena);
    TRY(db_read(app_of(req)->db, req->ctx, write, &(PatrolJob){.req = req, .id = id}, &json));
    respond_json(res, 200, &json);
    return OK;
}

static Err post_plan(Request *req, Response *res)
{
    MakePlan in;
    Str id;
    TRY(read_plan(req, &in));
    TRY(db_write(app_of(req)->db, req->ctx, make_in_tx, &in, &id));
    TRY(answer_one(req, res, write_plan, id));
    res->status = 201;
    return OK;
}

static const InputField stop_fields[] = {INPUT(STR, StopPlan, note, true, 0, 2000)};

static Err post_stop(Request *req, Response *res)
{
    const Json *json = NULL;
    StopPlan in = {.plan = request_param(req, "id")};
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, stop_fields, COUNT_OF(stop_fields), &in));
    TRY(db_write(app_of(req)->db, req->ctx, stop_in_tx, &in, NULL));
    return answer_one(req, res, write_plan, in.plan);
}

typedef struct DoneBody {
    StrList photos;
    bool clean;
    Str note;
    const Json *position;
} DoneBody;

static const InputField done_fields[] = {
    INPUT(STRS, DoneBody, photos, true, 0, 9),
    INPUT(BOOL, DoneBody, clean, true, 0, 0),
    INPUT(STR, DoneBody, note, false, 0, 2000),
    INPUT(JSON, DoneBody, position, false, 0, 0),
};

static Err post_done(Request *req, Response *res)
{
    const Json *json = NULL;
    DoneBody body = {0};
    FinishTask in = {.task = request_param(req, "id")};
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, done_fields, COUNT_OF(done_fields), &body));
    TRY(read_position(req->ctx, body.position, &in.place));
    in.photos = body.photos.at;
    in.photo_count = body.photos.len;
    in.clean = body.clean;
    in.note = body.note;
    TRY(db_write(app_of(req)->db, req->ctx, finish_in_tx, &in, NULL));
    return answer_one(req, res, write_task, in.task);
}

static const Route routes[] = {
    {HTTP_GET, "/api/spots", list_spots, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_POST, "/api/spots/{id}/plan", post_plan, RIGHTS_STAFF, BODY_JSON, 0},
    {HTTP_GET, "/api/plans", list_plans, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_POST, "/api/plans/{id}/stop", post_stop, RIGHTS_STAFF, BODY_JSON, 0},
    {HTTP_GET, "/api/tasks", list_tasks, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_POST, "/api/tasks/{id}/done", post_done, RIGHTS_STAFF, BODY_JSON, 0},
};

void patrol_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
