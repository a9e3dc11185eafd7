/* A response's way out: into the library's hands. */
#include "http/exchange.h"

#include <unistd.h>

#include <microhttpd.h>

#include "http/sse_stream.h"

static struct MHD_Response *make(Exchange *ex)
{
    Response *res = &ex->response;
    if (res->stream != NULL) {
        SseStream *stream = res->stream;
        res->stream = NULL;
        return sse_answer(stream, ex->connection);
    }
    if (res->file >= 0) {
        int file = res->file;
        res->file = -1; /* the library closes it */
        return MHD_create_response_from_fd64(res->file_size, file);
    }
    return MHD_create_response_from_buffer(res->body.len, (void *)(uintptr_t)res->body.at, MHD_RESPMEM_PERSISTENT);
}

static void add(struct MHD_Response *out, const char *name, const char *value)
{
    (void)MHD_add_response_header(out, name, value);
}

static void add_headers(Exchange *ex, struct MHD_Response *out)
{
    const Response *res = &ex->response;
    const HttpServer *server = ex->server;
    for (size_t i = 0; i < server->security_count; i++)
        add(out, server->security[i].name, server->security[i].value);
    if (res->content_type != NULL)
        add(out, "Content-Type", res->content_type);
    add(out, "Cache-Control", res->cache_control.len > 0 ? str_z(ex->arena, res->cache_control) : "no-store");
    if (res->etag.len > 0)
        add(out, "ETag", str_z(ex->arena, res->etag));
    for (size_t i = 0; i < res->header_count; i++)
        add(out, str_z(ex->arena, res->headers[i].name), str_z(ex->arena, res->headers[i].value));
    if (ex->close_after || atomic_load(&server->stopping))
        add(out, "Connection", "close");
}

/* A live stream may last for hours: it keeps neither the request nor the arena. */
static void lighten(Exchange *ex)
{
    arena_free(ex->arena);
    ex->arena = NULL;
}

bool exchange_answer(Exchange *ex)
{
    Response *res = &ex->response;
    bool streams = res->stream != NULL;
    if (res->body.at == NULL)
        res->body.at = "";
    if (!client_enter(ex->client, CLIENT_SEND, 0))
        return false;
    struct MHD_Response *out = make(ex);
    if (out == NULL)
        return false;
    add_headers(ex, out);
    ex->stage = STAGE_ANSWER;
    bool queued = MHD_queue_response(ex->connection, (unsigned)res->status, out) == MHD_YES;
    MHD_destroy_response(out);
    if (queued && streams)
        lighten(ex);
    if (queued && res->status >= 100 && res->status < 600)
        atomic_fetch_add(&ex->server->counters.by_class[res->status / 100], 1);
    return queued;
}
