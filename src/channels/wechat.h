/* 微信公众号 (社区幸福通): how we are known to the platform. One per server; read-only once made. */
#ifndef GULOU_CHANNELS_WECHAT_H
#define GULOU_CHANNELS_WECHAT_H

#include "channels/wechat_seal.h"

#define WECHAT_CHANNEL "wechat"

struct WechatManners; /* wechat_api.h */

typedef struct Wechat {
    WechatSeal seal;
    Str secret;     /* AppSecret; empty: the platform is never asked: no pictures, no sign-in, no notices */
    Str api;        /* https://api.weixin.qq.com */
    Str open;       /* https://open.weixin.qq.com: where people are sent to sign in */
    Str public_url; /* for links in answers; empty: answers bear the number only, and nobody signs in */
    struct WechatManners *manners;
} Wechat;

/* People can be sent to the platform and come back. */
static inline bool wechat_signs_in(const Wechat *wechat)
{
    return wechat != NULL && !str_empty(wechat->secret) && !str_empty(wechat->public_url);
}

#endif
