/* See hear_device.h. */
#include "actions/hear_device.h"

#include "actions/act.h"
#include "auth/devices.h"
#include "store/once_store.h"

/* A reading that comes so late says nothing about now: it counts for its hour, and raises nothing. */
#define LATE_AT_MOST HOURS(1)

/* One device's part of the words at hand. */
typedef struct Hearing {
    Tx *tx;
    Device device;
    AlarmRule rule;
    DeviceHour hour;
    DevicesHeard *heard;
    bool alarm_changed;
} Hearing;

static Err keep_hour(Hearing *h)
{
    if (h->hour.readings == 0)
        return OK;
    TRY(device_hour_add(h->tx, h->device.id, &h->hour));
    h->hour = (DeviceHour){0};
    return OK;
}

static Err count_hour(Hearing *h, const SensorReading *reading)
{
    UnixMs hour = reading->at - reading->at % HOURS(1);
    if (h->hour.readings > 0 && h->hour.hour != hour)
        TRY(keep_hour(h));
    if (h->hour.readings == 0)
        h->hour = (DeviceHour){hour, 0, reading->value, reading->value, 0};
    h->hour.readings++;
    h->hour.least = reading->value < h->hour.least ? reading->value : h->hour.least;
    h->hour.most = reading->value > h->hour.most ? reading->value : h->hour.most;
    h->hour.last = reading->value;
    return OK;
}

static DeviceAlarm alarm_of(const Device *device, const SensorReading *reading)
{
    return (DeviceAlarm){.device = device->id,
                         .alarm = device->sensor.alarm,
                         .raised_at = reading->at,
                         .value = reading->value,
                         .peak = device->sensor.peak,
                         .readings = device->sensor.readings};
}

static Err keep_alarm(Hearing *h, UnixMs cleared_at)
{
    DeviceAlarm alarm = alarm_of(&h->device, &(SensorReading){0});
    alarm.cleared_at = cleared_at;
    h->alarm_changed = false;
    return device_alarm_on(h->tx, &alarm);
}

static Err take_step(Hearing *h, const SensorReading *reading)
{
    DevicesHeard *heard = h->heard;
    SensorTold told = sensor_step(&h->rule, reading, &h->device.sensor);
    if (told == SENSOR_OLD) {
        heard->old++;
        return OK;
    }
    if (told == SENSOR_IMPLAUSIBLE) {
        heard->implausible++;
        h->device.health.refused++;
        return OK;
    }
    heard->taken++;
    h->device.health.refused = 0;
    TRY(count_hour(h, reading));
    if (told == SENSOR_RAISED) {
        DeviceAlarm alarm = alarm_of(&h->device, reading);
        heard->raised++;
        return device_alarm_add(h->tx, &alarm);
    }
    if (told == SENSOR_CLEARED)
        return keep_alarm(h, reading->at);
    h->alarm_changed |= h->device.sensor.phase == SENSOR_ALARM || h->device.sensor.phase == SENSOR_CLEARING;
    return OK;
}

static Err take_late(Hearing *h, const SensorReading *reading)
{
    SensorState *sensor = &h->device.sensor;
    bool can_be = reading->value >= h->rule.least && reading->value <= h->rule.most;
    h->heard->old++;
    if (!can_be || reading->at <= sensor->last_at)
        return OK;
    sensor->last_at = reading->at;
    sensor->last = reading->value;
    return count_hour(h, reading);
}

/* A signed reading that is sent again, by whomever: its signature holds for minutes, and a clock that is fast would
 * make it one of now each time. */
static Err is_repeated(Hearing *h, const DeviceWord *word, bool *out)
{
    Ctx *ctx = h->tx->ctx;
    bool fresh = true;
    if (!str_empty(word->proof))
        TRY(once_use(h->tx,
                     &(Once){str_printf(ctx->arena, "device:" STR_FMT, STR_ARG(word->device)), word->proof,
                             ctx->now + DEVICE_PROOF_KEPT},
                     &fresh));
    *out = !fresh;
    return OK;
}

static Err take_word(Hearing *h, const DeviceWord *word)
{
    UnixMs now = h->tx->ctx->now;
    bool repeated = false;
    TRY(is_repeated(h, word, &repeated));
    h->heard->old += repeated;
    if (repeated)
        return OK;
    SensorReading reading = {reading_moment(word->at, now), word->value};
    if (word->battery >= 0)
        h->device.health.battery = word->battery;
    if (word->at > 0)
        h->device.health.clock_off = word->at - now;
    if (word->at == 0 && reading.at <= h->device.sensor.last_at)
        reading.at =
            h->device.sensor.last_at + 1; /* two in one millisecond are two; what bears a time is known by it */
    return now - reading.at <= LATE_AT_MOST ? take_step(h, &reading) : take_late(h, &reading);
}

/* All words of the device of words->at[first], in the order they came. */
static Err hear_one(Hearing *h, const DeviceWords *words, size_t first)
{
    for (size_t i = first; i < words->len; i++)
        if (str_eq(words->at[i].device, words->at[first].device))
            TRY(take_word(h, &words->at[i]));
    TRY(keep_hour(h));
    if (h->alarm_changed)
        TRY(keep_alarm(h, 0));
    return device_keep_state(h->tx, &h->device);
}

static size_t count_words(const DeviceWords *words, Str device)
{
    size_t count = 0;
    for (size_t i = 0; i < words->len; i++)
        count += str_eq(words->at[i].device, device);
    return count;
}

static Err hear_device(Tx *tx, const DeviceWords *words, size_t first, DevicesHeard *heard)
{
    Hearing *h = ARENA_NEW(tx->ctx->arena, Hearing);
    *h = (Hearing){.tx = tx, .heard = heard};
    Str id = words->at[first].device;
    TRY(device_load(tx, id, &h->device));
    const DeviceKind *kind = device_kind_find(tx->ctx->district, h->device.kind);
    if (str_empty(h->device.id) || !h->device.active || kind == NULL) {
        heard->unknown += count_words(words, id);
        return OK;
    }
    TRY(device_hold(tx, id));
    TRY(device_load(tx, id, &h->device));
    h->rule = device_rule(&h->device, kind);
    return hear_one(h, words, first);
}

/* Devices by their ids, so that two who tell of the same ones never wait for each other in a circle. */
static size_t next_device(const DeviceWords *words, Str after)
{
    size_t best = words->len;
    for (size_t i = 0; i < words->len; i++)
        if (str_cmp(words->at[i].device, after) > 0 &&
            (best == words->len || str_cmp(words->at[i].device, words->at[best].device) < 0))
            best = i;
    return best;
}

Str device_value_text(Arena *arena, const DeviceKind *kind, Milli value)
{
    return str_printf(arena, STR_FMT " " STR_FMT, STR_ARG(milli_text(arena, value)), STR_ARG(kind->unit));
}

Str device_report_text(Ctx *ctx, const Device *device, const DeviceKind *kind, Milli value)
{
    Str args[] = {device->name, device->place, kind->quantity_zh, device_value_text(ctx->arena, kind, value)};
    return message_text(ctx->arena, MSG_DEVICE_REPORT, LANG_ZH, args, COUNT_OF(args));
}

Err hear_devices(Tx *tx, const void *in, void *out)
{
    const DeviceWords *words = in;
    DevicesHeard heard = {0};
    for (size_t i = next_device(words, STR("")); i < words->len; i = next_device(words, words->at[i].device))
        TRY(hear_device(tx, words, i, &heard));
    *(DevicesHeard *)out = heard;
    return OK;
}
