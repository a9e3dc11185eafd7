/* See geo_answer.h. */
#include "net/geo_answer.h"

#include <expat.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"

enum { XML_DEPTH = 8, NAME_ROOM = 32, TEXT_MOST = 4000 };

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
    XML_Parser parser;
    GeoRequests *out;
    int depth;
    char item[NAME_ROOM], name[NAME_ROOM]; /* elements at depths 2 and 3 */
    Buf text;
    Str code, description; /* of an error */
    bool refused;
} Reading;

static void refuse(Reading *reading)
{
    reading->refused = true;
    (void)XML_StopParser(reading->parser, XML_FALSE);
}

static void on_doctype(void *self, const char *name, const char *system, const char *public_id, int internal)
{
    (void)name;
    (void)system;
    (void)public_id;
    (void)internal;
    refuse(self);
}

/* A longer one is none of ours. */
static void take_name(char *to, const char *name)
{
    size_t len = strlen(name) < NAME_ROOM ? strlen(name) : 0;
    memcpy(to, name, len);
    to[len] = '\0';
}

static void on_start(void *self, const char *name, const char **attributes)
{
    Reading *r = self;
    (void)attributes;
    r->depth++;
    bool known = strcmp(name, "service_requests") == 0 || strcmp(name, "errors") == 0;
    if (r->depth > XML_DEPTH || (r->depth == 1 && !known)) {
        refuse(r);
        return;
    }
    if (r->depth == 3)
        take_name(r->name, name);
    if (r->depth == 3)
        r->text = buf_new(r->arena);
    if (r->depth != 2)
        return;
    take_name(r->item, name);
    if (strcmp(r->item, "request") == 0 && r->out->len == GEO_REQUESTS_MOST)
        refuse(r);
    else if (strcmp(r->item, "request") == 0)
        r->out->at[r->out->len++] = (GeoRequest){0};
}

static void on_text(void *self, const char *at, int len)
{
    Reading *r = self;
    if (r->depth == 3)
        buf_add(&r->text, (Str){at, (size_t)len});
}

static void on_end(void *self, const char *name)
{
    Reading *r = self;
    (void)name;
    bool request = strcmp(r->item, "request") == 0, error = strcmp(r->item, "error") == 0;
    if (r->depth == 3 && request)
        put_member(r->arena, &r->out->at[r->out->len - 1], str_of(r->name), buf_str(&r->text));
    if (r->depth == 3 && error && strcmp(r->name, "code") == 0)
        r->code = str_copy(r->arena, buf_str(&r->text));
    if (r->depth == 3 && error && strcmp(r->name, "description") == 0)
        r->description = str_copy(r->arena, buf_str(&r->text));
    if (r->depth == 2 && error)
        put_error(r->arena, r->out, r->code, r->description);
    r->depth--;
}

static void free_parser(XML_Parser *parser)
{
    XML_ParserFree(*parser);
}

static Err read_xml(Ctx *ctx, Str bytes, GeoRequests *out)
{
    Reading reading = {.arena = ctx->arena, .out = out, .text = buf_new(ctx->arena)};
    XML_Parser parser CLEANUP(free_parser) = XML_ParserCreate("UTF-8");
    if (parser == NULL || !utf8_valid(bytes))
        return fail(ctx, ERR_INVALID, MSG_PUSH_ANSWER);
    reading.parser = parser;
    XML_SetUserData(parser, &reading);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    bool good = XML_Parse(parser, bytes.at, (int)bytes.len, 1) == XML_STATUS_OK && !reading.refused;
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
    if (bytes.len > INT32_MAX)
        return fail(ctx, ERR_INVALID, MSG_PUSH_ANSWER);
    TRY(format == GEO_XML ? read_xml(ctx, bytes, &found) : read_json(ctx, bytes, &found));
    *out = found;
    return OK;
}
