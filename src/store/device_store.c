/* Devices, alarms, hours; see device_store.h. */
#include "store/device_store.h"

static Device of_row(const Rows *r)
{
    UnixMs seen = rows_int(r, 23);
    return (Device){.id = rows_text(r, 0),
                    .name = rows_text(r, 1),
                    .kind = rows_text(r, 2),
                    .place = rows_text(r, 3),
                    .area = rows_text(r, 4),
                    .lat_e7 = rows_int(r, 5),
                    .lon_e7 = rows_int(r, 6),
                    .owner = rows_text(r, 7),
                    .key_hash = rows_text(r, 8),
                    .key_hint = rows_text(r, 9),
                    .per_minute = rows_int(r, 10),
                    .own_rule = rows_int(r, 11) == 1,
                    .raise = rows_int(r, 12),
                    .clear = rows_int(r, 13),
                    .active = rows_int(r, 14) == 1,
                    .created_at = rows_int(r, 15),
                    .sensor = {rows_int(r, 16), rows_int(r, 17), rows_int(r, 18), rows_int(r, 19), rows_int(r, 20),
                               rows_int(r, 21), rows_int(r, 22)},
                    .health = {seen > 0 ? seen : rows_int(r, 15), rows_int(r, 24), rows_int(r, 25), rows_int(r, 26)},
                    .told = (unsigned)rows_int(r, 27),
                    .told_at = rows_int(r, 28),
                    .hold = rows_int(r, 29),
                    .rearm = rows_int(r, 30)};
}

AlarmRule device_rule(const Device *device, const DeviceKind *kind)
{
    AlarmRule rule = kind->rule;
    if (device->own_rule) {
        rule.raise = device->raise;
        rule.clear = device->clear;
    }
    rule.hold = device->hold == DEVICE_AS_KIND ? rule.hold : device->hold;
    rule.rearm = device->rearm == DEVICE_AS_KIND ? rule.rearm : device->rearm;
    return rule;
}

#define PLACE_ID db_text(tx->ctx->jurisdiction), db_text(device->id)

Err device_insert(Tx *tx, const Device *device)
{
    return db_run(tx, SQL_DEVICE_INSERT, PLACE_ID, db_text(device->name), db_text(device->kind), db_text(device->place),
                  db_text(device->area), db_int(device->lat_e7), db_int(device->lon_e7), db_text(device->owner),
                  db_text(device->key_hash), db_text(device->key_hint), db_int(device->per_minute),
                  db_int(device->own_rule), db_int(device->raise), db_int(device->clear), db_int(device->hold),
                  db_int(device->rearm), db_int(tx->ctx->now));
}

Err device_set(Tx *tx, const Device *device)
{
    return db_run(tx, SQL_DEVICE_SET, PLACE_ID, db_text(device->name), db_text(device->place), db_text(device->area),
                  db_int(device->lat_e7), db_int(device->lon_e7), db_text(device->owner), db_int(device->per_minute),
                  db_int(device->own_rule), db_int(device->raise), db_int(device->clear), db_int(device->hold),
                  db_int(device->rearm), db_int(device->active));
}

Err device_set_key(Tx *tx, const Device *device)
{
    return db_run(tx, SQL_DEVICE_SET_KEY, PLACE_ID, db_text(device->key_hash), db_text(device->key_hint));
}

Err device_list(Tx *tx, Str after, Devices *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    out->len = 0;
    TRY(db_query(tx, &rows, SQL_DEVICE_LIST, db_text(tx->ctx->jurisdiction), db_text(after), db_int(DEVICES_PAGE)));
    while (out->len < DEVICES_PAGE && rows_next(&rows))
        out->at[out->len++] = of_row(&rows);
    return rows_end(&rows);
}

Err device_load(Tx *tx, Str id, Device *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    Device device = {0};
    TRY(db_query(tx, &rows, SQL_DEVICE_GET, db_text(tx->ctx->jurisdiction), db_text(id)));
    if (rows_next(&rows))
        device = of_row(&rows);
    TRY(rows_end(&rows));
    *out = device;
    return OK;
}

Err device_hold(Tx *tx, Str id)
{
    return db_run(tx, SQL_DEVICE_HOLD, db_text(tx->ctx->jurisdiction), db_text(id), db_int(tx->ctx->now));
}

Err device_keep_state(Tx *tx, const Device *device)
{
    const SensorState *s = &device->sensor;
    const DeviceHealth *h = &device->health;
    return db_run(tx, SQL_DEVICE_STATE_PUT, PLACE_ID, db_int(s->phase), db_int(s->since), db_int(s->last_at),
                  db_int(s->last), db_int(s->peak), db_int(s->readings), db_int(s->alarm), db_int(h->refused),
                  db_int(h->clock_off), db_int(h->battery));
}

Err device_keep_told(Tx *tx, const Device *device)
{
    return db_run(tx, SQL_DEVICE_TOLD, PLACE_ID, db_int(device->told), db_int(device->told_at));
}

Err device_hour_add(Tx *tx, Str device, const DeviceHour *hour)
{
    return db_run(tx, SQL_DEVICE_HOUR_ADD, db_text(tx->ctx->jurisdiction), db_text(device), db_int(hour->hour),
                  db_int(hour->readings), db_int(hour->least), db_int(hour->most), db_int(hour->last));
}

Err device_hours(Tx *tx, const DeviceSince *of, DeviceHours *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    out->len = 0;
    TRY(db_query(tx, &rows, SQL_DEVICE_HOURS_LIST, db_text(tx->ctx->jurisdiction), db_text(of->device),
                 db_int(of->since)));
    while (out->len < DEVICE_HOURS_MOST && rows_next(&rows))
        out->at[out->len++] = (DeviceHour){rows_int(&rows, 0), rows_int(&rows, 1), rows_int(&rows, 2),
                                           rows_int(&rows, 3), rows_int(&rows, 4)};
    return rows_end(&rows);
}

Err device_hours_sweep(Tx *tx, UnixMs before, int64_t most, int64_t *removed)
{
    return db_change(tx, removed, SQL_DEVICE_HOURS_SWEEP, db_text(tx->ctx->jurisdiction), db_int(before), db_int(most));
}

#define PLACE_ALARM db_text(tx->ctx->jurisdiction), db_text(alarm->device), db_int(alarm->alarm)

Err device_alarm_add(Tx *tx, const DeviceAlarm *alarm)
{
    return db_run(tx, SQL_DEVICE_ALARM_ADD, PLACE_ALARM, db_int(alarm->raised_at), db_int(alarm->value),
                  db_int(alarm->peak), db_int(alarm->readings));
}

Err device_alarm_on(Tx *tx, const DeviceAlarm *alarm)
{
    return db_run(tx, SQL_DEVICE_ALARM_ON, PLACE_ALARM, db_int(alarm->peak), db_int(alarm->readings),
                  db_int(alarm->cleared_at));
}

static Err take_alarms(Rows *rows, DeviceAlarms *out)
{
    out->len = 0;
    while (out->len < DEVICE_ALARMS_MOST && rows_next(rows))
        out->at[out->len++] = (DeviceAlarm){.device = rows_text(rows, 0),
                                            .alarm = rows_int(rows, 1),
                                            .raised_at = rows_int(rows, 2),
                                            .cleared_at = rows_int(rows, 3),
                                            .value = rows_int(rows, 4),
                                            .peak = rows_int(rows, 5),
                                            .readings = rows_int(rows, 6),
                                            .number = rows_text(rows, 7),
                                            .joined = rows_int(rows, 8) == 1,
                                            .told = rows_int(rows, 9) == 1};
    return rows_end(rows);
}

Err device_alarms_waiting(Tx *tx, DeviceAlarms *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_DEVICE_ALARMS_WAITING, db_text(tx->ctx->jurisdiction)));
    return take_alarms(&rows, out);
}

Err device_alarms_of(Tx *tx, Str device, DeviceAlarms *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_DEVICE_ALARMS_OF, db_text(tx->ctx->jurisdiction), db_text(device)));
    return take_alarms(&rows, out);
}

Err device_alarm_settle(Tx *tx, const DeviceAlarm *alarm)
{
    const DbValue args[] = {PLACE_ALARM, db_text(alarm->number), db_int(alarm->joined), db_int(alarm->told)};
    return db_run_one_args(tx, SQL_DEVICE_ALARM_SETTLE, args, COUNT_OF(args));
}

Err device_alarm_cases(Tx *tx, const AlarmKin *kin, AlarmCases *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    out->len = 0;
    TRY(db_query(tx, &rows, SQL_DEVICE_ALARM_CASES, db_text(tx->ctx->jurisdiction), db_text(kin->device),
                 db_int(kin->alarm), db_text(kin->kind), db_int(kin->since)));
    while (out->len < ALARM_CASES_MOST && rows_next(&rows))
        out->at[out->len++] = (AlarmCase){.device = rows_text(&rows, 0),
                                          .lat_e7 = rows_int(&rows, 1),
                                          .lon_e7 = rows_int(&rows, 2),
                                          .number = rows_text(&rows, 3),
                                          .state = rows_int(&rows, 4),
                                          .master = rows_text(&rows, 5),
                                          .raised_at = rows_int(&rows, 6)};
    return rows_end(&rows);
}

Err device_case_told(Tx *tx, Str number, UnixMs *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_DEVICE_CASE_TOLD, db_text(tx->ctx->jurisdiction), db_text(number)));
    *out = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    return rows_end(&rows);
}
