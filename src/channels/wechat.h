/* 微信公众号 (社区幸福通): how we are known to the platform. One per server; read-only once made. */
#ifndef GULOU_CHANNELS_WECHAT_H
#define GULOU_CHANNELS_WECHAT_H

#include "channels/wechat_seal.h"

#define WECHAT_CHANNEL "wechat"

typedef struct Wechat {
    WechatSeal seal;
    Str secret;     /* AppSecret; empty: the platform is never asked, and pictures are not fetched */
    Str api;        /* https://api.weixin.qq.com */
    Str public_url; /* for links in answers; empty: answers bear the number only */
} Wechat;

#endif
