/* Asking 微信公众平台: the access token (kept in the store, so that all servers share one; renewed before it ends, and
 * at once when the platform says it is no good), and a picture that somebody sent. */
#ifndef GULOU_CHANNELS_WECHAT_API_H
#define GULOU_CHANNELS_WECHAT_API_H

#include "channels/wechat.h"
#include "db/db.h"
#include "notify/media_source.h"

/* BUSY: the platform is away, or says no; its errcode is in ctx->failure.internal. */
MUST_USE Err wechat_token(const Wechat *wechat, Db *db, Ctx *ctx, Str *out);

typedef struct WechatMedia {
    const Wechat *wechat;
    Db *db;
} WechatMedia;
MediaSource wechat_media_source(WechatMedia *media);

#endif
