/* How many messages a text is charged as. */
#ifndef GULOU_NOTIFY_SMS_SIZE_H
#define GULOU_NOTIFY_SMS_SIZE_H

#include "base/str.h"

/* 3GPP TS 23.038: 160 characters of its alphabet (153 each where it takes several), else UCS-2: 70 (67 each). The
 * signature that Chinese gateways put in front, 【...】, is the gateway's and counts on top. */
int64_t sms_segments(Str text);

#endif
