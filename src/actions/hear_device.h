/* 设备读数: what devices say changes their state and may raise or end an alarm; which case an alarm becomes is decided
 * after (channels/device_watch.h). Many readings are one transaction. */
#ifndef GULOU_ACTIONS_HEAR_DEVICE_H
#define GULOU_ACTIONS_HEAR_DEVICE_H

#include "db/db.h"
#include "store/device_store.h"

typedef struct DeviceWord {
    Str device;
    Milli value;
    UnixMs at;       /* by its clock; 0: it did not say, and it is of now */
    int64_t battery; /* -1: it did not say */
    Str proof;       /* the signature it came under, in lower case: it counts once; empty: none */
} DeviceWord;

typedef struct DeviceWords {
    const DeviceWord *at;
    size_t len;
} DeviceWords;

typedef struct DevicesHeard {
    size_t taken, old, implausible, unknown; /* readings; unknown: of no device, or of one that is stopped */
    size_t raised;                           /* alarms */
} DevicesHeard;

/* "0.42 m" */
Str device_value_text(Arena *arena, const DeviceKind *kind, Milli value);
/* What the case of an alarm says that was raised with `value`. */
Str device_report_text(Ctx *ctx, const Device *device, const DeviceKind *kind, Milli value);

MUST_USE Err hear_devices(Tx *tx, const void *in, void *out); /* const DeviceWords *, DevicesHeard * */

#endif
