/* The table of addresses: method and pattern ("/api/cases/{number}/{action}") -> handler. A literal segment beats a
 * parameter, whatever the order of rows. */
#ifndef GULOU_HTTP_ROUTER_H
#define GULOU_HTTP_ROUTER_H

#include "http/response.h"

typedef Err (*HttpHandler)(Request *req, Response *res);

typedef enum BodyKind {
    BODY_NONE,   /* a body is refused */
    BODY_JSON,   /* application/json or nothing */
    BODY_FORM,   /* application/x-www-form-urlencoded, multipart/form-data, or nothing */
    BODY_UPLOAD, /* multipart/form-data */
    BODY_RAW     /* any type, as bytes */
} BodyKind;

typedef struct Route {
    HttpMethod method; /* never HEAD or OPTIONS: the server answers those itself */
    const char *pattern;
    HttpHandler handler;
    int rights; /* handed to HttpConfig.gate; its meaning is the caller's */
    BodyKind body;
    size_t body_max; /* 0: HttpLimits' figure for this kind */
} Route;

typedef struct Router Router;

enum { ROUTE_SEGMENTS_MAX = 16, ROUTE_PARAMS_MAX = 8 };

Router *router_new(Arena *arena);
/* `routes` must outlive the router. Two rows that answer the same requests end the process: our own mistake. */
void router_add(Router *router, const Route *routes, size_t count);

typedef struct RouteMatch {
    const Route *route; /* NULL: 404, or 405 when `methods` is not 0 */
    unsigned methods;   /* bits 1 << HttpMethod of the rows that have this path, HEAD and OPTIONS added */
    bool owned;         /* some row begins with the same first segment: not a page of a web application */
    NameValue params[ROUTE_PARAMS_MAX];
    size_t param_count;
} RouteMatch;

void router_match(const Router *router, HttpMethod method, const NameValues *segments, RouteMatch *out);
Str router_allow(Arena *arena, unsigned methods); /* "GET, HEAD, OPTIONS" */

#endif
