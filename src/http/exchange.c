/* A request's way in: head, body, worker. Runs in the library's threads, which own the sockets and must not wait. */
#include "http/exchange.h"

#include <stdlib.h>

#include <microhttpd.h>

#include "http/cookie.h"
#include "http/path.h"
#include "http/sse_stream.h"

enum { COOKIES_MAX = 64, SEGMENTS_MAX = 32 };

Exchange *exchange_new(HttpServer *server, struct MHD_Connection *connection, Client *client, const char *target)
{
    Exchange *ex = calloc(1, sizeof *ex);
    if (ex == NULL)
        abort();
    ex->server = server;
    ex->connection = connection;
    ex->client = client;
    ex->arena = arena_new(0);
    ex->line = (WireLine){.target_at = target, .target = str_copy(ex->arena, str_of(target))};
    ex->rand = rand_system();
    ex->ctx = (Ctx){.arena = ex->arena, .now = clock_now(), .rand = &ex->rand};
    ex->ctx.request_id = str_printf(ex->arena, STR_FMT "-%llx", STR_ARG(server->run_id),
                                    (unsigned long long)atomic_fetch_add(&server->requests, 1));
    ex->response = (Response){.ctx = &ex->ctx, .status = 200, .file = -1};
    ex->request = (Request){.ctx = &ex->ctx, .app = server->config.app};
    atomic_fetch_add(&server->counters.in_flight, 1);
    return ex;
}

void exchange_free(Exchange *ex)
{
    if (ex->response.file >= 0) /* never handed over */
        respond_bytes(&ex->response, NULL, (Str){"", 0});
    if (ex->response.stream != NULL)
        sse_abandon(ex->response.stream);
    arena_free(ex->arena);
    atomic_fetch_sub(&ex->server->counters.in_flight, 1);
    free(ex);
}

/* The answer is decided before the body is read: at once where nothing of it is under way, or where there is too much
 * to throw away; else when the sender has finished, because many clients do not listen before. */
static bool refuse_or_drain(Exchange *ex, const BodyFrame *frame)
{
    bool waits = request_header(&ex->request, "expect").len > 0; /* 100-continue: it sends nothing before our word */
    bool body = frame->chunked || frame->length > 0;
    if (body && (waits || frame->length > ex->server->config.limits.discard_bytes)) {
        ex->close_after = true;
        return exchange_answer(ex);
    }
    ex->stage = STAGE_REFUSED;
    return true;
}

static bool refuse_at_once(Exchange *ex, const Refusal *refusal)
{
    Str arg = refusal->arg;
    if (refusal->status == 414)
        arg = str_printf(ex->arena, "%zu", ex->server->config.limits.url_bytes);
    respond_status(&ex->response, refusal->status, refusal->message, arg);
    ex->close_after = true;
    return exchange_answer(ex);
}

static void read_cookies(Request *req)
{
    NameValues cookies = {ARENA_ARRAY(req->ctx->arena, NameValue, COOKIES_MAX), 0};
    for (size_t i = 0; i < req->headers.count; i++) {
        Str name = req->headers.at[i].name;
        if (str_eq(str_lower_ascii(req->ctx->arena, name), STR("cookie")))
            cookie_parse(req->headers.at[i].value, &cookies, COOKIES_MAX);
    }
    req->cookies = cookies;
}

static void read_headers(Exchange *ex, const RequestHead *head)
{
    Request *req = &ex->request;
    req->headers = head->headers;
    req->host = request_header(req, "host");
    req->client_ip = peer_client(ex->arena, &ex->client->peer, &ex->server->trusted, &req->headers);
    ex->ctx.lang = lang_parse(request_header(req, "accept-language"));
    if (request_header(req, "cookie").len > 0)
        read_cookies(req);
}

static bool read_target(Exchange *ex)
{
    Request *req = &ex->request;
    Str path = ex->line.target, query = {"", 0};
    (void)str_cut(ex->line.target, '?', &path, &query);
    req->path = path;
    return path_split(ex->arena, path, SEGMENTS_MAX, &req->segments) &&
           query_parse(ex->arena, query, ex->server->config.limits.query_count, &req->query);
}

/* Finds the row, or writes down why there is none. True: go on to the body. */
static bool find_route(Exchange *ex)
{
    Request *req = &ex->request;
    const HttpConfig *config = &ex->server->config;
    router_match(config->router, req->method, &req->segments, &ex->match);
    if (ex->match.route != NULL) {
        req->route = ex->match.route->pattern;
        req->params = (NameValues){ex->match.params, ex->match.param_count};
        return true;
    }
    bool page = !ex->match.owned && config->assets != NULL;
    if (page && req->method <= HTTP_HEAD)
        return true;
    unsigned methods = page ? 1u << HTTP_GET | 1u << HTTP_HEAD | 1u << HTTP_OPTIONS : ex->match.methods;
    if (methods == 0) {
        (void)fail(&ex->ctx, ERR_NOT_FOUND, MSG_NOT_FOUND);
        respond_problem(&ex->response, ERR_NOT_FOUND);
        return false;
    }
    if (req->method == HTTP_OPTIONS)
        respond_empty(&ex->response);
    else
        respond_status(&ex->response, 405, MSG_METHOD_NOT_ALLOWED);
    response_header(&ex->response, "Allow", router_allow(ex->arena, methods));
    return false;
}

/* A body that cannot be read is the client's mistake in form (400), not in content (422). */
static void respond_body_failure(Exchange *ex, Err err)
{
    if (err == ERR_INVALID)
        respond_status(&ex->response, 400, ex->ctx.failure.message, ex->ctx.failure.args[0]);
    else
        respond_problem(&ex->response, err);
}

static const Route page_route = {.method = HTTP_GET, .pattern = "/", .body = BODY_NONE};

static bool open_body(Exchange *ex, const BodyFrame *frame)
{
    const HttpConfig *config = &ex->server->config;
    BodyPlan plan = {
        .ctx = &ex->ctx,
        .limits = &config->limits,
        .route = ex->match.route != NULL ? ex->match.route : &page_route,
        .frame = *frame,
        .content_type = request_header(&ex->request, "content-type"),
        .folder = config->upload_folder != NULL ? config->upload_folder : "/tmp",
    };
    Err err = body_begin(&plan, &ex->body);
    if (err != OK)
        respond_body_failure(ex, err);
    return err == OK;
}

bool exchange_head(Exchange *ex, const char *method, const char *version)
{
    BodyFrame frame;
    Refusal refusal;
    ex->line.method = method;
    ex->line.version = version;
    RequestHead head = wire_head(ex->arena, ex->connection, &ex->line);
    bool fine = head_check(&head, &ex->server->config.limits, &ex->request.method, &frame, &refusal);
    if (!client_enter(ex->client, CLIENT_BODY, ex->server->config.limits.body_ms))
        return false;
    if (head.fault == NULL)
        read_headers(ex, &head);
    if (!fine)
        return refuse_at_once(ex, &refusal);
    if (!read_target(ex))
        return refuse_at_once(ex, &(Refusal){400, MSG_BAD_REQUEST, STR("an address that is not properly encoded")});
    if (!find_route(ex) || !open_body(ex, &frame))
        return refuse_or_drain(ex, &frame);
    ex->stage = STAGE_BODY;
    return true;
}

static bool discard(Exchange *ex, size_t len)
{
    ex->discarded += len;
    if (ex->discarded <= ex->server->config.limits.discard_bytes)
        return true;
    if (client_enter(ex->client, CLIENT_WORK, 0))
        client_last_words(ex->client, 413);
    return false;
}

bool exchange_body(Exchange *ex, Str bytes)
{
    if (ex->stage != STAGE_BODY)
        return discard(ex, bytes.len);
    Err err = body_push(ex->body, bytes);
    if (err == OK)
        return true;
    respond_body_failure(ex, err);
    ex->stage = STAGE_REFUSED;
    return discard(ex, bytes.len);
}

/* In a worker. After the resume the exchange belongs to the library's thread again. */
static void run_job(Job *job)
{
    Exchange *ex = (Exchange *)job;
    exchange_dispatch(ex);
    counters_latency(&ex->server->counters, clock_monotonic_us() - ex->complete_us);
    MHD_resume_connection(ex->connection);
}

static bool hand_over(Exchange *ex)
{
    Err err = body_finish(ex->body, &ex->request);
    if (err != OK) {
        respond_body_failure(ex, err);
        return exchange_answer(ex);
    }
    ex->stage = STAGE_WORK;
    ex->job.run = run_job;
    MHD_suspend_connection(ex->connection);
    if (workers_give(ex->server->workers, &ex->job))
        return true;
    (void)fail(&ex->ctx, ERR_BUSY, MSG_BUSY);
    respond_problem(&ex->response, ERR_BUSY);
    MHD_resume_connection(ex->connection);
    return true;
}

bool exchange_complete(Exchange *ex)
{
    switch (ex->stage) {
    case STAGE_BODY:
        ex->complete_us = clock_monotonic_us();
        return client_enter(ex->client, CLIENT_WORK, 0) && hand_over(ex);
    case STAGE_REFUSED:
    case STAGE_WORK:
        return exchange_answer(ex);
    case STAGE_LINE:
    case STAGE_ANSWER:
        break;
    }
    return true;
}
