/* Registered devices: administrators keep them; whoever works for a device's owner sees how it is. A key appears here
 * once, when it is made. */
#include "api/routes.h"
#include "auth/devices.h"
#include "base/input.h"
#include "reception/app.h"

static const char *const phases[SENSOR_PHASE_COUNT] = {"quiet", "rising", "alarm", "clearing"};

static void put_milli(JsonOut *out, const char *key, Milli value)
{
    json_field_number(out, key, (double)value / 1000, 3);
}

static void put_faults(JsonOut *out, unsigned faults)
{
    json_key(out, "faults");
    json_open(out, '[');
    for (unsigned i = 0; i < DEVICE_FAULT_COUNT; i++)
        if ((faults >> i & 1U) != 0)
            json_put_z(out, device_fault_code((DeviceFault)i));
    json_close(out, ']');
}

static void put_limits(JsonOut *out, const AlarmRule *rule)
{
    json_field_bool(out, "below", rule->below);
    put_milli(out, "raise", rule->raise);
    put_milli(out, "clear", rule->clear);
    json_field_i64(out, "hold_s", rule->hold / SECONDS(1));
    json_field_i64(out, "rearm_s", rule->rearm / SECONDS(1));
}

static void put_rule(JsonOut *out, const Device *device, const DeviceKind *kind)
{
    AlarmRule rule = device_rule(device, kind);
    json_field_bool(out, "own_thresholds", device->own_rule);
    json_field_bool(out, "own_times", device->hold != DEVICE_AS_KIND || device->rearm != DEVICE_AS_KIND);
    put_limits(out, &rule);
}

/* What was never measured is null. */
static void put_state(JsonOut *out, const Device *device)
{
    bool heard = device->sensor.last_at > 0;
    json_field_str(out, "phase", str_of(phases[device->sensor.phase]));
    json_key(out, "last");
    if (heard)
        json_put_number(out, (double)device->sensor.last / 1000, 3);
    else
        json_put_null(out);
    json_field_time(out, "last_at", device->sensor.last_at);
    json_field_time(out, "seen_at", heard ? device->health.seen_at : 0);
    json_field_i64(out, "alarms", device->sensor.alarm);
    json_field_i64(out, "refused", device->health.refused);
    json_key(out, "battery");
    if (device->health.battery >= 0)
        json_put_i64(out, device->health.battery);
    else
        json_put_null(out);
    json_field_i64(out, "clock_off_ms", device->health.clock_off);
}

static void put_device(Ctx *ctx, JsonOut *out, const Device *device)
{
    static const DeviceKind none = {.name_zh = {"?", 1}, .name_en = {"?", 1}};
    const DeviceKind *kind = device_kind_find(ctx->district, device->kind);
    bool known = kind != NULL;
    kind = known ? kind : &none;
    bool en = ctx->lang == LANG_EN;
    json_open(out, '{');
    json_field_str(out, "id", device->id);
    json_field_str(out, "name", device->name);
    json_field_str(out, "kind", device->kind);
    json_field_str(out, "kind_name", en ? kind->name_en : kind->name_zh);
    json_field_str(out, "quantity", en ? kind->quantity_en : kind->quantity_zh);
    json_field_str(out, "unit", kind->unit);
    json_field_str(out, "place", device->place);
    json_field_opt(out, "area", device->area);
    json_field_number(out, "lat", (double)device->lat_e7 / 1e7, 7);
    json_field_number(out, "lon", (double)device->lon_e7 / 1e7, 7);
    json_field_str(out, "owner", device->owner);
    json_field_str(out, "key_hint", device->key_hint);
    json_field_i64(out, "per_minute", device->per_minute);
    json_field_bool(out, "active", device->active);
    json_field_time(out, "created_at", device->created_at);
    put_rule(out, device, kind);
    put_state(out, device);
    put_faults(out, device->active && known ? device_faults(kind, &device->health, ctx->now) : 0);
    json_close(out, '}');
}

/* Administrators, auditors and the centre see all; others those that their units keep. */
static bool may_see(const Ctx *ctx, const Device *device)
{
    const Actor *actor = ctx->actor;
    if (actor_has_role(actor, ROLE_ADMINISTRATOR) || actor_has_role(actor, ROLE_AUDITOR) ||
        actor_has_role(actor, ROLE_CENTRE_DISPATCHER) || actor_has_role(actor, ROLE_CENTRE_LEADER))
        return true;
    for (size_t i = 0; i < actor->grant_count; i++)
        if (str_eq(actor->grants[i].unit, device->owner))
            return true;
    return false;
}

static Err read_page(Tx *tx, const void *in, void *out)
{
    return device_list(tx, *(const Str *)in, out);
}

static Err list_devices(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    Devices *page = ARENA_NEW(ctx->arena, Devices);
    Str after = request_query(req, "after");
    TRY(db_read(app_of(req)->db, ctx, read_page, &after, page));
    JsonOut json = json_out(ctx->arena);
    json_open(&json, '{');
    json_key(&json, "items");
    json_open(&json, '[');
    for (size_t i = 0; i < page->len; i++)
        if (may_see(ctx, &page->at[i]))
            put_device(ctx, &json, &page->at[i]);
    json_close(&json, ']');
    json_field_opt(&json, "next", page->len == DEVICES_PAGE ? page->at[page->len - 1].id : STR(""));
    json_close(&json, '}');
    respond_json(res, 200, &json);
    return OK;
}

static Err list_kinds(Request *req, Response *res)
{
    const District *district = req->ctx->district;
    bool en = req->ctx->lang == LANG_EN;
    JsonOut json = json_out(req->ctx->arena);
    json_open(&json, '{');
    json_key(&json, "items");
    json_open(&json, '[');
    for (size_t i = 0; i < district->device_kind_count; i++) {
        const DeviceKind *kind = &district->device_kinds[i];
        json_open(&json, '{');
        json_field_str(&json, "code", kind->code);
        json_field_str(&json, "name", en ? kind->name_en : kind->name_zh);
        json_field_str(&json, "unit", kind->unit);
        json_field_str(&json, "quantity", en ? kind->quantity_en : kind->quantity_zh);
        put_limits(&json, &kind->rule);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    json_close(&json, '}');
    respond_json(res, 200, &json);
    return OK;
}

typedef struct Detail {
    Device device;
    DeviceAlarms alarms;
    DeviceHours hours;
} Detail;

static Err read_detail(Tx *tx, const void *in, void *out)
{
    const Str *id = in;
    Detail *detail = out;
    TRY(device_load(tx, *id, &detail->device));
    if (str_empty(detail->device.id) || !may_see(tx->ctx, &detail->device))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_DEVICE_UNKNOWN);
    TRY(device_alarms_of(tx, *id, &detail->alarms));
    return device_hours(tx, &(DeviceSince){*id, tx->ctx->now - DAYS(7)}, &detail->hours);
}

static void put_alarm(JsonOut *out, const DeviceAlarm *alarm)
{
    json_open(out, '{');
    json_field_i64(out, "alarm", alarm->alarm);
    json_field_time(out, "raised_at", alarm->raised_at);
    json_field_time(out, "cleared_at", alarm->cleared_at);
    put_milli(out, "value", alarm->value);
    put_milli(out, "peak", alarm->peak);
    json_field_i64(out, "readings", alarm->readings);
    json_field_opt(out, "number", alarm->number);
    json_field_bool(out, "joined", alarm->joined);
    json_close(out, '}');
}

static void put_hour(JsonOut *out, const DeviceHour *hour)
{
    json_open(out, '{');
    json_field_time(out, "hour", hour->hour);
    json_field_i64(out, "readings", hour->readings);
    put_milli(out, "least", hour->least);
    put_milli(out, "most", hour->most);
    put_milli(out, "last", hour->last);
    json_close(out, '}');
}

static Err get_device(Request *req, Response *res)
{
    Detail *detail = ARENA_NEW(req->ctx->arena, Detail);
    Str id = request_param(req, "id");
    TRY(db_read(app_of(req)->db, req->ctx, read_detail, &id, detail));
    JsonOut json = json_out(req->ctx->arena);
    json_open(&json, '{');
    json_key(&json, "device");
    put_device(req->ctx, &json, &detail->device);
    json_key(&json, "alarms");
    json_open(&json, '[');
    for (size_t i = 0; i < detail->alarms.len; i++)
        put_alarm(&json, &detail->alarms.at[i]);
    json_close(&json, ']');
    json_key(&json, "hours");
    json_open(&json, '[');
    for (size_t i = 0; i < detail->hours.len; i++)
        put_hour(&json, &detail->hours.at[i]);
    json_close(&json, ']');
    json_close(&json, '}');
    respond_json(res, 200, &json);
    return OK;
}

static void answer_key(const Request *req, Response *res, int status, const DeviceMade *made)
{
    JsonOut json = json_out(req->ctx->arena);
    json_open(&json, '{');
    json_key(&json, "device");
    put_device(req->ctx, &json, &made->device);
    json_field_str(&json, "key", made->key);
    json_close(&json, '}');
    respond_json(res, status, &json);
}

#define COMMON_FIELDS                                                                                                  \
    INPUT(STR, NewDevice, name, true, 0, 60), INPUT(STR, NewDevice, place, true, 0, 120),                              \
        INPUT(STR, NewDevice, area, false, 0, 32), INPUT(STR, NewDevice, owner, true, 0, 32),                          \
        INPUT(DOUBLE, NewDevice, lat, true, -90, 90), INPUT(DOUBLE, NewDevice, lon, true, -180, 180),                  \
        INPUT(I64, NewDevice, per_minute, false, 1, DEVICE_PER_MINUTE_MOST),                                           \
        INPUT(STR, NewDevice, raise, false, 0, 20), INPUT(STR, NewDevice, clear, false, 0, 20),                        \
        INPUT(I64, NewDevice, hold_s, false, 0, DEVICE_TIMES_MOST_S),                                                  \
        INPUT(I64, NewDevice, rearm_s, false, 0, DEVICE_TIMES_MOST_S)

static const InputField new_fields[] = {INPUT(STR, NewDevice, id, true, 0, 40),
                                        INPUT(STR, NewDevice, kind, true, 0, 32), COMMON_FIELDS};
static const InputField change_fields[] = {INPUT(BOOL, NewDevice, active, true, 0, 0), COMMON_FIELDS};

static Err create_device(Request *req, Response *res)
{
    const Json *json = NULL;
    NewDevice in = {.hold_s = -1, .rearm_s = -1};
    DeviceMade made;
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, new_fields, COUNT_OF(new_fields), &in));
    TRY(device_register(app_of(req)->db, req->ctx, &in, &made));
    answer_key(req, res, 201, &made);
    return OK;
}

static Err change_device(Request *req, Response *res)
{
    const Json *json = NULL;
    NewDevice in = {.hold_s = -1, .rearm_s = -1};
    Device changed;
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, change_fields, COUNT_OF(change_fields), &in));
    in.id = request_param(req, "id");
    TRY(device_change(app_of(req)->db, req->ctx, &in, &changed));
    JsonOut out = json_out(req->ctx->arena);
    put_device(req->ctx, &out, &changed);
    respond_json(res, 200, &out);
    return OK;
}

static Err new_key(Request *req, Response *res)
{
    DeviceMade made;
    TRY(device_new_key(app_of(req)->db, req->ctx, request_param(req, "id"), &made));
    answer_key(req, res, 200, &made);
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/devices", list_devices, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_GET, "/api/device-kinds", list_kinds, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_GET, "/api/devices/{id}", get_device, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_POST, "/api/devices", create_device, RIGHTS_ADMIN, BODY_JSON, 0},
    {HTTP_POST, "/api/devices/{id}", change_device, RIGHTS_ADMIN, BODY_JSON, 0},
    {HTTP_POST, "/api/devices/{id}/key", new_key, RIGHTS_ADMIN, BODY_NONE, 0},
};

void register_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}
