/* What a handler fills in. Bodies live in the request's arena (or are static); the server adds the security headers,
 * compresses text, answers 304 to a matching If-None-Match, and forbids caching unless told otherwise. */
#ifndef GULOU_HTTP_RESPONSE_H
#define GULOU_HTTP_RESPONSE_H

#include "http/cookie.h"
#include "http/request.h"

struct SseStream;

enum { RESPONSE_HEADERS_MAX = 24 };

typedef struct Response {
    Ctx *ctx;
    int status;               /* 200 */
    const char *content_type; /* NULL: no body */
    Str body;
    int file; /* -1: none; else an open file sent instead of `body`, closed by the server */
    size_t file_size;
    struct SseStream *stream; /* set by sse_open */
    Str etag;                 /* with its quotes; empty: none */
    Str cache_control;        /* empty: no-store */
    bool compressed;          /* never compress (again) */
    NameValue headers[RESPONSE_HEADERS_MAX];
    size_t header_count;
} Response;

/* A control character in `value` ends it there: no header can be smuggled in. */
void response_header(Response *res, const char *name, Str value);
void response_cookie(Response *res, const SetCookie *cookie);

void respond_json(Response *res, int status, const JsonOut *json);
void respond_bytes(Response *res, const char *content_type, Str body);
void respond_empty(Response *res); /* 204 */
void respond_redirect(Response *res, int status, Str location);
MUST_USE Err respond_file(Response *res, const char *content_type, const char *path); /* NOT_FOUND */
/* True: the client has this version, the answer is 304 and the handler may stop. `etag` with quotes, W/ allowed. */
bool respond_not_modified(const Request *req, Response *res, Str etag);
/* What the server does to every answer, once; a handler that keeps its answers does it before. True: it is packed now. */
bool response_compress(const Request *req, Response *res);
/* RFC 9457, from what is remembered in ctx; Retry-After for 429 and 503. */
void respond_problem(Response *res, Err err);
/* The same for statuses that no Err has (400, 405, 408, 414, 431, 501, 505). */
#define respond_status(res, status, message, ...)                                                                      \
    respond_status_args((res), (status), (message), (const Str[MESSAGE_ARGS_MAX + 1]){__VA_ARGS__})
void respond_status_args(Response *res, int status, MsgId message, const Str *args);

bool etag_matches(Str if_none_match, Str etag); /* weak comparison; a list or `*` */

#endif
