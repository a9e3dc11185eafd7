/* libmicrohttpd 0.9.75 forgives what RFC 9112 does not: it cuts header lines at a NUL, joins folded lines, ends lines
 * at a bare LF and skips spaces, and tells nobody. But it parses in place and writes NULs only over the separators. So
 * we walk from the method to the end of the head and demand that each piece begins exactly where the one before it,
 * with one separator of the proper length, ends. Anything forgiven leaves a gap. The tests in
 * tests/http/reference_test.c fail should a later version keep its buffer differently. */
#include "http/wire.h"

#include <string.h>

#include <microhttpd.h>

typedef struct Walk {
    NameValue *at;
    size_t count;
    const char *expected; /* where the next header's name must begin */
    const char *fault;
} Walk;

static bool blanks_only(const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\t'))
        from++;
    return from == to;
}

static bool line_ends(const char *at)
{
    return at[0] == '\0' && at[1] == '\0'; /* was CR LF */
}

static enum MHD_Result visit(void *self, enum MHD_ValueKind kind, const char *key, size_t key_len, const char *value,
                             size_t value_len)
{
    (void)kind;
    Walk *walk = self;
    if (value == NULL || key != walk->expected || value <= key + key_len || !blanks_only(key + key_len + 1, value) ||
        !line_ends(value + value_len)) {
        walk->fault = "a header line is folded, cut by a NUL, or not ended by CR LF";
        return MHD_NO;
    }
    walk->expected = value + value_len + 2;
    while (value_len > 0 && (value[value_len - 1] == ' ' || value[value_len - 1] == '\t'))
        value_len--;
    walk->at[walk->count++] = (NameValue){{key, key_len}, {value, value_len}};
    return MHD_YES;
}

static const char *line_fault(const WireLine *line)
{
    if (line->target_at != line->method + strlen(line->method) + 1)
        return "more than one space after the method";
    if (line->version != line->target_at + line->target.len + 1)
        return "a NUL in the request line";
    if (!line_ends(line->version + strlen(line->version)))
        return "the request line is not ended by CR LF";
    return NULL;
}

RequestHead wire_head(Arena *arena, struct MHD_Connection *connection, const WireLine *line)
{
    RequestHead head = {.method = str_of(line->method), .target = line->target, .version = str_of(line->version)};
    head.fault = line_fault(line);
    if (head.fault != NULL)
        return head;
    int count = MHD_get_connection_values(connection, MHD_HEADER_KIND, NULL, NULL);
    Walk walk = {.at = ARENA_ARRAY(arena, NameValue, (size_t)(count > 0 ? count : 0)),
                 .expected = line->version + head.version.len + 2};
    (void)MHD_get_connection_values_n(connection, MHD_HEADER_KIND, visit, &walk);
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    head.bytes = info != NULL ? info->header_size : 0;
    if (walk.fault == NULL && walk.expected + 2 != line->method + head.bytes)
        walk.fault = "the head is not ended by an empty line";
    head.headers = (NameValues){walk.at, walk.count};
    head.fault = walk.fault;
    return head;
}
