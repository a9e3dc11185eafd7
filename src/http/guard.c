/* One check after the other; the first that fails is the answer. Tested beside nginx in tests/http/reference. */
#include "http/guard.h"

#include <string.h>
#include <strings.h>

typedef struct Check {
    const RequestHead *head;
    const HttpLimits *limits;
    HttpMethod method;
    BodyFrame frame;
    Refusal refusal;
} Check;

static bool refuse(Check *check, int status, MsgId message, const char *arg)
{
    check->refusal = (Refusal){status, message, str_of(arg)};
    return false;
}

static bool bad(Check *check, const char *what)
{
    return refuse(check, 400, MSG_BAD_REQUEST, what);
}

static bool is_token(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!alphanumeric && (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL))
            return false;
    }
    return s.len > 0;
}

static bool same_name(Str name, const char *wanted)
{
    return name.len == strlen(wanted) && strncasecmp(name.at, wanted, name.len) == 0;
}

static size_t find_header(const RequestHead *head, const char *name, Str *value)
{
    size_t count = 0;
    for (size_t i = 0; i < head->headers.count; i++)
        if (same_name(head->headers.at[i].name, name)) {
            *value = head->headers.at[i].value;
            count++;
        }
    return count;
}

static bool check_size(Check *check)
{
    if (check->head->target.len > check->limits->url_bytes)
        return refuse(check, 414, MSG_URL_TOO_LONG, "");
    if (check->head->bytes > check->limits->header_bytes || check->head->headers.count > check->limits->header_count)
        return refuse(check, 431, MSG_HEADERS_TOO_LARGE, "");
    return true;
}

static bool check_line(Check *check)
{
    const RequestHead *head = check->head;
    if (!is_token(head->method))
        return bad(check, "the method is no word");
    if (!http_method_parse(head->method, &check->method))
        return refuse(check, 501, MSG_METHOD_UNKNOWN, "");
    if (!str_is(head->version, "HTTP/1.1") && !str_is(head->version, "HTTP/1.0"))
        return refuse(check, 505, MSG_HTTP_VERSION, "");
    if (head->target.len == 0 || head->target.at[0] != '/')
        return bad(check, "the target is not a path");
    for (size_t i = 0; i < head->target.len; i++) {
        char c = head->target.at[i];
        if (c <= 0x20 || c >= 0x7f || c == '#' || c == '\\')
            return bad(check, "a character that does not belong in an address");
    }
    return true;
}

static bool check_headers(Check *check)
{
    for (size_t i = 0; i < check->head->headers.count; i++) {
        const NameValue *h = &check->head->headers.at[i];
        if (!is_token(h->name))
            return bad(check, "a header's name is no word");
        for (size_t k = 0; k < h->value.len; k++) {
            unsigned char c = (unsigned char)h->value.at[k];
            if ((c < 0x20 && c != '\t') || c == 0x7f)
                return bad(check, "a control character in a header");
        }
    }
    return true;
}

static bool is_host(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!alphanumeric && (c == '\0' || strchr("-._:[]%~", c) == NULL))
            return false;
    }
    return s.len > 0;
}

static bool check_host(Check *check)
{
    Str host = {"", 0};
    size_t count = find_header(check->head, "host", &host);
    if (count > 1)
        return bad(check, "more than one Host");
    if (count == 0 && str_is(check->head->version, "HTTP/1.1"))
        return bad(check, "no Host");
    if (count == 1 && !is_host(host))
        return bad(check, "a Host that is no host");
    return true;
}

static bool parse_length(Str text, uint64_t *out)
{
    int64_t value = 0;
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    if (!str_to_i64(text, &value))
        return false;
    *out = (uint64_t)value;
    return true;
}

static bool check_frame(Check *check)
{
    Str length = {"", 0}, encoding = {"", 0};
    size_t lengths = find_header(check->head, "content-length", &length);
    size_t encodings = find_header(check->head, "transfer-encoding", &encoding);
    if (lengths > 1)
        return bad(check, "more than one Content-Length");
    if (lengths == 1 && encodings > 0)
        return bad(check, "both Content-Length and Transfer-Encoding");
    if (lengths == 1 && !parse_length(length, &check->frame.length))
        return bad(check, "a Content-Length that is no number");
    if (encodings == 0)
        return true;
    if (encodings > 1 || !same_name(encoding, "chunked"))
        return refuse(check, 501, MSG_BAD_REQUEST, "a Transfer-Encoding other than chunked");
    if (!str_is(check->head->version, "HTTP/1.1"))
        return bad(check, "Transfer-Encoding in HTTP/1.0");
    check->frame.chunked = true;
    return true;
}

static bool check_expect(Check *check)
{
    Str expect = {"", 0};
    size_t count = find_header(check->head, "expect", &expect);
    if (count > 1 || (count == 1 && !same_name(expect, "100-continue")))
        return bad(check, "an Expect other than 100-continue");
    return true;
}

bool head_check(const RequestHead *head, const HttpLimits *limits, HttpMethod *method, BodyFrame *frame,
                Refusal *refusal)
{
    Check check = {.head = head, .limits = limits};
    bool fine = (head->fault == NULL || bad(&check, head->fault)) && check_size(&check) && check_line(&check) &&
                check_headers(&check) && check_host(&check) && check_frame(&check) && check_expect(&check);
    *method = check.method;
    *frame = check.frame;
    *refusal = check.refusal;
    return fine;
}
