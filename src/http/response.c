/* Filling in a response; see response.h. */
#include "http/response.h"

#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

static Str until_control(Str value)
{
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.at[i] < 0x20 || value.at[i] == 0x7f)
            return str_slice(value, 0, i);
    return value;
}

void response_header(Response *res, const char *name, Str value)
{
    if (res->header_count == RESPONSE_HEADERS_MAX)
        return;
    res->headers[res->header_count++] = (NameValue){str_of(name), str_copy(res->ctx->arena, until_control(value))};
}

void response_cookie(Response *res, const SetCookie *cookie)
{
    response_header(res, "Set-Cookie", cookie_write(res->ctx->arena, cookie));
}

static void drop_file(Response *res)
{
    if (res->file >= 0)
        (void)close(res->file);
    res->file = -1;
}

void respond_bytes(Response *res, const char *content_type, Str body)
{
    drop_file(res);
    res->content_type = content_type;
    res->body = body;
}

void respond_json(Response *res, int status, const JsonOut *json)
{
    res->status = status;
    respond_bytes(res, "application/json", json_text(json));
}

void respond_empty(Response *res)
{
    respond_bytes(res, NULL, (Str){"", 0});
    res->status = 204;
}

void respond_redirect(Response *res, int status, Str location)
{
    respond_empty(res);
    res->status = status;
    response_header(res, "Location", location);
}

Err respond_file(Response *res, const char *content_type, const char *path)
{
    struct stat st;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0 || fstat(file, &st) != 0 || !S_ISREG(st.st_mode)) {
        if (file >= 0)
            (void)close(file);
        return fail(res->ctx, ERR_NOT_FOUND, MSG_NOT_FOUND);
    }
    respond_bytes(res, content_type, (Str){"", 0});
    res->file = file;
    res->file_size = (size_t)st.st_size;
    return OK;
}

static Str strong_part(Str etag)
{
    return str_starts(etag, STR("W/")) ? str_slice(etag, 2, etag.len) : etag;
}

bool etag_matches(Str if_none_match, Str etag)
{
    if (etag.len == 0)
        return false;
    for (bool more = if_none_match.len > 0; more;) {
        Str one = if_none_match;
        more = str_cut(if_none_match, ',', &one, &if_none_match);
        one = str_trim(one);
        if (str_is(one, "*") || str_eq(strong_part(one), strong_part(etag)))
            return true;
    }
    return false;
}

bool respond_not_modified(const Request *req, Response *res, Str etag)
{
    res->etag = etag;
    if (req->method > HTTP_HEAD || !etag_matches(request_header(req, "if-none-match"), etag))
        return false;
    respond_bytes(res, NULL, (Str){"", 0});
    res->status = 304;
    return true;
}
