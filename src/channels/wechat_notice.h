/* 模板消息 / 订阅通知: letters of the outbox to people whom we know by their OpenID. The platform wants a template that
 * the account has chosen there, each with fields of its own; which of our values goes into which field is said in a
 * setting: "TEMPLATE_ID thing1=state character_string2=number time3=time". Values: number, state, desk, time, text,
 * about. */
#ifndef GULOU_CHANNELS_WECHAT_NOTICE_H
#define GULOU_CHANNELS_WECHAT_NOTICE_H

#include "channels/wechat_api.h"
#include "notify/transport.h"

enum { NOTICE_FIELDS_MOST = 8 };
typedef struct NoticeField {
    Str name;
    int value;   /* which of our values */
    size_t most; /* characters that the platform takes there */
} NoticeField;
typedef struct NoticeTemplate {
    Str id; /* empty: letters of this kind do not go by the messenger */
    NoticeField fields[NOTICE_FIELDS_MOST];
    size_t field_count;
} NoticeTemplate;
/* An empty text: none. INVALID: not of this form (field: the setting's name). */
MUST_USE Err notice_template_read(Ctx *ctx, const char *setting, Str text, NoticeTemplate *out);

typedef struct WechatNotices {
    WechatLine line;
    NoticeTemplate step, rating; /* rating: of the invitation to rate; none: the step's */
    NoticeTemplate alert;        /* of alerts about public cases, which bear what they are about in their first line */
    bool subscription;           /* as 订阅通知 (subscribe/bizsend) instead of 模板消息 */
    UnixMs full_until;           /* the day's quota is used up; only the sending job's thread looks */
} WechatNotices;
/* GONE: they do not follow us (any more), blocked us, refused, or the template takes no such values. TOO_MANY: the
 * day's quota. All else, a template that is not ours included (an operator may set that right), is tried again. */
Transport wechat_transport(WechatNotices *notices);

#endif
