/* 设备值守: of all servers one at a time (the lease "devices") gives waiting alarms their cases, tells owners of faulty
 * devices, and, where a broker is named, hears devices by MQTT. A thread of its own. */
#ifndef GULOU_CHANNELS_DEVICE_WATCH_H
#define GULOU_CHANNELS_DEVICE_WATCH_H

#include "actions/hear_device.h"
#include "channels/mqtt.h"
#include "reception/app.h"

/* Hears words at once (any thread, any server); alarms wait for the watch, which is woken. */
MUST_USE Err device_watch_hear(App *app, Ctx *ctx, const DeviceWords *words, DevicesHeard *out);

typedef struct DeviceWatch DeviceWatch;
typedef struct DeviceWatchSetup {
    App *app;
    Str holder;            /* names this process, as for jobs */
    const MqttSetup *mqtt; /* NULL: no broker */
} DeviceWatchSetup;
MUST_USE Err device_watch_start(Ctx *ctx, const DeviceWatchSetup *setup, DeviceWatch **out);
void device_watch_poke(DeviceWatch *watch); /* NULL is fine */
void device_watch_stop(DeviceWatch *watch); /* NULL is fine */

/* Every waiting alarm becomes a case, or part of one. Only for the watch and tests. */
MUST_USE Err device_raise_cases(App *app, Ctx *ctx);
/* Owners of devices with a fault are told when it begins, and then once a day. */
MUST_USE Err device_tell_faults(App *app, Ctx *ctx);

#endif
