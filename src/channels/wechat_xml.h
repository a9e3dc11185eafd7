/* What 微信公众平台 sends and wants back: flat XML, read as base/xml.h has it. */
#ifndef GULOU_CHANNELS_WECHAT_XML_H
#define GULOU_CHANNELS_WECHAT_XML_H

#include "base/ctx.h"

typedef struct WechatMessage {
    Str to, from; /* our account, the person's OpenID */
    Str kind;     /* MsgType: text image voice location event ... */
    Str id;       /* MsgId; empty for events */
    int64_t sent; /* CreateTime, seconds */
    Str content, media_id, pic_url, recognition;
    Str lat, lon, scale, label; /* Location_X, Location_Y, Scale, Label: GCJ-02 */
    Str event, event_key;
    Str encrypted; /* Encrypt: then nothing else but `to` */
} WechatMessage;

/* INVALID for what is no such message. */
MUST_USE Err wechat_message_read(Ctx *ctx, Str xml, WechatMessage *out);
/* The answer in words, from our account to the person. */
Str wechat_answer(Ctx *ctx, const WechatMessage *to, Str words);

typedef struct WechatEnvelope {
    Str cipher, signature, timestamp, nonce;
} WechatEnvelope;
Str wechat_envelope(Ctx *ctx, const WechatEnvelope *sealed);

#endif
