/* 通知方式: how a person is told: by SMS, by mail, by the messenger they reported with, or not at all; and when they
 * want to be left alone. */
#ifndef GULOU_DOMAIN_WAY_H
#define GULOU_DOMAIN_WAY_H

#include "base/clock.h"
#include "base/messages.h"
#include "base/str.h"

/* way, code, Chinese, English */
#define WAYS(X)                                                                                                        \
    X(SMS, "sms", "短信", "SMS")                                                                                       \
    X(MAIL, "mail", "邮件", "Mail")                                                                                    \
    X(WECHAT, "wechat", "微信", "WeChat")                                                                              \
    X(NONE, "none", "不通知", "None")

#define X(way, code, zh, en) VIA_##way,
typedef enum Via { WAYS(X) VIA_COUNT } Via;
#undef X

const char *way_code(Via way);
bool way_parse(Str code, Via *out);

/* Minutes of the local day from which and until which nothing is sent; equal: at any time. May go past midnight. */
typedef struct Quiet {
    int64_t from, until;
} Quiet;
enum { DAY_MINUTES = 24 * 60, QUIET_UNSAID = -1 /* then the district's hold */ };

/* When the quiet hours that hold at `now` end; 0: none hold. */
UnixMs quiet_end(const Quiet *quiet, UnixMs now, int offset_minutes);

/* One mailbox in plain ASCII (RFC 5321, without quoted local parts and address literals): nothing in it can end a
 * header or an SMTP command. */
bool is_mail_address(Str address);

/* A Chinese mobile number in its plain form (domain/phone_call.h): what costs us money goes to no landline, no
 * service number and no other country only because somebody typed it. */
bool is_mobile_number(Str plain);

#endif
