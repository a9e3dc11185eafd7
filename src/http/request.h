/* A request as a handler sees it: complete (its body was received before a worker was taken), checked for form
 * (UTF-8, no NUL, known method), and living as long as ctx->arena. */
#ifndef GULOU_HTTP_REQUEST_H
#define GULOU_HTTP_REQUEST_H

#include "base/ctx.h"
#include "base/json.h"

typedef enum HttpMethod {
    HTTP_GET,
    HTTP_HEAD, /* reaches GET handlers; the body is left out by the server */
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_OPTIONS,
    HTTP_METHOD_COUNT
} HttpMethod;

const char *http_method_name(HttpMethod method);
bool http_method_parse(Str name, HttpMethod *out);

typedef struct NameValue {
    Str name;
    Str value;
} NameValue;

typedef struct NameValues {
    NameValue *at;
    size_t count;
} NameValues;

/* A file sent in a multipart body, already on disk. It is removed when the request ends: rename it to keep it. */
typedef struct Upload {
    Str name;         /* of the form field */
    Str filename;     /* as the client called it: for people's eyes only, never a path */
    Str content_type; /* as the client claims */
    const char *path;
    size_t size;
} Upload;

typedef struct Request {
    Ctx *ctx;
    void *app; /* HttpConfig.app */
    HttpMethod method;
    Str path;            /* still percent-encoded */
    Str host;            /* the Host header; empty only in HTTP/1.0 */
    Str client_ip;       /* X-Forwarded-For is believed only from trusted proxies */
    const char *route;   /* the matched pattern, for logs and metrics; NULL for assets */
    NameValues segments; /* the path's decoded segments, in `value` */
    NameValues params;   /* {number} and the like of the route's pattern */
    NameValues query;
    NameValues headers;
    NameValues cookies;
    NameValues fields; /* text fields of a form or multipart body */
    Str body;          /* JSON, form and raw bodies */
    const Upload *uploads;
    size_t upload_count;
} Request;

/* First value of that name; the empty Str where there is none. */
Str request_param(const Request *req, const char *name);
Str request_query(const Request *req, const char *name);
Str request_header(const Request *req, const char *name); /* any case */
Str request_cookie(const Request *req, const char *name); /* empty too when sent twice with different values */
Str request_field(const Request *req, const char *name);
bool name_values_find(const NameValues *list, const char *name, Str *out);
const Upload *request_upload(const Request *req, const char *name); /* NULL: not sent */
/* Whole-number query parameter: `fallback` when absent, INVALID (told with its field) when no number in min..max. */
MUST_USE Err request_query_i64(const Request *req, const char *name, int64_t min, int64_t max, int64_t fallback,
                               int64_t *out);
MUST_USE Err request_json(const Request *req, const Json **out);
bool request_accepts_gzip(const Request *req);

#endif
