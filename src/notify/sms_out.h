/* SMS by a gateway that takes one HTTP request a message: its address, method, headers and body are a template of the
 * district's, into which phone, text, link and id are written, escaped for where they stand. The address is the
 * administrator's alone: no part of it before the query can be filled in. */
#ifndef GULOU_NOTIFY_SMS_OUT_H
#define GULOU_NOTIFY_SMS_OUT_H

#include "notify/transport.h"

typedef struct SmsGateway {
    Str url;     /* https://...; {phone} and others only in its query */
    Str headers; /* "Name: value" separated by |; {key} alone may be filled in */
    Str body;    /* empty: GET */
    Str content_type;
    Str secret;  /* {key} */
    Str done;    /* "Code=OK": this member of the JSON answer has that value; empty: any 2xx status */
    Str refused; /* values of the same member, separated by commas, that are for good */
    Str public_url;
} SmsGateway;

/* {phone} {text} {link} {id} {key} {time} (Unix seconds). INVALID: an address that is none or whose host could be
 * changed, a body of a kind for which nothing can be escaped, an unknown variable. */
MUST_USE Err sms_gateway_check(Ctx *ctx, const SmsGateway *gateway);
Transport sms_gateway_transport(SmsGateway *gateway);

#endif
