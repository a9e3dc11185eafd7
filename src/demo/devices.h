/* The demo's devices: some of each kind about the district, which have measured for a week when the demo opens and go
 * on while it runs; one has fallen silent, and two alarms became cases. Nobody has their keys: they are drawn by the
 * caller's chance and forgotten; an administrator may make new ones. */
#ifndef GULOU_DEMO_DEVICES_H
#define GULOU_DEMO_DEVICES_H

#include "demo/plot.h"
#include "store/device_store.h"

#define DEVICES_HEARD DAYS(7) /* before the demo opens */

/* Registers them as of ctx->now, DEMO_DAYS before the demo opens, by ctx->actor, an administrator. What this district
 * has no place, kind or unit for is left out. */
MUST_USE Err devices_register(Ctx *ctx, Db *db);

/* Their alarms that become cases, to be played with all others. */
enum { DEVICE_PLOTS_MAX = 4 };
typedef struct DevicePlots {
    Plot at[DEVICE_PLOTS_MAX];
    size_t len;
} DevicePlots;
MUST_USE Err devices_plots(Ctx *ctx, Db *db, DevicePlots *out); /* ctx->now: when the demo opens */

/* Until ctx->now they say, each moment at its time, what they measured since they last spoke; a day of it at most. */
MUST_USE Err devices_speak(Tx *tx);
/* The same as a job (jobs/runner.h); out is an int64_t, how many readings. */
MUST_USE Err devices_go_on(Tx *tx, const void *in, void *out);

typedef struct DeviceReport {
    Tale tale;
    Device device;
    DeviceAlarm alarm;
    Urgency urgency; /* at least */
    Grant grant;
    Actor reporter;
} DeviceReport;
/* They speak, and the alarm of the device that waits for its case becomes a tale. NOT_FOUND: none waits. */
MUST_USE Err devices_report(Tx *tx, Str device, DeviceReport *out);
MUST_USE Err devices_settle(Tx *tx, const DeviceReport *report, Str number);

#endif
