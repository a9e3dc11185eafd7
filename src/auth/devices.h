/* Registered devices: who they are, their keys, and whether somebody who says to be one is. Changes need an
 * administrator and leave a row in account_events; a key is shown once, when it is made. Only its SHA-256 is kept,
 * which is also the key of a device's signatures: HMAC-SHA-256 under SHA-256(key). */
#ifndef GULOU_AUTH_DEVICES_H
#define GULOU_AUTH_DEVICES_H

#include "auth/throttle.h"
#include "domain/district.h"
#include "store/device_store.h"

enum { DEVICE_PER_MINUTE = 60, DEVICE_PER_MINUTE_MOST = 600, DEVICE_TIMES_MOST_S = 86400 };

typedef struct NewDevice {
    Str id, kind, name, place, area, owner;
    double lat, lon;
    int64_t per_minute;      /* 0: DEVICE_PER_MINUTE */
    Str raise, clear;        /* decimals; both empty: as the kind has them */
    int64_t hold_s, rearm_s; /* how long past the threshold, and back, until it counts; -1: as the kind has it */
    bool active;             /* only for a change */
} NewDevice;

typedef struct DeviceMade {
    Device device;
    Str key;
} DeviceMade;

/* INVALID with its field; CONFLICT's field is "id": it is taken. */
MUST_USE Err device_register(Db *db, Ctx *ctx, const NewDevice *in, DeviceMade *out);
/* Everything but id and kind, which stay. NOT_FOUND. */
MUST_USE Err device_change(Db *db, Ctx *ctx, const NewDevice *in, Device *out);
MUST_USE Err device_new_key(Db *db, Ctx *ctx, Str id, DeviceMade *out); /* the old one ends at once */

/* What a device shows over HTTP: its key, or a signature of "TIMESTAMP.BODY" with the time in seconds. */
typedef struct DeviceKnock {
    Limiter *readings, *guesses;
    Str address; /* from where; a wrong key counts against it */
    Str id, key;
    Str timestamp, signature, body; /* where key is empty */
} DeviceKnock;
/* UNAUTHENTICATED: neither was shown. FORBIDDEN: unknown device, stopped, wrong key or signature, or a time more than
 * DEVICE_SIGNED_APART off. TOO_MANY past the device's limit, or after wrong keys from one address. */
#define DEVICE_SIGNED_APART MINUTES(5)
#define DEVICE_PROOF_KEPT (2 * DEVICE_SIGNED_APART + SECONDS(1)) /* a signature is believed no longer */
MUST_USE Err device_enter(Db *db, Ctx *ctx, const DeviceKnock *in, Device *out);

#endif
