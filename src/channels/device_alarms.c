/* From alarms to cases, and from faults to their owners' duty; see device_watch.h. While the case of an alarm is open,
 * further alarms of the device, and those of its kind close by (a storm), are notes and figures of that case. */
#include <stdlib.h>

#include "actions/actions.h"
#include "base/hash.h"
#include "base/log.h"
#include "channels/device_watch.h"
#include "geo/distance.h"
#include "reception/take.h"
#include "store/outbox_store.h"
#include "store/person_store.h"
#include "store/way_store.h"

#define NOTE_EVERY HOURS(1) /* of one device in one case */
#define FAULT_AGAIN DAYS(1)

/* One alarm on its way to its case. */
typedef struct Raising {
    DeviceAlarm alarm;
    Device device;
    const DeviceKind *kind;
    Str joins; /* an open case that it belongs to; empty: it makes its own */
    bool again, tell;
} Raising;

static bool is_near(const Raising *r, const AlarmCase *other)
{
    return r->kind->storm_metres > 0 &&
           distance_metres_e7((int32_t)r->device.lon_e7, (int32_t)r->device.lat_e7, (int32_t)other->lon_e7,
                              (int32_t)other->lat_e7) <= (double)r->kind->storm_metres;
}

/* What was resolved and alarms again is not solved, and somebody must hear of it: a case of its own. */
static bool is_at_work(int64_t state)
{
    return case_is_open((CaseState)state) && state != CASE_RESOLVED;
}

/* The case at work that stands for this one: itself, or its master; empty: it has ended. */
static Err open_case(Tx *tx, const AlarmCase *at, Str *out)
{
    *out = is_at_work(at->state) ? at->number : STR("");
    if (at->state != CASE_MERGED || str_empty(at->master))
        return OK;
    CaseFile *master = case_file_new(tx->ctx->arena);
    TRY(case_load(tx, at->master, master));
    *out = is_at_work(master->c.state) ? at->master : STR("");
    return OK;
}

static Err find_case(Tx *tx, Raising *r)
{
    AlarmCases *cases = ARENA_NEW(tx->ctx->arena, AlarmCases);
    UnixMs told = 0;
    TRY(device_alarm_cases(
        tx, &(AlarmKin){r->device.id, r->device.kind, r->alarm.alarm - 1, r->alarm.raised_at - r->kind->storm_for},
        cases));
    for (size_t i = 0; i < cases->len && str_empty(r->joins); i++) {
        r->again = str_eq(cases->at[i].device, r->device.id);
        if (r->again || is_near(r, &cases->at[i]))
            TRY(open_case(tx, &cases->at[i], &r->joins));
    }
    if (str_empty(r->joins))
        return OK;
    if (r->again)
        TRY(device_case_told(tx, r->joins, &told));
    r->tell = r->alarm.raised_at - told >= NOTE_EVERY;
    return OK;
}

static Err prepare(Tx *tx, const void *in, void *out)
{
    const DeviceAlarm *alarm = in;
    Raising *r = out;
    *r = (Raising){.alarm = *alarm};
    TRY(device_load(tx, alarm->device, &r->device));
    r->kind = device_kind_find(tx->ctx->district, r->device.kind);
    return r->kind == NULL ? fail(tx->ctx, ERR_NOT_FOUND, MSG_DEVICE_UNKNOWN) : find_case(tx, r);
}

static Err add_device_note(Tx *tx, const Raising *r)
{
    Ctx *ctx = tx->ctx;
    const struct Actor *before = ctx->actor;
    Actor device = {.person = STR("device"), .reporter_of = r->joins};
    Str args[] = {r->device.name, r->device.id, r->kind->quantity_zh,
                  device_value_text(ctx->arena, r->kind, r->alarm.value)};
    ActionInput in = {
        .number = r->joins,
        .note = message_text(ctx->arena, r->again ? MSG_DEVICE_AGAIN : MSG_DEVICE_TOO, LANG_ZH, args, COUNT_OF(args))};
    ctx->actor = &device;
    Err err = add_note(tx, &in);
    ctx->actor = before;
    return err;
}

static Err join(Tx *tx, const void *in, void *out)
{
    const Raising *r = in;
    DeviceAlarm alarm = r->alarm;
    (void)out;
    alarm.number = r->joins;
    alarm.joined = true;
    alarm.told = r->tell;
    TRY(device_alarm_settle(tx, &alarm));
    return r->tell ? add_device_note(tx, r) : OK;
}

static Err settle(Tx *tx, const void *in, void *out)
{
    (void)out;
    return device_alarm_settle(tx, in);
}

static Told told_of(Ctx *ctx, const Raising *r)
{
    Str alarm = str_printf(ctx->arena, "%lld", (long long)r->alarm.alarm);
    Hash hash = hash_sha256_parts((const Str[]){r->device.id, STR("\n"), alarm}, 3);
    bool placed = r->device.lat_e7 != 0 || r->device.lon_e7 != 0;
    return (Told){.text = device_report_text(ctx, &r->device, r->kind, r->alarm.value),
                  .place_text = r->device.place,
                  .category = r->kind->category,
                  .place = {.given = placed,
                            .lat = (double)r->device.lat_e7 / 1e7,
                            .lon = (double)r->device.lon_e7 / 1e7,
                            .source = STR("pin")},
                  .contact = {.lang = LANG_ZH},
                  .channel = CHANNEL_DEVICE,
                  .scope = str_printf(ctx->arena, "device:" STR_FMT, STR_ARG(r->device.id)),
                  .key = alarm,
                  .request_hash = hash_hex(ctx->arena, &hash),
                  .claimed_at = r->alarm.raised_at,
                  .raises = true,
                  .urgency = r->kind->urgency};
}

/* A point that was entered wrong costs the point, not the case. */
static Err make_case(App *app, Ctx *ctx, const Raising *r, Str *number)
{
    Told told = told_of(ctx, r);
    Grant grant = {ROLE_DEVICE, r->device.owner};
    Actor device = {.person = STR("device"), .grants = &grant, .grant_count = 1};
    Taken taken;
    ctx->actor = &device;
    Err err = take_report(app, ctx, &told, &taken);
    if (err == ERR_INVALID && told.place.given) {
        ctx->failure = (Failure){0};
        told.place = (PlaceInput){0};
        err = take_report(app, ctx, &told, &taken);
    }
    ctx->actor = NULL;
    TRY(err);
    *number = taken.made.number;
    return OK;
}

static Err raise_one(App *app, Ctx *ctx, const DeviceAlarm *alarm)
{
    Raising r;
    TRY(db_read(app->db, ctx, prepare, alarm, &r));
    if (!str_empty(r.joins))
        return db_write(app->db, ctx, join, &r, NULL);
    TRY(make_case(app, ctx, &r, &r.alarm.number));
    r.alarm.told = true;
    return db_write(app->db, ctx, settle, &r.alarm, NULL);
}

static Err find_waiting(Tx *tx, const void *in, void *out)
{
    (void)in;
    return device_alarms_waiting(tx, out);
}

Err device_raise_cases(App *app, Ctx *ctx)
{
    DeviceAlarms *waiting = ARENA_NEW(ctx->arena, DeviceAlarms);
    TRY(db_look(app->db, ctx, find_waiting, NULL, waiting));
    for (size_t i = 0; i < waiting->len; i++) {
        Arena *arena CLEANUP(arena_freep) = arena_new(0);
        Ctx own = *ctx;
        own.arena = arena;
        Err err = raise_one(app, &own, &waiting->at[i]);
        if (err == ERR_BUSY || err == ERR_STORAGE)
            return ctx_retell(ctx, &own);
        if (err != OK) /* its case has just ended, say: the next round decides anew */
            log_line(LOG_WARN, "an alarm waits for its case", LOG_STR("device", waiting->at[i].device),
                     LOG_STR("why", str_of(message_code(own.failure.message))));
    }
    return OK;
}

/* --- faults --- */

static Str fault_words(Ctx *ctx, unsigned faults)
{
    static const MsgId words[] = {MSG_DEVICE_FAULT_SILENT, MSG_DEVICE_FAULT_IMPLAUSIBLE, MSG_DEVICE_FAULT_CLOCK,
                                  MSG_DEVICE_FAULT_BATTERY};
    Str parts[DEVICE_FAULT_COUNT];
    size_t count = 0;
    for (unsigned i = 0; i < DEVICE_FAULT_COUNT; i++)
        if ((faults >> i & 1U) != 0)
            parts[count++] = message_text(ctx->arena, words[i], LANG_ZH, NULL, 0);
    return str_join(ctx->arena, parts, count, STR("、"));
}

static Err write_to_desk(Tx *tx, const Grant *desk, Str body)
{
    People people;
    TRY(person_list_with_role(tx, desk, &people));
    for (size_t i = 0; i < people.len; i++) {
        WayRow way = {0};
        if (str_empty(people.at[i].phone))
            TRY(way_load(tx, STR(""), people.at[i].id, &way));
        if (!str_empty(people.at[i].phone) || way.known)
            TRY(outbox_add(tx, &(OutboxMessage){.kind = STR("notice"), .recipient = people.at[i].id, .body = body}));
    }
    return OK;
}

static Err tell_owner(Tx *tx, const void *in, void *out)
{
    static const Role desks[] = {ROLE_DEPARTMENT_DESK, ROLE_SUBDISTRICT_DISPATCHER, ROLE_COMMUNITY_DESK,
                                 ROLE_MUNICIPAL_LIAISON, ROLE_CENTRE_DISPATCHER};
    const Device *device = in;
    (void)out;
    TRY(device_keep_told(tx, device));
    if (device->told == 0)
        return OK;
    Str args[] = {device->name, device->id, fault_words(tx->ctx, device->told)};
    Str body = message_text(tx->ctx->arena, MSG_DEVICE_FAULT, LANG_ZH, args, COUNT_OF(args));
    for (size_t i = 0; i < COUNT_OF(desks); i++)
        TRY(write_to_desk(tx, &(Grant){desks[i], device->owner}, body));
    return OK;
}

static Err tell_faults_of(App *app, Ctx *ctx, const Device *device)
{
    const DeviceKind *kind = device_kind_find(ctx->district, device->kind);
    unsigned faults = device->active && kind != NULL ? device_faults(kind, &device->health, ctx->now) : 0;
    bool news = (faults & ~device->told) != 0, daily = faults != 0 && ctx->now - device->told_at >= FAULT_AGAIN;
    if (!news && !daily && (faults != 0 || device->told == 0))
        return OK;
    Device told = *device;
    told.told = faults;
    told.told_at = ctx->now;
    return db_write(app->db, ctx, tell_owner, &told, NULL);
}

static Err list_page(Tx *tx, const void *in, void *out)
{
    return device_list(tx, *(const Str *)in, out);
}

Err device_tell_faults(App *app, Ctx *ctx)
{
    Devices *page = ARENA_NEW(ctx->arena, Devices);
    Str after = STR("");
    do {
        TRY(db_look(app->db, ctx, list_page, &after, page));
        for (size_t i = 0; i < page->len; i++)
            TRY(tell_faults_of(app, ctx, &page->at[i]));
        after = page->len > 0 ? page->at[page->len - 1].id : after;
    } while (page->len == DEVICES_PAGE);
    return OK;
}
