/* The brain's page: which model is live and why, how often it was right and where it is wrong, and "learn now". Counts
 * only; what single residents wrote is not shown here. */
#include "api/routes.h"
#include "api/brain_api.h"
#include "api/case_json.h"
#include "domain/rates.h"
#include "jobs/runner.h"
#include "learning/accuracy.h"
#include "learning/schedule.h"
#include "store/example_store.h"
#include "store/model_store.h"

Err may_look_at_brain(Ctx *ctx)
{
    static const Role roles[] = {ROLE_CENTRE_DISPATCHER, ROLE_CENTRE_LEADER, ROLE_SUPERVISOR,
                                 ROLE_ANALYST,           ROLE_AUDITOR,       ROLE_ADMINISTRATOR};
    for (size_t i = 0; i < COUNT_OF(roles); i++)
        if (actor_has_role(ctx->actor, roles[i]))
            return OK;
    return fail(ctx, ERR_FORBIDDEN, MSG_BRAIN_PAGE_NOT_YOURS);
}

/* --- models --- */

static void put_e4(JsonOut *out, const char *key, int64_t e4)
{
    json_field_number(out, key, (double)e4 / 1e4, 4);
}

static void put_figures(JsonOut *out, const char *key, const ModelFigures *f, bool there)
{
    json_key(out, key);
    if (!there) {
        json_put_null(out);
        return;
    }
    json_open(out, '{');
    put_e4(out, "accuracy", f->accuracy);
    put_e4(out, "at_50", f->at_50);
    put_e4(out, "at_80", f->at_80);
    put_e4(out, "at_90", f->at_90);
    put_e4(out, "macro_f1", f->macro_f1);
    json_close(out, '}');
}

static void put_model(JsonOut *out, const Request *req, const ModelRow *m)
{
    json_open(out, '{');
    json_field_str(out, "id", m->id);
    json_field_str(out, "verdict", m->verdict);
    json_field_str(out, "why", req->ctx->lang == LANG_EN ? m->why_en : m->why_zh);
    json_field_time(out, "trained_at", m->trained_at);
    json_field_time(out, "live_at", m->live_at);
    json_field_str(out, "source", m->source);
    json_field_i64(out, "samples", m->samples);
    json_field_i64(out, "cases", m->cases);
    json_field_i64(out, "checked", m->checked);
    json_field_opt(out, "checked_on", m->checked_on);
    put_figures(out, "figures", &m->figures, m->checked > 0);
    json_field_opt(out, "before", m->before);
    put_figures(out, "before_figures", &m->before_figures, m->checked > 0 && !str_empty(m->before));
    json_field_i64(out, "bytes", m->bytes);
    json_close(out, '}');
}

typedef struct BrainPage {
    ModelRows models;
    ExampleCounts examples;
    LearnSchedule schedule;
} BrainPage;

static Err load_page(Tx *tx, const void *in, void *out)
{
    BrainPage *page = out;
    (void)in;
    TRY(model_list(tx, &page->models));
    TRY(example_counts(tx, &page->examples));
    return learn_schedule(tx, &page->schedule);
}

static void put_learning(JsonOut *out, const BrainPage *page, UnixMs now)
{
    json_key(out, "learning");
    json_open(out, '{');
    json_field_bool(out, "running", learn_is_running(&page->schedule, now));
    json_field_bool(out, "asked", page->schedule.asked_at > page->schedule.started_at);
    json_field_time(out, "started_at", page->schedule.started_at);
    json_field_time(out, "ended_at", page->schedule.ended_at);
    json_close(out, '}');
    json_key(out, "examples");
    json_open(out, '{');
    json_field_i64(out, "category", page->examples.category);
    json_field_i64(out, "place", page->examples.place);
    json_field_i64(out, "unit", page->examples.unit);
    json_field_time(out, "last_at", page->examples.last_at);
    json_close(out, '}');
}

static Err get_brain(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    BrainPage *page = ARENA_NEW(ctx->arena, BrainPage);
    TRY(may_look_at_brain(ctx));
    TRY(db_read(app_of(req)->db, ctx, load_page, NULL, page));
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_time(&out, "now", ctx->now);
    json_field_opt(&out, "thinks_with", brain_model(app_of(req)->brain, ctx));
    json_field_str(&out, "version", brain_version(app_of(req)->brain, ctx));
    put_learning(&out, page, ctx->now);
    json_key(&out, "models");
    json_open(&out, '[');
    for (size_t i = 0; i < page->models.len; i++)
        put_model(&out, req, &page->models.at[i]);
    json_close(&out, ']');
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

/* --- accuracy --- */

static Err load_accuracy(Tx *tx, const void *in, void *out)
{
    return accuracy_load(tx, in, out);
}

static void put_rate(JsonOut *out, const char *key, int64_t hit, int64_t n)
{
    double low, high;
    rate_interval((Rate){hit, n}, &low, &high);
    json_key(out, key);
    json_open(out, '{');
    json_field_i64(out, "hit", hit);
    json_field_i64(out, "n", n);
    json_field_number(out, "low", low, 4);
    json_field_number(out, "high", high, 4);
    json_close(out, '}');
}

static void put_counts(JsonOut *out, const AccuracyCount *c)
{
    put_rate(out, "coverage", c->sure, c->decisions);
    put_rate(out, "sure", c->sure_right, c->sure_known);
    put_rate(out, "guess", c->guess_right, c->guess_known);
}

static void put_dispatch(JsonOut *out, const AccuracyCount *c)
{
    put_rate(out, "dispatch_coverage", c->dispatched, c->dispatches);
    put_rate(out, "dispatch", c->dispatch_right, c->dispatch_known);
}

static void put_weeks(JsonOut *out, const Request *req, const Accuracy *a)
{
    enum { DATE_CHARS = 10 };
    int offset = req->ctx->district->calendar.offset_minutes;
    json_key(out, "weeks");
    json_open(out, '[');
    for (size_t i = 0; i < a->week_count; i++) {
        UnixMs monday = decision_week_start(a->weeks[i].week, offset) + MINUTES(offset);
        json_open(out, '{');
        json_field_str(out, "week", str_slice(clock_format(req->ctx->arena, monday), 0, DATE_CHARS));
        put_counts(out, &a->weeks[i].count);
        put_dispatch(out, &a->weeks[i].count);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_key(out, "total");
    json_open(out, '{');
    put_counts(out, &a->total);
    put_dispatch(out, &a->total);
    json_close(out, '}');
}

static void put_categories(JsonOut *out, const Request *req, const Accuracy *a)
{
    json_key(out, "categories");
    json_open(out, '[');
    for (size_t i = 0; i < a->category_count; i++) {
        const CategoryAccuracy *row = &a->categories[i];
        json_open(out, '{');
        put_category(out, req, "category", row->category);
        put_counts(out, &row->count);
        json_field_bool(out, "may_rank", row->may_rank);
        json_close(out, '}');
    }
    json_close(out, ']');
}

typedef void (*PutCode)(JsonOut *out, const Request *req, const char *key, Str code);

static void put_confused(JsonOut *out, const Request *req, const ConfusedList *list, PutCode put)
{
    json_open(out, '[');
    for (size_t i = 0; i < list->len; i++) {
        json_open(out, '{');
        put(out, req, "told", list->at[i].told);
        put(out, req, "truth", list->at[i].truth);
        json_field_i64(out, "n", list->at[i].n);
        json_field_i64(out, "minutes", list->at[i].minutes);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static Err get_accuracy(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    AccuracySpan span = {.district = ctx->district};
    Accuracy *accuracy = ARENA_NEW(ctx->arena, Accuracy);
    TRY(may_look_at_brain(ctx));
    TRY(request_query_i64(req, "weeks", 1, ACCURACY_WEEKS_MOST, 12, &span.weeks));
    TRY(db_read(app_of(req)->db, ctx, load_accuracy, &span, accuracy));
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_time(&out, "now", ctx->now);
    json_field_time(&out, "from", accuracy->from);
    put_weeks(&out, req, accuracy);
    put_categories(&out, req, accuracy);
    json_key(&out, "confusions");
    put_confused(&out, req, &accuracy->categories_confused, put_category);
    json_key(&out, "transfers");
    put_confused(&out, req, &accuracy->owners_confused, put_unit);
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

/* --- learn now --- */

static Err ask_in_tx(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    return learn_ask(tx);
}

static Err post_learn(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    App *app = app_of(req);
    if (!actor_has_role(ctx->actor, ROLE_ADMINISTRATOR) && !actor_has_role(ctx->actor, ROLE_CENTRE_LEADER))
        return fail(ctx, ERR_FORBIDDEN, MSG_LEARN_NOT_YOURS);
    TRY(db_write(app->db, ctx, ask_in_tx, NULL, NULL));
    if (app->jobs != NULL)
        jobs_poke(app->jobs);
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_time(&out, "asked_at", ctx->now);
    json_close(&out, '}');
    respond_json(res, 202, &out);
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/brain", get_brain, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_GET, "/api/brain/accuracy", get_accuracy, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_POST, "/api/brain/learn", post_learn, RIGHTS_STAFF, BODY_NONE, 0},
};

void brain_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
