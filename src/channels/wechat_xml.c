/* See wechat_xml.h. */
#include "channels/wechat_xml.h"

#include <expat.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { XML_MOST = 256 * 1024, DEPTH_MOST = 6, NAME_MOST = 40 };

typedef struct Reading {
    Arena *arena;
    XML_Parser parser;
    WechatMessage message;
    int depth;
    char name[NAME_MOST]; /* of the element at depth 2 */
    Buf text;
    bool refused;
} Reading;

static const struct {
    const char *name;
    size_t offset;
} fields[] = {
    {"ToUserName", offsetof(WechatMessage, to)},     {"FromUserName", offsetof(WechatMessage, from)},
    {"MsgType", offsetof(WechatMessage, kind)},      {"MsgId", offsetof(WechatMessage, id)},
    {"Content", offsetof(WechatMessage, content)},   {"MediaId", offsetof(WechatMessage, media_id)},
    {"PicUrl", offsetof(WechatMessage, pic_url)},    {"Recognition", offsetof(WechatMessage, recognition)},
    {"Location_X", offsetof(WechatMessage, lat)},    {"Location_Y", offsetof(WechatMessage, lon)},
    {"Scale", offsetof(WechatMessage, scale)},       {"Label", offsetof(WechatMessage, label)},
    {"Event", offsetof(WechatMessage, event)},       {"EventKey", offsetof(WechatMessage, event_key)},
    {"Encrypt", offsetof(WechatMessage, encrypted)},
};

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

static void on_start(void *self, const char *name, const char **attributes)
{
    Reading *reading = self;
    (void)attributes;
    reading->depth++;
    if (reading->depth > DEPTH_MOST || (reading->depth == 1 && strcmp(name, "xml") != 0)) {
        refuse(reading);
        return;
    }
    if (reading->depth != 2)
        return;
    size_t len = strlen(name) < NAME_MOST ? strlen(name) : 0; /* a longer one is none of ours */
    memcpy(reading->name, name, len);
    reading->name[len] = '\0';
    reading->text = buf_new(reading->arena);
}

static void on_text(void *self, const char *at, int len)
{
    Reading *reading = self;
    if (reading->depth == 2)
        buf_add(&reading->text, (Str){at, (size_t)len});
}

static void on_end(void *self, const char *name)
{
    Reading *reading = self;
    (void)name;
    reading->depth--;
    if (reading->depth != 1)
        return;
    Str value = str_trim(utf8_shown(reading->arena, buf_str(&reading->text)));
    if (strcmp(reading->name, "CreateTime") == 0)
        (void)str_to_i64(value, &reading->message.sent);
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (strcmp(reading->name, fields[i].name) == 0)
            *(Str *)(void *)((char *)&reading->message + fields[i].offset) = value;
}

static void free_parser(XML_Parser *parser)
{
    XML_ParserFree(*parser);
}

Err wechat_message_read(Ctx *ctx, Str xml, WechatMessage *out)
{
    Reading reading = {.arena = ctx->arena, .text = buf_new(ctx->arena)};
    XML_Parser parser CLEANUP(free_parser) = XML_ParserCreate("UTF-8");
    if (parser == NULL || xml.len > XML_MOST || !utf8_valid(xml))
        return fail(ctx, ERR_INVALID, MSG_WECHAT_XML);
    reading.parser = parser;
    XML_SetUserData(parser, &reading);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    if (XML_Parse(parser, xml.at, (int)xml.len, 1) != XML_STATUS_OK || reading.refused)
        return fail(ctx, ERR_INVALID, MSG_WECHAT_XML);
    const WechatMessage *m = &reading.message;
    if (str_empty(m->encrypted) && (str_empty(m->from) || str_empty(m->to) || str_empty(m->kind)))
        return fail(ctx, ERR_INVALID, MSG_WECHAT_XML);
    *out = reading.message;
    return OK;
}

/* A CDATA section cannot hold its own end: it is cut in two there. */
static void add_cdata(Buf *out, const char *name, Str value)
{
    buf_printf(out, "<%s><![CDATA[", name);
    for (ptrdiff_t at; (at = str_find(value, STR("]]>"))) >= 0; value = str_slice(value, (size_t)at + 2, value.len)) {
        buf_add(out, str_slice(value, 0, (size_t)at + 2));
        buf_z(out, "]]><![CDATA[");
    }
    buf_add(out, value);
    buf_printf(out, "]]></%s>", name);
}

Str wechat_answer(Ctx *ctx, const WechatMessage *to, Str words)
{
    Buf out = buf_new(ctx->arena);
    buf_z(&out, "<xml>");
    add_cdata(&out, "ToUserName", to->from);
    add_cdata(&out, "FromUserName", to->to);
    buf_printf(&out, "<CreateTime>%lld</CreateTime>", (long long)(ctx->now / 1000));
    add_cdata(&out, "MsgType", STR("text"));
    add_cdata(&out, "Content", words);
    buf_z(&out, "</xml>");
    return buf_str(&out);
}

Str wechat_envelope(Ctx *ctx, const WechatEnvelope *sealed)
{
    Buf out = buf_new(ctx->arena);
    buf_z(&out, "<xml>");
    add_cdata(&out, "Encrypt", sealed->cipher);
    add_cdata(&out, "MsgSignature", sealed->signature);
    buf_printf(&out, "<TimeStamp>" STR_FMT "</TimeStamp>", STR_ARG(sealed->timestamp));
    add_cdata(&out, "Nonce", sealed->nonce);
    buf_z(&out, "</xml>");
    return buf_str(&out);
}
