/* 微信公众平台's envelope: who may call us is known by a SHA-1 over sorted parts, and in safe mode the message is
 * AES-256-CBC under the EncodingAESKey: 16 random bytes, the length of the message (4 bytes, big-endian), the message,
 * the AppID; padded as PKCS#7 to blocks of 32 bytes; the first 16 bytes of the key are the initial vector. Source:
 * developers.weixin.qq.com, 消息加解密说明. */
#ifndef GULOU_CHANNELS_WECHAT_SEAL_H
#define GULOU_CHANNELS_WECHAT_SEAL_H

#include "base/ctx.h"

typedef struct WechatSeal {
    Str token, app_id;
    bool encrypts; /* an EncodingAESKey is set: plain messages are refused */
    unsigned char key[32];
} WechatSeal;

/* INVALID: the EncodingAESKey is not the 43 characters of the platform. An empty one: plain mode. */
typedef struct WechatKeys {
    Str token, app_id, aes_key;
} WechatKeys;
MUST_USE Err wechat_seal_read(Ctx *ctx, const WechatKeys *keys, WechatSeal *out);

typedef struct WechatSigned {
    Str timestamp, nonce, cipher; /* cipher: the Encrypt element's text; empty: none */
    Str signature;                /* as shown */
} WechatSigned;
bool wechat_signature_fits(const WechatSeal *seal, Ctx *ctx, const WechatSigned *what); /* constant time */
Str wechat_signature(const WechatSeal *seal, Ctx *ctx, const WechatSigned *what);       /* .signature is not read */

Str wechat_sha1(Ctx *ctx, Str text); /* lower-case hexadecimal */

/* FORBIDDEN for whatever was not sealed with our key for our AppID. */
MUST_USE Err wechat_open(const WechatSeal *seal, Ctx *ctx, Str cipher, Str *message);
MUST_USE Err wechat_close(const WechatSeal *seal, Ctx *ctx, Str message, Str *cipher);

#endif
