/* The HTTP door: event loops own the sockets (libmicrohttpd), workers run the handlers. A worker gets a request when
 * all of it has arrived and is free again when its answer is written down, so no slow client ever holds one. */
#ifndef GULOU_HTTP_SERVER_H
#define GULOU_HTTP_SERVER_H

#include "http/assets.h"
#include "http/limits.h"
#include "http/metrics.h"
#include "http/router.h"
#include "http/sse.h"

typedef struct HttpServer HttpServer;

/* Runs before every routed handler, in the worker: who is this, and may they? Its failure is the answer. */
typedef Err (*HttpGate)(Request *req, Response *res, const Route *route);

typedef struct HttpConfig {
    const char *address; /* "127.0.0.1", "::", ...; NULL: 127.0.0.1 */
    int port;            /* 0: any free one, see http_server_port */
    HttpLimits limits;
    const Router *router;       /* outlives the server, as does all below */
    HttpGate gate;              /* may be NULL */
    void *app;                  /* Request.app */
    const Assets *assets;       /* for paths that no route owns; may be NULL */
    SseHub *hub;                /* its streams are ended by the stop; may be NULL */
    const char *upload_folder;  /* where uploads are written; NULL: /tmp */
    const Str *trusted_proxies; /* addresses or CIDR blocks whose X-Forwarded-For is believed */
    size_t trusted_proxy_count;
    const char *image_sources; /* added to the CSP's img-src: "https://tiles.example"; may be NULL */
    int hsts_seconds;          /* 0: no Strict-Transport-Security */
} HttpConfig;

/* INVALID for a bad address or proxy, STORAGE when the port cannot be had. */
MUST_USE Err http_server_start(Ctx *ctx, const HttpConfig *config, HttpServer **out);
int http_server_port(const HttpServer *server);
/* Stops accepting, answers what is in flight, ends live streams, then frees the server. Call once, from any thread
 * but a handler's. */
void http_server_stop(HttpServer *server);
HttpMetrics http_server_metrics(const HttpServer *server);

#endif
