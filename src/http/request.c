/* Looking things up in a request; see request.h. */
#include "http/request.h"

#include <string.h>
#include <strings.h>

#include "http/negotiate.h"

static const char *const method_names[HTTP_METHOD_COUNT] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

const char *http_method_name(HttpMethod method)
{
    return method_names[method];
}

bool http_method_parse(Str name, HttpMethod *out)
{
    for (int i = 0; i < HTTP_METHOD_COUNT; i++)
        if (str_is(name, method_names[i])) {
            *out = (HttpMethod)i;
            return true;
        }
    return false;
}

bool name_values_find(const NameValues *list, const char *name, Str *out)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_is(list->at[i].name, name)) {
            *out = list->at[i].value;
            return true;
        }
    return false;
}

static Str first(const NameValues *list, const char *name)
{
    Str value = {"", 0};
    (void)name_values_find(list, name, &value);
    return value;
}

Str request_param(const Request *req, const char *name)
{
    return first(&req->params, name);
}

Str request_query(const Request *req, const char *name)
{
    return first(&req->query, name);
}

Str request_field(const Request *req, const char *name)
{
    return first(&req->fields, name);
}

Str request_header(const Request *req, const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < req->headers.count; i++) {
        const NameValue *h = &req->headers.at[i];
        if (h->name.len == len && strncasecmp(h->name.at, name, len) == 0)
            return h->value;
    }
    return (Str){"", 0};
}

Str request_cookie(const Request *req, const char *name)
{
    Str found = {"", 0};
    bool seen = false;
    for (size_t i = 0; i < req->cookies.count; i++) {
        const NameValue *c = &req->cookies.at[i];
        if (!str_is(c->name, name))
            continue;
        if (seen && !str_eq(found, c->value))
            return (Str){"", 0};
        found = c->value;
        seen = true;
    }
    return found;
}

const Upload *request_upload(const Request *req, const char *name)
{
    for (size_t i = 0; i < req->upload_count; i++)
        if (str_is(req->uploads[i].name, name))
            return &req->uploads[i];
    return NULL;
}

Err request_query_i64(const Request *req, const char *name, int64_t min, int64_t max, int64_t fallback, int64_t *out)
{
    Str text = {"", 0};
    int64_t value = fallback;
    if (name_values_find(&req->query, name, &text) && (!str_to_i64(text, &value) || value < min || value > max)) {
        Arena *arena = req->ctx->arena;
        return fail_field(req->ctx, name, MSG_QUERY_NUMBER, str_of(name), str_printf(arena, "%lld", (long long)min),
                          str_printf(arena, "%lld", (long long)max));
    }
    *out = value;
    return OK;
}

Err request_json(const Request *req, const Json **out)
{
    return json_parse(req->ctx, req->body, out);
}

/* "gzip", "gzip;q=0.5", "*" but neither "gzip;q=0" nor "*;q=0" (RFC 9110, 12.5.3). */
bool request_accepts_gzip(const Request *req)
{
    return encoding_accepted(request_header(req, "accept-encoding"), "gzip");
}
