/* Devices; see devices.h. */
#include "auth/devices.h"

#include <math.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "domain/actor.h"
#include "store/person_store.h"

enum { ID_LEAST = 2, ID_MOST = 40, NAME_MOST = 60, PLACE_MOST = 120, KEY_BYTES = 24, KEY_MOST = 200 };

static Err require_administrator(Ctx *ctx)
{
    return ctx->actor != NULL && actor_has_role(ctx->actor, ROLE_ADMINISTRATOR)
               ? OK
               : fail(ctx, ERR_FORBIDDEN, MSG_ADMINISTRATOR_ONLY);
}

static Err check_id(Ctx *ctx, Str id)
{
    bool good = id.len >= ID_LEAST && id.len <= ID_MOST;
    for (size_t i = 0; i < id.len && good; i++) {
        char c = id.at[i];
        good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (i > 0 && c == '-');
    }
    return good ? OK : fail_field(ctx, "id", MSG_DEVICE_ID);
}

static Err check_text(Ctx *ctx, const char *field, Str text, size_t most)
{
    if (str_empty(text))
        return fail_field(ctx, field, MSG_FIELD_MISSING, str_of(field));
    if (!utf8_printable(text))
        return fail_field(ctx, field, MSG_FIELD_CONTROL, str_of(field));
    if (utf8_length(text) > most)
        return fail_field(ctx, field, MSG_FIELD_TOO_LONG, str_of(field), str_printf(ctx->arena, "%zu", most));
    return OK;
}

static Err read_thresholds(Ctx *ctx, const NewDevice *in, Device *out)
{
    const DeviceKind *kind = device_kind_find(ctx->district, out->kind);
    if (kind == NULL)
        return fail_field(ctx, "kind", MSG_FIELD_CHOICE, STR("kind"), out->kind);
    out->hold = in->hold_s < 0 ? DEVICE_AS_KIND : SECONDS(in->hold_s);
    out->rearm = in->rearm_s < 0 ? DEVICE_AS_KIND : SECONDS(in->rearm_s);
    out->own_rule = !str_empty(in->raise) || !str_empty(in->clear);
    if (!out->own_rule)
        return OK;
    AlarmRule rule = kind->rule;
    if (!milli_parse(str_trim(in->raise), &rule.raise) || !milli_parse(str_trim(in->clear), &rule.clear) ||
        !alarm_rule_sound(&rule))
        return fail_field(ctx, "clear", MSG_DEVICE_THRESHOLDS);
    out->raise = rule.raise;
    out->clear = rule.clear;
    return OK;
}

static Err read_device(Ctx *ctx, const NewDevice *in, Device *out)
{
    enum { E7 = 10000000 };
    out->name = str_trim(in->name);
    out->place = str_trim(in->place);
    out->area = in->area;
    out->owner = in->owner;
    out->lat_e7 = llround(in->lat * E7);
    out->lon_e7 = llround(in->lon * E7);
    out->per_minute = in->per_minute != 0 ? in->per_minute : DEVICE_PER_MINUTE;
    TRY(check_text(ctx, "name", out->name, NAME_MOST));
    TRY(check_text(ctx, "place", out->place, PLACE_MOST));
    if (unit_find(&ctx->district->rights, in->owner) == NULL)
        return fail_field(ctx, "owner", MSG_FIELD_CHOICE, STR("owner"), in->owner);
    if (!str_empty(in->area) && area_find(ctx->district, in->area) == NULL)
        return fail_field(ctx, "area", MSG_FIELD_CHOICE, STR("area"), in->area);
    if (out->per_minute < 1 || out->per_minute > DEVICE_PER_MINUTE_MOST)
        return fail_field(ctx, "per_minute", MSG_FIELD_RANGE, STR("per_minute"), STR("1"),
                          str_printf(ctx->arena, "%d", DEVICE_PER_MINUTE_MOST));
    return read_thresholds(ctx, in, out);
}

static Str draw_key(Ctx *ctx, Device *device)
{
    unsigned char bytes[KEY_BYTES];
    rand_bytes(ctx->rand, bytes, sizeof bytes);
    Str key = str_printf(ctx->arena, "gd_" STR_FMT, STR_ARG(base64url(ctx->arena, bytes, sizeof bytes)));
    Hash hash = hash_sha256(key);
    device->key_hash = hash_hex(ctx->arena, &hash);
    device->key_hint = str_slice(key, key.len - 4, key.len);
    return key;
}

static Err record(Tx *tx, const char *action, const Device *device)
{
    Str detail = str_printf(tx->ctx->arena, STR_FMT " " STR_FMT "%s", STR_ARG(device->kind), STR_ARG(device->owner),
                            device->active ? "" : " stopped");
    return account_event_append(
        tx, &(AccountEvent){
                .action = str_of(action), .person = tx->ctx->actor->person, .subject = device->id, .detail = detail});
}

static Err load_known(Tx *tx, Str id, Device *out)
{
    TRY(device_load(tx, id, out));
    return str_empty(out->id) ? fail(tx->ctx, ERR_NOT_FOUND, MSG_DEVICE_UNKNOWN) : OK;
}

static Err insert(Tx *tx, const void *in, void *out)
{
    const Device *device = in;
    Err err = device_insert(tx, device);
    if (err == ERR_CONFLICT)
        return fail_field(tx->ctx, "id", MSG_LOGIN_TAKEN, device->id);
    TRY(err);
    TRY(record(tx, "device", device));
    return load_known(tx, device->id, out);
}

Err device_register(Db *db, Ctx *ctx, const NewDevice *in, DeviceMade *out)
{
    Device device = {.id = str_trim(in->id), .kind = in->kind, .active = true};
    DeviceMade made = {0};
    TRY(require_administrator(ctx));
    TRY(check_id(ctx, device.id));
    TRY(read_device(ctx, in, &device));
    made.key = draw_key(ctx, &device);
    TRY(db_write(db, ctx, insert, &device, &made.device));
    *out = made;
    return OK;
}

static Err change(Tx *tx, const void *in, void *out)
{
    const NewDevice *asked = in;
    Device device;
    TRY(load_known(tx, asked->id, &device));
    TRY(read_device(tx->ctx, asked, &device));
    device.active = asked->active;
    TRY(device_set(tx, &device));
    TRY(record(tx, "device", &device));
    return load_known(tx, device.id, out);
}

Err device_change(Db *db, Ctx *ctx, const NewDevice *in, Device *out)
{
    TRY(require_administrator(ctx));
    return db_write(db, ctx, change, in, out);
}

static Err change_key(Tx *tx, const void *in, void *out)
{
    const Device *fresh = in;
    Device device;
    TRY(load_known(tx, fresh->id, &device));
    device.key_hash = fresh->key_hash;
    device.key_hint = fresh->key_hint;
    TRY(device_set_key(tx, &device));
    TRY(record(tx, "device-key", &device));
    *(Device *)out = device;
    return OK;
}

Err device_new_key(Db *db, Ctx *ctx, Str id, DeviceMade *out)
{
    Device device = {.id = id};
    DeviceMade made = {0};
    TRY(require_administrator(ctx));
    made.key = draw_key(ctx, &device);
    TRY(db_write(db, ctx, change_key, &device, &made.device));
    *out = made;
    return OK;
}

static Err find(Tx *tx, const void *in, void *out)
{
    return device_load(tx, *(const Str *)in, out);
}

static bool is_signed(const Ctx *ctx, const DeviceKnock *in, const Hash *key)
{
    int64_t seconds = 0;
    Hash shown, expected;
    if (!str_to_i64(in->timestamp, &seconds) || seconds <= 0 || seconds > INT64_MAX / 1000)
        return false;
    UnixMs apart = seconds * 1000 - ctx->now;
    if (apart > DEVICE_SIGNED_APART || apart < -DEVICE_SIGNED_APART || !str_starts(in->signature, STR("sha256=")) ||
        !hash_unhex(str_slice(in->signature, 7, in->signature.len), &shown))
        return false;
    expected = hash_hmac(key, str_join(ctx->arena, (const Str[]){in->timestamp, in->body}, 2, STR(".")));
    return hash_eq(&shown, &expected);
}

static bool is_known(const Ctx *ctx, const DeviceKnock *in, const Device *device)
{
    Hash kept;
    if (str_empty(device->id) || !device->active || !hash_unhex(device->key_hash, &kept))
        return false;
    if (str_empty(in->key))
        return is_signed(ctx, in, &kept);
    Hash shown = hash_sha256(in->key);
    return in->key.len <= KEY_MOST && hash_eq(&shown, &kept);
}

Err device_enter(Db *db, Ctx *ctx, const DeviceKnock *in, Device *out)
{
    Device device;
    if (str_empty(in->key) && str_empty(in->signature))
        return fail(ctx, ERR_UNAUTHENTICATED, MSG_DEVICE_KEY_WRONG);
    TRY(db_look(db, ctx, find, &in->id, &device));
    if (!is_known(ctx, in, &device)) {
        TRY(limiter_take(in->guesses, ctx, in->address));
        return fail(ctx, ERR_FORBIDDEN, MSG_DEVICE_KEY_WRONG);
    }
    Str subject = str_printf(ctx->arena, "device:" STR_FMT, STR_ARG(device.id));
    TRY(limiter_take_by(in->readings, ctx, subject, &(LimitRule){device.per_minute, MINUTES(1)}));
    *out = device;
    return OK;
}
