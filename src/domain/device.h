/* 设备: what a device measures, and when that is an alarm. A kind of device is data (device_kinds.csv). The machine is
 * pure: a state and a reading in, a state out. An alarm is raised once the quantity has been past the threshold for the
 * hold time, and ends once it has been on the good side of the clearing threshold for the re-arm time; between two
 * alarms lies an end, however much a sensor flaps. Quantities are thousandths of the kind's unit. */
#ifndef GULOU_DOMAIN_DEVICE_H
#define GULOU_DOMAIN_DEVICE_H

#include "base/clock.h"
#include "domain/words.h"

typedef int64_t Milli;
#define MILLI_MOST ((Milli)1000000000000) /* a thousand million units */

typedef struct AlarmRule {
    bool below;         /* alarms when it falls to `raise`; otherwise when it rises to it */
    Milli raise, clear; /* clear lies on the good side of raise */
    Milli least, most;  /* what the quantity can be at all */
    UnixMs hold, rearm;
} AlarmRule;

typedef struct DeviceKind { /* a row of device_kinds.csv */
    Str code, name_zh, name_en, quantity_zh, quantity_en, unit, category;
    Urgency urgency;
    AlarmRule rule;
    UnixMs silent;        /* longer without a word is a fault */
    int64_t storm_metres; /* alarms of one kind so near to each other, within storm_for, are one matter */
    UnixMs storm_for;
} DeviceKind;

typedef struct SensorReading {
    UnixMs at;
    Milli value;
} SensorReading;

typedef enum SensorPhase { SENSOR_QUIET, SENSOR_RISING, SENSOR_ALARM, SENSOR_CLEARING, SENSOR_PHASE_COUNT } SensorPhase;

typedef struct SensorState { /* all 0: never heard of */
    int64_t phase;           /* SensorPhase */
    UnixMs since;            /* of RISING and CLEARING */
    UnixMs last_at;          /* of the last reading that counted */
    Milli last, peak;        /* peak: the worst since it went past the threshold */
    int64_t readings;        /* since then */
    int64_t alarm;           /* how many alarms there were */
} SensorState;

typedef enum SensorTold {
    SENSOR_NOTHING,
    SENSOR_RAISED,
    SENSOR_CLEARED,
    SENSOR_OLD,        /* not newer than the last: said before, or late; nothing changes */
    SENSOR_IMPLAUSIBLE /* no such quantity can be; nothing changes */
} SensorTold;

bool alarm_rule_sound(const AlarmRule *rule);
SensorTold sensor_step(const AlarmRule *rule, const SensorReading *reading, SensorState *state);

/* What is wrong with a device itself. */
#define DEVICE_FAULTS(X)                                                                                               \
    X(SILENT, "silent")           /* says nothing, or never did */                                                     \
    X(IMPLAUSIBLE, "implausible") /* the last three or more readings cannot be */                                      \
    X(CLOCK, "clock")             /* its clock is far from ours */                                                     \
    X(BATTERY, "battery")         /* nearly empty */
#define X(name, code) DEVICE_FAULT_##name,
typedef enum DeviceFault { DEVICE_FAULTS(X) DEVICE_FAULT_COUNT } DeviceFault;
#undef X
const char *device_fault_code(DeviceFault fault);

typedef struct DeviceHealth {
    UnixMs seen_at;   /* when it was last heard, by our clock; until then when it was registered */
    int64_t refused;  /* implausible readings in a row */
    UnixMs clock_off; /* its clock minus ours, at the last reading that bore a time */
    int64_t battery;  /* percent; -1: it never said */
} DeviceHealth;

#define DEVICE_CLOCK_APART MINUTES(5)
enum { DEVICE_REFUSED_MOST = 3, DEVICE_BATTERY_LEAST = 15 };

unsigned device_faults(const DeviceKind *kind, const DeviceHealth *health, UnixMs now); /* bits 1 << DeviceFault */

/* When a reading is taken to have been made: as the device says, unless its clock runs ahead of ours; then now. */
UnixMs reading_moment(UnixMs claimed, UnixMs now);

bool milli_parse(Str text, Milli *out);    /* "0.35", "-12"; at most MILLI_MOST either way; finer digits are rounded */
Str milli_text(Arena *arena, Milli value); /* "0.35" */

#endif
