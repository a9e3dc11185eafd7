/* See wechat_xml.h. */
#include "channels/wechat_xml.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "base/xml.h"

enum { XML_MOST = 256 * 1024 };

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

typedef struct Reading {
    Arena *arena;
    WechatMessage message;
} Reading;

static bool on_end(void *self, const XmlElement *element)
{
    Reading *reading = self;
    if (element->depth != 2)
        return strcmp(element->root, "xml") == 0;
    Str value = str_copy(reading->arena, str_trim(utf8_shown(reading->arena, element->text)));
    if (strcmp(element->name, "CreateTime") == 0)
        (void)str_to_i64(value, &reading->message.sent);
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (strcmp(element->name, fields[i].name) == 0)
            *(Str *)(void *)((char *)&reading->message + fields[i].offset) = value;
    return true;
}

Err wechat_message_read(Ctx *ctx, Str xml, WechatMessage *out)
{
    Reading reading = {.arena = ctx->arena};
    const WechatMessage *m = &reading.message;
    if (!xml_read(&(XmlDocument){ctx->arena, xml, XML_MOST, &reading, on_end}))
        return fail(ctx, ERR_INVALID, MSG_WECHAT_XML);
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
