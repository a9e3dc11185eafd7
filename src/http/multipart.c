/* A push parser: one state, one small buffer for a part's header lines, and the count of delimiter bytes matched so
 * far. The delimiter CR LF "--" boundary holds CR only at its start, so on a mismatch what was matched is data and the
 * search begins anew at the current byte: no backtracking, whatever the pieces the body arrives in. */
#include "http/multipart.h"

#include <string.h>

#include "http/part_head.h"

enum { BOUNDARY_MAX = 70 };

typedef enum State { AT_START, AFTER_DELIMITER, IN_HEADERS, IN_DATA, AT_END } State;

struct Multipart {
    Ctx *ctx;
    MultipartLimits limits;
    PartSink sink;
    State state;
    char delimiter[BOUNDARY_MAX + 4]; /* CR LF "--" boundary */
    size_t delimiter_len;
    size_t matched; /* bytes of the delimiter seen */
    char after[2];  /* what follows a delimiter: CR LF or "--" */
    size_t after_len;
    char *headers; /* of the current part, so far */
    size_t headers_len;
    size_t parts;
};

static Err malformed(Multipart *m, const char *what)
{
    return fail(m->ctx, ERR_INVALID, MSG_UPLOAD_MALFORMED, str_of(what));
}

static bool is_boundary(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!alphanumeric && (c == '\0' || strchr("'()+_,-./:=?", c) == NULL))
            return false;
    }
    return s.len > 0 && s.len <= BOUNDARY_MAX;
}

bool multipart_boundary(Str content_type, Str *out)
{
    Str type, boundary;
    if (!str_cut(content_type, ';', &type, &boundary) || !header_word_is(str_trim(type), "multipart/form-data"))
        return false;
    boundary = str_trim(boundary);
    if (boundary.len < 9 || !header_word_is(str_slice(boundary, 0, 9), "boundary="))
        return false;
    boundary = str_slice(boundary, 9, boundary.len);
    if (boundary.len >= 2 && boundary.at[0] == '"' && boundary.at[boundary.len - 1] == '"')
        boundary = str_slice(boundary, 1, boundary.len - 1);
    if (!is_boundary(boundary))
        return false;
    *out = boundary;
    return true;
}

Multipart *multipart_new(Ctx *ctx, Str boundary, MultipartLimits limits, PartSink sink)
{
    Multipart *m = ARENA_NEW(ctx->arena, Multipart);
    *m = (Multipart){.ctx = ctx, .limits = limits, .sink = sink, .matched = 2}; /* as if CR LF had just been seen */
    memcpy(m->delimiter, "\r\n--", 4);
    memcpy(m->delimiter + 4, boundary.at, boundary.len);
    m->delimiter_len = boundary.len + 4;
    m->headers = arena_alloc(ctx->arena, limits.part_header_bytes);
    return m;
}

static Err start_byte(Multipart *m, char c)
{
    if (c != m->delimiter[m->matched])
        return malformed(m, "it does not begin with its boundary");
    if (++m->matched == m->delimiter_len)
        m->state = AFTER_DELIMITER;
    return OK;
}

static Err after_byte(Multipart *m, char c)
{
    m->after[m->after_len++] = c;
    if (m->after_len < 2)
        return OK;
    m->after_len = m->matched = m->headers_len = 0;
    if (memcmp(m->after, "--", 2) == 0) {
        m->state = AT_END;
        return OK;
    }
    if (memcmp(m->after, "\r\n", 2) != 0)
        return malformed(m, "a boundary is followed by something else");
    if (++m->parts > m->limits.parts)
        return fail(m->ctx, ERR_TOO_LARGE, MSG_UPLOAD_PARTS, str_printf(m->ctx->arena, "%zu", m->limits.parts));
    m->state = IN_HEADERS;
    return OK;
}

static Err header_byte(Multipart *m, char c)
{
    if (m->headers_len == m->limits.part_header_bytes)
        return malformed(m, "a part's headers are too long");
    m->headers[m->headers_len++] = c;
    Str seen = {m->headers, m->headers_len};
    if (!str_ends(seen, STR("\r\n\r\n")))
        return OK;
    PartHead head;
    TRY(part_head_parse(m->ctx, str_slice(seen, 0, seen.len - 2), &head));
    m->state = IN_DATA;
    return m->sink.begin(m->sink.self, &head);
}

static Err emit(Multipart *m, const char *at, size_t len)
{
    return len > 0 ? m->sink.data(m->sink.self, (Str){at, len}) : OK;
}

/* Takes data up to a delimiter's end or the input's; *used says how far it came. */
static Err data_bytes(Multipart *m, Str bytes, size_t *used)
{
    size_t run = 0; /* where unsent data begins in `bytes` */
    for (size_t i = 0; i < bytes.len; i++) {
        if (m->matched == 0) { /* nothing begun: hurry to the next CR */
            const char *cr = memchr(bytes.at + i, '\r', bytes.len - i);
            i = cr != NULL ? (size_t)(cr - bytes.at) : bytes.len;
            TRY(emit(m, bytes.at + run, i - run));
            run = i + 1;
            m->matched = cr != NULL;
            continue;
        }
        if (bytes.at[i] == m->delimiter[m->matched]) {
            run = i + 1;
            if (++m->matched < m->delimiter_len)
                continue;
            *used = i + 1;
            m->state = AFTER_DELIMITER;
            return m->sink.end(m->sink.self);
        }
        TRY(emit(m, m->delimiter, m->matched));
        m->matched = 0;
        run = i--; /* this byte again, as data or as a new CR */
    }
    *used = bytes.len;
    return OK;
}

static Err one_byte(Multipart *m, char c)
{
    switch (m->state) {
    case AT_START:
        return start_byte(m, c);
    case AFTER_DELIMITER:
        return after_byte(m, c);
    case IN_HEADERS:
        return header_byte(m, c);
    default: /* one line end after the last boundary is usual */
        if (m->after_len < 2 && c == "\r\n"[m->after_len++])
            return OK;
        return malformed(m, "something follows the last boundary");
    }
}

Err multipart_push(Multipart *m, Str bytes)
{
    for (size_t i = 0; i < bytes.len;) {
        if (m->state == IN_DATA) {
            size_t used = 0;
            TRY(data_bytes(m, str_slice(bytes, i, bytes.len), &used));
            i += used;
        } else {
            TRY(one_byte(m, bytes.at[i++]));
        }
    }
    return OK;
}

Err multipart_finish(Multipart *m)
{
    return m->state == AT_END ? OK : malformed(m, "it ends before its last boundary");
}
