/* Asking 微信公众平台: the access token (kept in the store, so that all servers share one; renewed before it ends, and
 * at once when the platform says it is no good), and with it whatever else it answers. */
#ifndef GULOU_CHANNELS_WECHAT_API_H
#define GULOU_CHANNELS_WECHAT_API_H

#include <stdatomic.h>

#include "base/json.h"
#include "channels/wechat.h"
#include "db/db.h"
#include "notify/media_source.h"

typedef struct WechatLine {
    const Wechat *wechat;
    Db *db;
} WechatLine;

/* What keeps requests of people from waiting on a platform that is slow: at most a few ask at once, and one that got no
 * answer lets nobody ask for a while. Of one process. */
enum { WECHAT_ASKING_MOST = 8 };
typedef struct WechatManners {
    atomic_int asking;
    _Atomic UnixMs away_until;
} WechatManners;
/* BUSY: not now. Each enter needs its leave, which says how it went. */
MUST_USE Err wechat_turn_enter(const Wechat *wechat, Ctx *ctx);
void wechat_turn_leave(const Wechat *wechat, const Ctx *ctx, Err how);

typedef struct WechatAsk {
    const char *path; /* "/cgi-bin/..." */
    const char *more; /* of the query, "&type=jsapi"; NULL: none */
    Str body;         /* JSON: POST; empty: GET */
    int seconds;      /* 0: fetch's own */
} WechatAsk;
typedef struct WechatAnswer {
    const Json *json;
    int64_t errcode; /* 0: it is done */
} WechatAnswer;
/* With the access token, renewed once when the platform calls it wrong. OK whatever errcode; BUSY: no proper answer, or
 * no token (its errcode in ctx->failure.internal). */
MUST_USE Err wechat_ask(const WechatLine *line, Ctx *ctx, const WechatAsk *ask, WechatAnswer *out);
/* One question without a token, url whole. */
MUST_USE Err wechat_ask_url(Ctx *ctx, Str url, int seconds, WechatAnswer *out);
/* BUSY, with the errcode for the log. */
MUST_USE Err wechat_refused(Ctx *ctx, int64_t errcode);
Str wechat_encoded(Ctx *ctx, Str text); /* for a query */

/* What the platform lends for a time, kept in the store as "UNTIL VALUE"; empty: none, or it has ended. */
MUST_USE Err wechat_lent(const WechatLine *line, Ctx *ctx, const char *setting, Str *out);
typedef struct WechatLoan {
    const char *setting;
    Str value;
    int64_t seconds;
} WechatLoan;
MUST_USE Err wechat_keep(const WechatLine *line, Ctx *ctx, const WechatLoan *loan);

MediaSource wechat_media_source(WechatLine *line);

#endif
