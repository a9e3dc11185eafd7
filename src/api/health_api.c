/* For whoever runs the server: does it live (/livez), can it work (/readyz), is it well (/healthz), and its counters as
 * Prometheus text (/metrics). No personal data.
 */
#include "api/routes.h"
#include "reception/app.h"
#include "base/buf.h"
#include "jobs/runner.h"

static Err ping(Tx *tx, const void *in, void *out)
{
    (void)in;
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_SCHEMA_VERSION));
    *(int64_t *)out = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    return rows_end(&rows);
}

static Err healthz(Request *req, Response *res)
{
    int64_t schema = 0;
    TRY(db_read(app_of(req)->db, req->ctx, ping, NULL, &schema));
    JsonOut out = json_out(req->ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "status", STR("ok"));
    json_field_str(&out, "version", STR(GULOU_VERSION));
    json_field_i64(&out, "schema", schema);
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

/* Says only that requests are answered: a server whose database is away lives. */
static Err livez(Request *req, Response *res)
{
    JsonOut out = json_out(req->ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "status", STR("ok"));
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

/* For a proxy: a transaction that may write begins and ends. 503 while the store is away. */
static Err readyz(Request *req, Response *res)
{
    int64_t schema = 0;
    App *app = app_of(req);
    TRY(db_write(app->db, req->ctx, ping, NULL, &schema));
    JsonOut out = json_out(req->ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "status", STR("ok"));
    json_field_str(&out, "district", atomic_load(&app->noticed->district_behind) ? STR("behind") : STR("current"));
    json_field_str(&out, "model", brain_model(app->brain, req->ctx));
    json_field_i64(&out, "clock_off_ms", atomic_load(&app->noticed->clock_off_ms));
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

static void counter(Buf *out, const char *name, const char *help, uint64_t value)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s counter\n%s %llu\n", name, help, name, name, (unsigned long long)value);
}

static void gauge(Buf *out, const char *name, const char *help, uint64_t value)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %llu\n", name, help, name, name, (unsigned long long)value);
}

static void http_metrics(Buf *out, const HttpMetrics *m)
{
    buf_z(out,
          "# HELP gulou_http_answers_total Answers by class of status.\n# TYPE gulou_http_answers_total counter\n");
    for (int i = 1; i <= 5; i++)
        buf_printf(out, "gulou_http_answers_total{class=\"%dxx\"} %llu\n", i, (unsigned long long)m->by_class[i]);
    buf_z(out, "# HELP gulou_http_seconds Time from the last byte received to the answer.\n# TYPE gulou_http_seconds "
               "histogram\n");
    uint64_t sum = 0;
    for (int i = 0; i < LATENCY_BUCKETS; i++) {
        sum += m->latency[i];
        buf_printf(out, "gulou_http_seconds_bucket{le=\"%.6f\"} %llu\n", (double)http_latency_bounds_us[i] / 1e6,
                   (unsigned long long)sum);
    }
    sum += m->latency[LATENCY_BUCKETS];
    buf_printf(
        out,
        "gulou_http_seconds_bucket{le=\"+Inf\"} %llu\ngulou_http_seconds_sum %.6f\ngulou_http_seconds_count %llu\n",
        (unsigned long long)sum, (double)m->latency_sum_us / 1e6, (unsigned long long)sum);
    gauge(out, "gulou_http_connections", "Open connections.", m->connections);
    gauge(out, "gulou_http_queued", "Requests waiting for a worker.", m->queued);
    gauge(out, "gulou_http_working", "Busy workers.", m->working);
    counter(out, "gulou_http_refused_total", "Connections refused.", m->refused);
    counter(out, "gulou_http_timed_out_total", "Connections cut off by the reaper.", m->timed_out);
}

static Err metrics(Request *req, Response *res)
{
    const App *app = app_of(req);
    Buf out = buf_new(req->ctx->arena);
    DbMetrics db = db_metrics(app->db);
    SseMetrics live = sse_metrics(app->hub);
    HttpMetrics http = http_server_metrics(app->server);
    http_metrics(&out, &http);
    counter(&out, "gulou_db_commits_total", "Commits of the writer.", (uint64_t)db.commits);
    counter(&out, "gulou_db_actions_total", "Actions in them.", (uint64_t)db.actions);
    gauge(&out, "gulou_db_queued", "Actions waiting for the writer.", (uint64_t)db.queued);
    gauge(&out, "gulou_db_largest_batch", "Most actions in one commit.", (uint64_t)db.largest_batch);
    counter(&out, "gulou_db_wal_resets_total", "Times the write-ahead log was started over.", (uint64_t)db.wal_resets);
    gauge(&out, "gulou_district_behind", "1: another district was imported; restart.",
          atomic_load(&app->noticed->district_behind));
    int64_t off = atomic_load(&app->noticed->clock_off_ms);
    gauge(&out, "gulou_clock_off_milliseconds", "How far this clock is from the database's.",
          (uint64_t)(off < 0 ? -off : off));
    gauge(&out, "gulou_live_streams", "Parked live-update streams.", live.streams);
    counter(&out, "gulou_live_dropped_total", "Streams ended because they lagged.", live.dropped);
    respond_bytes(res, "text/plain; version=0.0.4; charset=utf-8", buf_str(&out));
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/livez", livez, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/readyz", readyz, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/healthz", healthz, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/metrics", metrics, RIGHTS_OPEN, BODY_NONE, 0},
};

void health_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
