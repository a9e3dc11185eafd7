/* Cases: report, list, open, act. */
#include "api/routes.h"
#include "actions/actions.h"
#include "api/case_input.h"
#include "api/case_json.h"
#include "api/case_search.h"
#include "api/kept.h"
#include "base/utf8.h"
#include "domain/permission.h"
#include "store/case_list.h"
#include "store/way_store.h"

void own_units(const Ctx *ctx, CaseView view, Str units[LIST_UNITS_MAX])
{
    const Rights *rights = &ctx->district->rights;
    const Actor *actor = ctx->actor;
    size_t n = 0;
    for (size_t i = 0; i < actor->grant_count && n < LIST_UNITS_MAX; i++)
        units[n++] = actor->grants[i].unit;
    if (view != VIEW_WORK)
        return;
    for (size_t u = 0; u < rights->unit_count; u++)
        for (size_t i = 0; i < actor->grant_count && n < LIST_UNITS_MAX; i++)
            if (rights->units[u].kind == UNIT_GRID && str_eq(rights->units[u].parent, actor->grants[i].unit))
                units[n++] = rights->units[u].code;
}

bool sees_everything(const Actor *actor)
{
    static const Role roles[] = {ROLE_CENTRE_DISPATCHER, ROLE_CENTRE_LEADER, ROLE_SUPERVISOR, ROLE_AUDITOR,
                                 ROLE_ANALYST};
    for (size_t i = 0; i < COUNT_OF(roles); i++)
        if (actor_has_role(actor, roles[i]))
            return true;
    return false;
}

static Err choose(const Request *req, const char *name, const char *const *codes, size_t count, int *out)
{
    Str value = request_query(req, name);
    if (str_empty(value))
        return OK;
    for (size_t i = 0; i < count; i++)
        if (str_is(value, codes[i])) {
            *out = (int)i;
            return OK;
        }
    return fail_field(req->ctx, name, MSG_FIELD_CHOICE, str_of(name), value);
}

static Err read_cursor(const Request *req, CaseQuery *query)
{
    Str cursor = request_query(req, "cursor"), key, number;
    query->after_key = INT64_MIN;
    if (str_empty(cursor))
        return OK;
    if (!str_cut(cursor, '.', &key, &number) || !str_to_i64(key, &query->after_key))
        return fail_field(req->ctx, "cursor", MSG_FIELD_CHOICE, STR("cursor"), cursor);
    query->after_number = number;
    return OK;
}

static Err read_query(const Request *req, CaseQuery *query)
{
    static const char *const views[] = {"desk", "work", "requests", "open", "all"};
    static const char *const sorts[] = {"due", "newest", "updated"};
    Ctx *ctx = req->ctx;
    int view = VIEW_DESK, sort = SORT_DUE;
    TRY(choose(req, "view", views, COUNT_OF(views), &view));
    TRY(choose(req, "sort", sorts, COUNT_OF(sorts), &sort));
    *query = (CaseQuery){.view = (CaseView)view, .sort = (CaseSort)sort};
    own_units(ctx, query->view, query->units);
    Str states = request_query(req, "state");
    if (!str_empty(states))
        query->states = str_join(ctx->arena, (const Str[]){STR(","), states, STR(",")}, 3, STR(""));
    query->urgency = request_query(req, "urgency");
    query->category = request_query(req, "category");
    query->unit = request_query(req, "unit");
    query->overdue = str_is(request_query(req, "overdue"), "true");
    query->everywhere = sees_everything(ctx->actor);
    query->confidential_too = actor_has_role(ctx->actor, ROLE_SUPERVISOR);
    TRY(request_query_i64(req, "limit", 1, 200, 50, &query->limit));
    return read_cursor(req, query);
}

typedef struct ListJob {
    const Request *req;
    CaseQuery query;
} ListJob;

static Err list_requests(Tx *tx, const ListJob *job, JsonOut *out)
{
    enum { MOST = 500 };
    Str *numbers = ARENA_ARRAY(tx->ctx->arena, Str, MOST);
    size_t count = 0;
    int64_t shown = 0;
    TRY(case_list_requests(tx, MOST, numbers, &count));
    json_open(out, '[');
    for (size_t i = 0; i < count && shown < job->query.limit; i++) {
        CasePage page;
        TRY(case_row_load(tx, numbers[i], &page));
        bool mine = false;
        for (size_t r = 0; r < page.file->request_count && !mine; r++)
            mine = page.file->requests[r].decided_at == 0 &&
                   may_decide(&tx->ctx->district->rights, tx->ctx->actor, page.file, &page.file->requests[r]);
        if (!mine)
            continue;
        put_case_summary(out, job->req, &page);
        shown++;
    }
    json_close(out, ']');
    json_key(out, "next");
    json_put_null(out);
    json_field_i64(out, "total", shown);
    return OK;
}

static Err list_rows(Tx *tx, const ListJob *job, JsonOut *out)
{
    CaseRow *rows = ARENA_ARRAY(tx->ctx->arena, CaseRow, (size_t)job->query.limit);
    size_t count = 0;
    int64_t total = 0;
    TRY(case_list(tx, &job->query, rows, &count));
    TRY(case_count(tx, &job->query, &total));
    json_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        CasePage page;
        TRY(case_row_load(tx, rows[i].number, &page));
        put_case_summary(out, job->req, &page);
    }
    json_close(out, ']');
    json_key(out, "next");
    if (count == (size_t)job->query.limit)
        json_put_str(out, str_printf(tx->ctx->arena, "%lld." STR_FMT, (long long)rows[count - 1].key,
                                     STR_ARG(rows[count - 1].number)));
    else
        json_put_null(out);
    json_field_i64(out, "total", total);
    return OK;
}

static Err list_in_tx(Tx *tx, const void *in, void *out)
{
    const ListJob *job = in;
    JsonOut *json = out;
    *json = json_out(tx->ctx->arena);
    json_open(json, '{');
    json_key(json, "items");
    TRY(job->query.view == VIEW_REQUESTS ? list_requests(tx, job, json) : list_rows(tx, job, json));
    json_close(json, '}');
    return OK;
}

static Err list_cases(Request *req, Response *res)
{
    ListJob job = {.req = req};
    JsonOut json;
    if (!str_empty(request_query(req, "q")) && !str_is(request_query(req, "view"), "requests"))
        return search_cases_answer(req, res);
    TRY(read_query(req, &job.query));
    TRY(db_read(app_of(req)->db, req->ctx, list_in_tx, &job, &json));
    respond_json(res, 200, &json);
    return OK;
}

static Err map_in_tx(Tx *tx, const void *in, void *out)
{
    const ListJob *job = in;
    JsonOut *json = out;
    MapRow *rows = ARENA_ARRAY(tx->ctx->arena, MapRow, MAP_ROWS_MAX);
    size_t count = 0;
    bool more = false;
    TRY(case_map(tx, &job->query, rows, &count, &more));
    *json = json_out(tx->ctx->arena);
    json_open(json, '{');
    json_key(json, "items");
    json_open(json, '[');
    for (size_t i = 0; i < count; i++) {
        const CaseClock *clock = &rows[i].clock;
        Light light = clock->due_at == 0 ? LIGHT_OFF : clock_light(&tx->ctx->district->clocks, clock, tx->ctx->now);
        json_open(json, '{');
        json_field_str(json, "number", rows[i].number);
        json_field_number(json, "lat", (double)rows[i].lat_e7 / 1e7, 6);
        json_field_number(json, "lon", (double)rows[i].lon_e7 / 1e7, 6);
        json_field_str(json, "state", rows[i].state);
        json_field_str(json, "urgency", rows[i].urgency);
        json_field_str(json, "light", str_of(light_code(light)));
        json_field_opt(json, "category", rows[i].category);
        json_field_str(json, "title", utf8_cut(rows[i].title, 40));
        json_close(json, '}');
    }
    json_close(json, ']');
    json_field_bool(json, "more", more);
    json_close(json, '}');
    return OK;
}

static Err get_map(Request *req, Response *res)
{
    ListJob job = {.req = req};
    JsonOut json;
    job.query.view = VIEW_OPEN;
    own_units(req->ctx, job.query.view, job.query.units);
    job.query.everywhere = sees_everything(req->ctx->actor);
    TRY(db_read(app_of(req)->db, req->ctx, map_in_tx, &job, &json));
    respond_json(res, 200, &json);
    return OK;
}

static Err get_list(Request *req, Response *res)
{
    return kept_answer(req, res, list_cases);
}

typedef struct OpenJob {
    const Request *req;
    Str number;
    bool just_acted; /* who returns an assignment sees what became of it, once */
} OpenJob;

static Err open_in_tx(Tx *tx, const void *in, void *out)
{
    const OpenJob *job = in;
    JsonOut *json = out;
    CasePage page;
    TRY(case_page_load(tx, job->number, &page));
    if (!job->just_acted && !may_read_case(&tx->ctx->district->rights, tx->ctx->actor, page.file))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_CASE_NOT_FOUND);
    *json = json_out(tx->ctx->arena);
    return put_case_detail(json, job->req, tx, &page);
}

static Err answer_file(Response *res, const OpenJob *job)
{
    JsonOut json;
    TRY(db_read(app_of(job->req)->db, job->req->ctx, open_in_tx, job, &json));
    respond_json(res, 200, &json);
    return OK;
}

static Err open_case(Request *req, Response *res)
{
    return answer_file(res, &(OpenJob){.req = req, .number = request_param(req, "number")});
}

static Err get_case(Request *req, Response *res)
{
    return kept_answer(req, res, open_case);
}

/* A queued phone sends the same action again: the first answer stands. */
typedef struct ActJob {
    const ActionInput *in;
    CaseAction action;
    Str scope, key, hash;
} ActJob;

static Err done_before(Tx *tx, const ActJob *job, bool *done)
{
    Rows rows CLEANUP(rows_close) = {0};
    if (str_empty(job->key))
        return OK;
    TRY(db_query(tx, &rows, SQL_IDEMPOTENCY_GET, db_text(tx->ctx->jurisdiction), db_text(job->scope),
                 db_text(job->key)));
    *done = rows_next(&rows);
    Str hash = *done ? rows_text(&rows, 0) : STR("");
    TRY(rows_end(&rows));
    return *done && !str_eq(hash, job->hash) ? fail(tx->ctx, ERR_CONFLICT, MSG_KEY_REUSED) : OK;
}

static Err act_in_tx(Tx *tx, const void *in, void *out)
{
    const ActJob *job = in;
    bool done = false;
    (void)out;
    TRY(done_before(tx, job, &done));
    if (done)
        return OK;
    TRY(job->action(tx, job->in));
    if (str_empty(job->key))
        return OK;
    return db_run(tx, SQL_IDEMPOTENCY_PUT, db_text(tx->ctx->jurisdiction), db_text(job->scope), db_text(job->key),
                  db_text(job->hash), db_text(job->in->number), db_int(tx->ctx->now));
}

static Err answer_case(Request *req, Response *res, Str number)
{
    bool reporter = !str_empty(req->ctx->actor->reporter_of);
    return reporter ? track_answer(req, res, number)
                    : answer_file(res, &(OpenJob){.req = req, .number = number, .just_acted = true});
}

static Err act(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    Action action = ACTION_SUBMIT;
    Str slug = request_param(req, "action");
    ActionInput in;
    if (!action_from_slug(slug, &action) || case_action(action) == NULL || action == ACTION_REVEAL_REPORTER)
        return fail(ctx, ERR_NOT_FOUND, MSG_ACTION_UNKNOWN, slug);
    TRY(require_somebody(req));
    TRY(read_action_input(req, request_param(req, "number"), &in));
    Hash hash = hash_sha256_parts((const Str[]){slug, in.number, req->body}, 3);
    ActJob job = {.in = &in, .action = case_action(action), .key = request_header(req, "idempotency-key")};
    job.hash = hash_hex(ctx->arena, &hash);
    job.scope = str_printf(ctx->arena, "act:" STR_FMT, STR_ARG(ctx->actor->person));
    TRY(db_write(app_of(req)->db, ctx, act_in_tx, &job, NULL));
    return answer_case(req, res, in.number);
}

typedef struct Revealed {
    StoredReporter reporter;
    WayRow way;
} Revealed;

static Err reveal_in_tx(Tx *tx, const void *in, void *out)
{
    const ActionInput *input = in;
    CaseFile *file = ARENA_NEW(tx->ctx->arena, CaseFile);
    ActionInput whole = *input;
    TRY(case_load(tx, input->number, file));
    whole.version = file->version; /* a look changes nothing, so it cannot come too late */
    TRY(reveal_reporter(tx, &whole));
    Revealed *revealed = out;
    TRY(way_load(tx, input->number, STR("reporter"), &revealed->way));
    return reporter_load(tx, input->number, &revealed->reporter);
}

static Err reveal(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    ActionInput in;
    Revealed revealed;
    TRY(read_action_input(req, request_param(req, "number"), &in));
    TRY(db_write(app_of(req)->db, ctx, reveal_in_tx, &in, &revealed));
    JsonOut json = json_out(ctx->arena);
    json_open(&json, '{');
    json_field_opt(&json, "name", revealed.reporter.name);
    json_field_opt(&json, "phone", revealed.reporter.phone);
    json_field_opt(&json, "mail", revealed.way.mail);
    json_close(&json, '}');
    respond_json(res, 200, &json);
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/cases", get_list, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_GET, "/api/map", get_map, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_GET, "/api/cases/{number}", get_case, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_POST, "/api/cases/{number}/{action}", act, RIGHTS_OPEN, BODY_JSON, 0},
    {HTTP_POST, "/api/cases/{number}/reporter", reveal, RIGHTS_STAFF, BODY_JSON, 0},
};

void case_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
    submit_routes(router);
}
