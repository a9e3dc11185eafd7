/* The dashboard: the figures of one's part of the district. */
#include "api/routes.h"
#include "api/case_json.h"
#include "api/shelf.h"
#include "insight/figures.h"

static Err load_in_tx(Tx *tx, const void *in, void *out)
{
    return figures_load(tx, in, out);
}

static void put_rate(JsonOut *out, const char *key, const Frozen *figure)
{
    double low, high;
    rate_interval(figure->rate, &low, &high);
    json_key(out, key);
    json_open(out, '{');
    json_field_i64(out, "hit", figure->rate.hit);
    json_field_i64(out, "n", figure->rate.n);
    json_field_number(out, "low", low, 4);
    json_field_number(out, "high", high, 4);
    json_field_i64(out, "corrected_hit", figure->corrected_hit);
    json_close(out, '}');
}

static void put_counts(JsonOut *out, const Request *req, const Figures *f)
{
    json_field_time(out, "now", req->ctx->now);
    json_field_i64(out, "open", f->open);
    json_field_i64(out, "waiting", f->waiting);
    json_field_i64(out, "overdue", f->overdue);
    json_field_i64(out, "today", f->today);
    json_field_i64(out, "due_soon", f->due_soon);
}

static void put_states(JsonOut *out, const Figures *f)
{
    json_key(out, "by_state");
    json_open(out, '[');
    for (int state = 0; state < CASE_STATE_COUNT; state++) {
        if (!case_is_open((CaseState)state))
            continue;
        json_open(out, '{');
        json_field_str(out, "state", str_of(case_state_code((CaseState)state)));
        json_field_i64(out, "count", f->by_state[state]);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_areas(JsonOut *out, const Request *req, const Figures *f)
{
    json_key(out, "by_subdistrict");
    json_open(out, '[');
    for (size_t i = 0; i < f->area_count; i++) {
        json_open(out, '{');
        put_area(out, req, "area", f->areas[i].area);
        json_field_i64(out, "open", f->areas[i].open);
        json_field_i64(out, "overdue", f->areas[i].overdue);
        json_field_i64(out, "total", f->areas[i].total);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_categories(JsonOut *out, const Request *req, const Figures *f)
{
    json_key(out, "by_category");
    json_open(out, '[');
    for (size_t i = 0; i < f->categories.len; i++) {
        json_open(out, '{');
        put_category(out, req, "category", f->categories.at[i].category);
        json_field_i64(out, "count", f->categories.at[i].count);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_trend(JsonOut *out, const Request *req, const Figures *f)
{
    enum { DATE_CHARS = 10 };
    json_key(out, "trend");
    json_open(out, '[');
    for (size_t i = 0; i < f->day_count; i++) {
        Str date = str_slice(clock_format(req->ctx->arena, DAYS(f->days[i].day)), 0, DATE_CHARS);
        json_open(out, '{');
        json_field_str(out, "day", date);
        json_field_i64(out, "submitted", f->days[i].submitted);
        json_field_i64(out, "closed", f->days[i].closed);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_units(JsonOut *out, const Request *req, const Figures *f)
{
    json_key(out, "units");
    json_open(out, '[');
    for (size_t i = 0; i < f->unit_count; i++) {
        const UnitRow *row = &f->units[i];
        json_open(out, '{');
        put_unit(out, req, "unit", row->unit);
        json_field_i64(out, "cases", row->cases);
        put_rate(out, "on_time", &row->on_time);
        put_rate(out, "solved", &row->rates[FIGURE_SOLVED]);
        put_rate(out, "satisfied", &row->rates[FIGURE_SATISFIED]);
        json_field_number(out, "score", row->score, 1);
        json_field_bool(out, "may_rank", row->may_rank);
        json_close(out, '}');
    }
    json_close(out, ']');
}

typedef struct Board {
    Request *req;
    FigureScope scope;
} Board;

static Err count_board(void *self, Str *out)
{
    const Board *board = self;
    Request *req = board->req;
    Figures figures;
    TRY(db_read(app_of(req)->db, req->ctx, load_in_tx, &board->scope, &figures));
    JsonOut json = json_out(req->ctx->arena);
    json_open(&json, '{');
    put_counts(&json, req, &figures);
    put_states(&json, &figures);
    put_areas(&json, req, &figures);
    put_categories(&json, req, &figures);
    put_trend(&json, req, &figures);
    json_key(&json, "rates");
    json_open(&json, '{');
    for (FigureRate rate = 0; rate < FIGURE_COUNT; rate++)
        put_rate(&json, figure_code(rate), &figures.rates[rate]);
    json_close(&json, '}');
    put_units(&json, req, &figures);
    json_close(&json, '}');
    *out = json_text(&json);
    return OK;
}

/* All that a board hangs on; the minute, so that it is never more than a minute old. */
static Str key_of(const Request *req, const FigureScope *scope)
{
    Buf key = buf_new(req->ctx->arena);
    buf_printf(&key, "%lld %lld %d %d %d", (long long)scope->from, (long long)(scope->now / MINUTES(1)),
               scope->everything, scope->confidential_too, (int)req->ctx->lang);
    for (size_t i = 0; i < SCOPE_CODES_MAX; i++)
        buf_printf(&key, " " STR_FMT "," STR_FMT, STR_ARG(scope->units[i]), STR_ARG(scope->areas[i]));
    return buf_str(&key);
}

static Err get_dashboard(Request *req, Response *res)
{
    int64_t days = 0;
    Board board = {.req = req};
    Str text;
    TRY(request_query_i64(req, "days", 1, 366, 30, &days));
    TRY(figures_scope(req->ctx, days, &board.scope));
    ShelfAsk ask = {key_of(req, &board.scope), count_board, &board};
    TRY(shelf_answer(app_of(req)->boards, req->ctx, &ask, &text));
    respond_bytes(res, "application/json", text);
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/dashboard", get_dashboard, RIGHTS_STAFF, BODY_NONE, 0},
};

void insight_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
