/* What a device sends, over MQTT or HTTP: a plain number, or {"value": 0.31, "at": …, "battery": 80}. Pure. */
#ifndef GULOU_CHANNELS_DEVICE_READING_H
#define GULOU_CHANNELS_DEVICE_READING_H

#include "base/ctx.h"
#include "domain/device.h"

enum { DEVICE_READING_MOST = 1024 };

typedef struct DeviceSaid {
    Milli value;
    UnixMs at;       /* the device's clock; 0: it did not say */
    int64_t battery; /* percent; -1: it did not say */
} DeviceSaid;

/* `at` is RFC 3339 or seconds or milliseconds since 1970; members that we do not know are left alone. INVALID. */
MUST_USE Err device_reading_parse(Ctx *ctx, Str payload, DeviceSaid *out);

/* "gulou/350102/flood-1/reading" -> "flood-1". False: another topic. */
bool device_topic_parse(Str topic, Str jurisdiction, Str *device);

#endif
