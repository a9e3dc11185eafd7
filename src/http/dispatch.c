/* What a worker does with a complete request: gate, handler, and what every answer needs afterwards. */
#include "http/exchange.h"

#include "base/log.h"
#include "http/negotiate.h"
#include "http/sse_stream.h"

enum { COMPRESS_FROM = 1024 };

static Err call_handler(Exchange *ex)
{
    const HttpConfig *config = &ex->server->config;
    const Route *route = ex->match.route;
    if (route == NULL)
        return assets_respond(config->assets, &ex->request, &ex->response);
    if (config->gate != NULL)
        TRY(config->gate(&ex->request, &ex->response, route));
    return route->handler(&ex->request, &ex->response);
}

static void log_failure(const Exchange *ex, Err err)
{
    if (err_status(err) < 500)
        return;
    const Failure *failure = &ex->ctx.failure;
    log_line(err == ERR_BUSY ? LOG_WARN : LOG_ERROR, "request failed", LOG_STR("request_id", ex->ctx.request_id),
             LOG_STR("route", str_of(ex->request.route != NULL ? ex->request.route : "page")),
             LOG_STR("error", str_of(err_name(err))),
             LOG_STR("code", str_of(message_code(failure->err == err ? failure->message : MSG_UNEXPECTED))));
}

static void drop_stream(Response *res)
{
    if (res->stream != NULL)
        sse_abandon(res->stream);
    res->stream = NULL;
}

static Str weak(Arena *arena, Str etag)
{
    return str_starts(etag, STR("W/")) ? etag : str_join(arena, (Str[]){STR("W/"), etag}, 2, (Str){"", 0});
}

/* The compressed text has other bytes than the plain one: a strong tag would be wrong. */
bool response_compress(const Request *req, Response *res)
{
    Arena *arena = req->ctx->arena;
    if (res->compressed || res->stream != NULL || res->file >= 0 || res->content_type == NULL ||
        !content_compressible(res->content_type))
        return false;
    res->compressed = true;
    response_header(res, "Vary", STR("Accept-Encoding"));
    if (res->body.len <= COMPRESS_FROM || !request_accepts_gzip(req) || !gzip_text(arena, res->body, &res->body))
        return false;
    response_header(res, "Content-Encoding", STR("gzip"));
    if (res->etag.len > 0)
        res->etag = weak(arena, res->etag);
    return true;
}

void exchange_dispatch(Exchange *ex)
{
    Response *res = &ex->response;
    ex->ctx.now = clock_now();
    Err err = call_handler(ex);
    if (err != OK) {
        drop_stream(res);
        log_failure(ex, err);
        respond_problem(res, err);
    } else if (res->status == 200 && res->etag.len > 0) {
        (void)respond_not_modified(&ex->request, res, res->etag);
    }
    (void)response_compress(&ex->request, res);
}
