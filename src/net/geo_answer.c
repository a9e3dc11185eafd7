/* See geo_answer.h. */
#include "net/geo_answer.h"

#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/xml.h"
#include "net/fetch.h"

enum { TEXT_MOST = 4000 };

static const struct {
    const char *name;
    size_t offset;
} members[] = {
    {"service_request_id", offsetof(GeoRequest, id)},   {"token", offsetof(GeoRequest, token)},
    {"status", offsetof(GeoRequest, status)},           {"status_notes", offsetof(GeoRequest, notes)},
    {"description", offsetof(GeoRequest, description)}, {"updated_datetime", offsetof(GeoRequest, updated)},
};

/* Their words go onto our case: cut to a bearable length at a whole character, control characters left out. */
static Str bearable(Arena *arena, Str text)
{
    Buf out = buf_new(arena);
    size_t most = text.len;
    if (most > TEXT_MOST)
        for (most = TEXT_MOST; most > 0 && ((unsigned char)text.at[most] & 0xc0) == 0x80;)
            most--;
    for (size_t i = 0; i < most; i++) {
        unsigned char c = (unsigned char)text.at[i];
        buf_char(&out, c < 0x20 || c == 0x7f ? ' ' : text.at[i]);
    }
    return str_trim(buf_str(&out));
}

static void put_member(Arena *arena, GeoRequest *request, Str name, Str value)
{
    for (size_t i = 0; i < COUNT_OF(members); i++)
        if (str_is(name, members[i].name))
            *(Str *)(void *)((char *)request + members[i].offset) = bearable(arena, value);
}

static void put_error(Arena *arena, GeoRequests *out, Str code, Str description)
{
    if (str_empty(out->error))
        out->error = bearable(arena, str_printf(arena, STR_FMT ": " STR_FMT, STR_ARG(code), STR_ARG(description)));
}

/* XML: <service_requests><request><status>..., <errors><error><code>... */
typedef struct Reading {
    Arena *arena;
    GeoRequests *out;
    GeoRequest request;
    Str code, description; /* of an error */
} Reading;

static bool is(const XmlElement *element, const char *parent, const char *name)
{
    return strcmp(element->parent, parent) == 0 && strcmp(element->name, name) == 0;
}

static bool on_end(void *self, const XmlElement *element)
{
    Reading *r = self;
    bool within = element->depth == 3, item = element->depth == 2;
    if (within && strcmp(element->parent, "request") == 0)
        put_member(r->arena, &r->request, str_of(element->name), element->text);
    else if (within && is(element, "error", "code"))
        r->code = str_copy(r->arena, element->text);
    else if (within && is(element, "error", "description"))
        r->description = str_copy(r->arena, element->text);
    else if (item && strcmp(element->name, "error") == 0)
        put_error(r->arena, r->out, r->code, r->description);
    else if (item && strcmp(element->name, "request") == 0) {
        if (r->out->len == GEO_REQUESTS_MOST)
            return false;
        r->out->at[r->out->len++] = r->request;
        r->request = (GeoRequest){0};
    }
    return strcmp(element->root, "service_requests") == 0 || strcmp(element->root, "errors") == 0;
}

static Err read_xml(Ctx *ctx, Str bytes, GeoRequests *out)
{
    Reading reading = {.arena = ctx->arena, .out = out};
    bool good = xml_read(&(XmlDocument){ctx->arena, bytes, FETCH_BODY_MOST, &reading, on_end});
    return good ? OK : fail(ctx, ERR_INVALID, MSG_PUSH_ANSWER);
}

/* A text, or a number for one. */
static Str json_words(Arena *arena, const Json *value)
{
    Str text = STR("");
    int64_t number = 0;
    if (!json_str(value, &text) && json_i64(value, &number))
        text = str_printf(arena, "%lld", (long long)number);
    return text;
}

static void read_item(Arena *arena, const Json *item, GeoRequests *out)
{
    Str code = json_words(arena, json_get(item, "code"));
    if (!str_empty(code) && json_is_null(json_get(item, "service_request_id"))) {
        put_error(arena, out, code, json_words(arena, json_get(item, "description")));
        return;
    }
    GeoRequest *request = &out->at[out->len++];
    *request = (GeoRequest){0};
    for (size_t i = 0; i < COUNT_OF(members); i++)
        put_member(arena, request, str_of(members[i].name), json_words(arena, json_get(item, members[i].name)));
}

static Err read_json(Ctx *ctx, Str bytes, GeoRequests *out)
{
    static const char *const wrappers[] = {"service_requests", "requests", "errors"};
    const Json *json = NULL, *list = NULL;
    Failure before = ctx->failure;
    if (json_parse(ctx, bytes, &json) != OK) {
        ctx->failure = before;
        return fail(ctx, ERR_INVALID, MSG_PUSH_ANSWER);
    }
    list = json;
    for (size_t i = 0; i < COUNT_OF(wrappers) && !json_is_array(list); i++)
        if (json_is_array(json_get(json, wrappers[i])))
            list = json_get(json, wrappers[i]);
    if (!json_is_array(list) || json_length(list) > GEO_REQUESTS_MOST)
        return fail(ctx, ERR_INVALID, MSG_PUSH_ANSWER);
    for (size_t i = 0; i < json_length(list); i++)
        if (json_is_object(json_at(list, i)))
            read_item(ctx->arena, json_at(list, i), out);
    return OK;
}

Err geo_answer_read(Ctx *ctx, Str bytes, GeoFormat format, GeoRequests *out)
{
    GeoRequests found = {.at = ARENA_ARRAY(ctx->arena, GeoRequest, GEO_REQUESTS_MOST)};
    TRY(format == GEO_XML ? read_xml(ctx, bytes, &found) : read_json(ctx, bytes, &found));
    *out = found;
    return OK;
}
