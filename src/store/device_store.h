/* Devices <-> rows: registered ones, what was last heard of each, alarms, and readings by the hour. */
#ifndef GULOU_STORE_DEVICE_STORE_H
#define GULOU_STORE_DEVICE_STORE_H

#include "db/db.h"
#include "domain/device.h"

typedef struct Device {
    Str id, name, kind; /* kind: a code of device_kinds.csv */
    Str place, area;    /* words of the place, and its area's code where it is known */
    int64_t lat_e7, lon_e7;
    Str owner; /* unit that keeps it working */
    Str key_hash, key_hint;
    int64_t per_minute; /* readings it may send by HTTP */
    bool own_rule;      /* raise and clear are its own */
    Milli raise, clear;
    UnixMs hold, rearm; /* DEVICE_AS_KIND: the kind's */
    bool active;
    UnixMs created_at;
    SensorState sensor;
    DeviceHealth health;
    unsigned told; /* faults that its owner was told of, and when */
    UnixMs told_at;
} Device;

#define DEVICE_AS_KIND ((UnixMs)-1)
/* By which it alarms: the kind's, with what is its own. */
AlarmRule device_rule(const Device *device, const DeviceKind *kind);

enum { DEVICES_PAGE = 200 };
typedef struct Devices {
    Device at[DEVICES_PAGE];
    size_t len;
} Devices;

typedef struct DevicePage {
    Str after; /* the last one's id */
    Devices *out;
} DevicePage;

MUST_USE Err device_insert(Tx *tx, const Device *device); /* CONFLICT: the id is taken */
MUST_USE Err device_set(Tx *tx, const Device *device);    /* what an administrator may change */
MUST_USE Err device_set_key(Tx *tx, const Device *device);
MUST_USE Err device_list(Tx *tx, Str after, Devices *out); /* by id, a page */
MUST_USE Err device_load(Tx *tx, Str id, Device *out);     /* an empty id: there is none */
/* Marks it heard of now; whoever does so at the same time waits until this transaction ends. Load it after. */
MUST_USE Err device_hold(Tx *tx, Str id);
MUST_USE Err device_keep_state(Tx *tx, const Device *device); /* sensor and health */
MUST_USE Err device_keep_told(Tx *tx, const Device *device);

typedef struct DeviceHour {
    UnixMs hour; /* its beginning */
    int64_t readings;
    Milli least, most, last;
} DeviceHour;
enum { DEVICE_HOURS_MOST = 24 * 8 };
typedef struct DeviceHours {
    DeviceHour at[DEVICE_HOURS_MOST];
    size_t len;
} DeviceHours;
MUST_USE Err device_hour_add(Tx *tx, Str device, const DeviceHour *hour);
typedef struct DeviceSince {
    Str device;
    UnixMs since;
} DeviceSince;
MUST_USE Err device_hours(Tx *tx, const DeviceSince *of, DeviceHours *out);
MUST_USE Err device_hours_sweep(Tx *tx, UnixMs before, int64_t most, int64_t *removed);

typedef struct DeviceAlarm {
    Str device;
    int64_t alarm; /* the device's first, second ... */
    UnixMs raised_at, cleared_at;
    Milli value, peak; /* value: with which it was raised */
    int64_t readings;
    Str number;  /* of the case; empty: not yet */
    bool joined; /* the case was there before */
    bool told;   /* a note in the case says so */
} DeviceAlarm;
enum { DEVICE_ALARMS_MOST = 50 };
typedef struct DeviceAlarms {
    DeviceAlarm at[DEVICE_ALARMS_MOST];
    size_t len;
} DeviceAlarms;
MUST_USE Err device_alarm_add(Tx *tx, const DeviceAlarm *alarm);
MUST_USE Err device_alarm_on(Tx *tx, const DeviceAlarm *alarm);       /* peak, readings, cleared_at */
MUST_USE Err device_alarms_waiting(Tx *tx, DeviceAlarms *out);        /* those without a case, oldest first */
MUST_USE Err device_alarms_of(Tx *tx, Str device, DeviceAlarms *out); /* newest first */
/* Gives it its case. CONFLICT: it has one. */
MUST_USE Err device_alarm_settle(Tx *tx, const DeviceAlarm *alarm);

typedef struct AlarmCase { /* the case of an alarm that another may belong to */
    Str device, number, master;
    int64_t state, lat_e7, lon_e7;
    UnixMs raised_at;
} AlarmCase;
enum { ALARM_CASES_MOST = 200 };
typedef struct AlarmCases {
    AlarmCase at[ALARM_CASES_MOST];
    size_t len;
} AlarmCases;
typedef struct AlarmKin {
    Str device, kind;
    int64_t alarm; /* the one before */
    UnixMs since;  /* of others of its kind */
} AlarmKin;
MUST_USE Err device_alarm_cases(Tx *tx, const AlarmKin *kin, AlarmCases *out); /* its own first, then the newest */
MUST_USE Err device_case_told(Tx *tx, Str number, UnixMs *out);                /* the last alarm it was told of; 0 */

#endif
