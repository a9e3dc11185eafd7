/* What devices measure is a course by the time of day with a little chance, the same whenever it is asked for; only an
 * episode takes one past its threshold. All figures are ours. See devices.h. */
#include "demo/devices.h"

#include <math.h>

#include "actions/hear_device.h"
#include "auth/devices.h"
#include "demo/days.h"

#define OFTEN MINUTES(20)
#define HOURLY HOURS(1)
#define PAST DAYS(1)  /* what was not said within a day is not said any more */
#define TIDE 44700000 /* 12 h 25 min */
#define AGO(hours, minutes) (HOURS(hours) + MINUTES(minutes))

typedef enum Course { STEADY, TIDAL, BY_DAY, FILLING, LIT_AT_NIGHT } Course;

typedef struct Episode { /* before the demo opened; lasts 0: none */
    UnixMs ago, lasts;
    Milli value;
    unsigned turns;
    Stop stop;
} Episode;

typedef struct Instrument {
    const char *id, *kind, *name, *at, *place, *owner; /* at: of the gazetteer; owner "": the street there */
    UnixMs every;
    Course course;
    Milli low, high, grain; /* grain: it shows no finer */
    int64_t battery;        /* -1: mains */
    UnixMs silent;          /* since so long before the demo opened; 0: it speaks */
    Episode episode;
} Instrument;

/* clang-format off */
static const Instrument instruments[] = { /* a row each */
    {"flood-jiangcuo", "water-level", "江厝市场积水计", "江厝市场", "江厝市场门口低洼路段", "JSJ",
     OFTEN, STEADY, 0, 20, 10, 88, 0, {0}},
    {"flood-zuohai", "water-level", "左海公园北门积水计", "左海公园北门", "左海公园北门下沉路段", "",
     OFTEN, STEADY, 0, 20, 10, 11, AGO(31, 0), {0}},
    {"river-xihu", "river-level", "西湖南门内河水位计", "西湖公园南门", "西湖公园南门闸口", "JSJ",
     OFTEN, TIDAL, 4300, 4900, 10, -1, 0, {0}},
    {"manhole-wenquan", "manhole-tilt", "温泉公园井盖 W-17", "温泉公园", "温泉公园东侧人行道", "SZZX",
     OFTEN, STEADY, 600, 1900, 100, 73, 0,
     {AGO(27, 0), AGO(1, 30), 46800, TURN_PROGRESS | TURN_CONFIRM | TURN_SCORED, STOP_NEVER}},
    {"manhole-wufeng", "manhole-tilt", "五凤小学井盖 W-42", "五凤小学", "五凤小学门口", "",
     HOURLY, STEADY, 400, 1500, 100, 67, 0, {0}},
    {"bin-jiangcuo", "bin-level", "江厝新村垃圾桶 3 号", "江厝新村", "江厝新村北门", "HWZX",
     HOURLY, FILLING, 6000, 82000, 1000, 41, 0, {0}},
    {"noise-dongjiekou", "noise", "东街口工地噪声监测仪", "东街口", "东街口地下通道改造工地", "STHJ",
     OFTEN, BY_DAY, 44000, 64000, 100, -1, 0,
     {AGO(2, 40), AGO(8, 0), 76400, TURN_CO_UNIT | TURN_PROGRESS, STOP_HANDLING}},
    {"smoke-nanhoujie", "smoke", "三坊七巷木构老宅感烟探测器", "三坊七巷社区", "三坊七巷一处木构老宅", "",
     4 * HOURLY, STEADY, 0, 10, 1, 64, 0, {0}},
    {"lamp-wenquan", "lamp-current", "温泉支路路灯控制箱", "温泉支路", "温泉支路路灯控制箱", "CTJT",
     OFTEN, LIT_AT_NIGHT, 36200, 38900, 100, -1, 0, {0}},
};
/* clang-format on */

/* --- what it measures --- */

/* A device together with when it was registered. */
typedef struct Gauge {
    const Instrument *of;
    const District *district;
    UnixMs opens; /* the demo */
    UnixMs hold;  /* how long it is past its threshold before that is an alarm */
} Gauge;

static UnixMs local_time(const Gauge *gauge, UnixMs at)
{
    return (at + MINUTES(gauge->district->calendar.offset_minutes)) % DAYS(1);
}

/* 0 to 1: where in its span the course lies. */
static double course_at(const Gauge *gauge, UnixMs at)
{
    double day = (double)local_time(gauge, at) / (double)DAYS(1);
    switch (gauge->of->course) {
    case TIDAL:
        return 0.5 - 0.5 * cos(2 * M_PI * (double)(at % TIDE) / TIDE);
    case BY_DAY:
        return 0.5 - 0.5 * cos(2 * M_PI * day);
    case FILLING: /* emptied at six in the morning */
        return fmod(day + 0.75, 1);
    case STEADY:
    case LIT_AT_NIGHT:
        break;
    }
    return 0.5;
}

static bool is_in_episode(const Gauge *gauge, UnixMs at)
{
    const Episode *episode = &gauge->of->episode;
    UnixMs from = gauge->opens - episode->ago;
    return episode->lasts > 0 && at >= from && at < from + episode->lasts;
}

static Milli value_at(const Gauge *gauge, UnixMs at)
{
    const Instrument *of = gauge->of;
    Rand rand = rand_seeded((uint64_t)(at / SECONDS(1)) * 64 + (uint64_t)(of - instruments));
    double chance = (double)rand_below(&rand, 1000) / 1000, span = (double)(of->high - of->low);
    double value = (double)of->low + span * (of->course == STEADY ? chance : 0.9 * course_at(gauge, at) + 0.1 * chance);
    if (is_in_episode(gauge, at))
        value = (double)of->episode.value * (1 + chance / 50);
    return llround(value / (double)of->grain) * of->grain;
}

static bool speaks_at(const Gauge *gauge, UnixMs at)
{
    UnixMs day = local_time(gauge, at);
    bool lit = gauge->of->course != LIT_AT_NIGHT || day >= HOURS(18) || day < HOURS(6);
    return lit && (gauge->of->silent == 0 || at < gauge->opens - gauge->of->silent);
}

/* By its interval, and besides when something begins and when that has lasted. */
static UnixMs next_moment(const Gauge *gauge, UnixMs after)
{
    UnixMs next = (after / gauge->of->every + 1) * gauge->of->every;
    UnixMs begins = gauge->opens - gauge->of->episode.ago;
    for (int i = 0; i < 2 && gauge->of->episode.lasts > 0; i++, begins += gauge->hold)
        if (begins > after && begins < next)
            next = begins;
    return next;
}

/* --- as it is heard --- */

static Err say(const Tx *tx, const Gauge *gauge, UnixMs at)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Ctx ctx = *tx->ctx;
    Tx then = *tx;
    DeviceWord word = {.device = str_of(gauge->of->id), .value = value_at(gauge, at), .battery = gauge->of->battery};
    DevicesHeard heard;
    ctx.arena = arena;
    ctx.now = at;
    then.ctx = &ctx;
    Err err = hear_devices(&then, &(DeviceWords){&word, 1}, &heard);
    return err == OK ? OK : ctx_retell(tx->ctx, &ctx);
}

static Err speak(Tx *tx, const Instrument *of, int64_t *readings)
{
    Device device;
    TRY(device_load(tx, str_of(of->id), &device));
    const DeviceKind *kind = device_kind_find(tx->ctx->district, device.kind);
    if (str_empty(device.id) || !device.active || kind == NULL)
        return OK;
    UnixMs now = tx->ctx->now, last = device.sensor.last_at;
    Gauge gauge = {of, tx->ctx->district, device.created_at + DAYS(DEMO_DAYS), kind->rule.hold};
    last = last < now - PAST ? now - PAST : last;
    for (UnixMs at = next_moment(&gauge, last); at <= now; at = next_moment(&gauge, at)) {
        if (!speaks_at(&gauge, at))
            continue;
        TRY(say(tx, &gauge, at));
        ++*readings;
    }
    return OK;
}

Err devices_go_on(Tx *tx, const void *in, void *out)
{
    int64_t readings = 0;
    (void)in;
    for (size_t i = 0; i < COUNT_OF(instruments); i++)
        TRY(speak(tx, &instruments[i], &readings));
    *(int64_t *)out = readings;
    return OK;
}

Err devices_speak(Tx *tx)
{
    int64_t readings;
    return devices_go_on(tx, NULL, &readings);
}

/* --- who they are --- */

static Str owner_of(const District *district, const Instrument *of, const DistrictPlace *place)
{
    const DistrictArea *area = area_find(district, place->area);
    if (of->owner[0] != '\0')
        return str_of(of->owner);
    return area == NULL ? STR("") : district_area_unit(district, area->parent);
}

Err devices_register(Ctx *ctx, Db *db)
{
    for (size_t i = 0; i < COUNT_OF(instruments); i++) {
        const Instrument *of = &instruments[i];
        const DistrictPlace *place = place_named(ctx->district, str_of(of->at));
        DeviceMade made;
        if (place == NULL || device_kind_find(ctx->district, str_of(of->kind)) == NULL)
            continue;
        NewDevice in = {.id = str_of(of->id),
                        .kind = str_of(of->kind),
                        .name = str_of(of->name),
                        .place = str_of(of->place),
                        .area = place->area,
                        .owner = owner_of(ctx->district, of, place),
                        .lat = place->lat,
                        .lon = place->lon,
                        .hold_s = -1,
                        .rearm_s = -1};
        if (unit_find(&ctx->district->rights, in.owner) != NULL)
            TRY(device_register(db, ctx, &in, &made));
    }
    return OK;
}

static Err load_one(Tx *tx, const void *in, void *out)
{
    return device_load(tx, *(const Str *)in, out);
}

Err devices_plots(Ctx *ctx, Db *db, DevicePlots *out)
{
    DevicePlots plots = {0};
    for (size_t i = 0; i < COUNT_OF(instruments) && plots.len < DEVICE_PLOTS_MAX; i++) {
        const Episode *episode = &instruments[i].episode;
        Str id = str_of(instruments[i].id);
        Device device;
        TRY(db_read(db, ctx, load_one, &id, &device));
        if (episode->lasts == 0 || str_empty(device.id))
            continue;
        const DeviceKind *kind = device_kind_find(ctx->district, device.kind);
        plots.at[plots.len++] = (Plot){.starts_at = ctx->now - episode->ago + kind->rule.hold + SECONDS(2),
                                       .device = id,
                                       .way = WAY_BY_CALL,
                                       .turns = episode->turns,
                                       .stop = episode->stop,
                                       .pace = MINUTES(7),
                                       .hurry_at = ctx->now,
                                       .rand = rand_seeded(9000 + i),
                                       .picks = i,
                                       .staged = true};
    }
    *out = plots;
    return OK;
}

/* --- an alarm becomes a case --- */

/* As channels/device_watch.h does once the demo is open: the same words, kind and place. */
static Tale tale_of(Ctx *ctx, const Device *device, const DeviceAlarm *alarm)
{
    const DeviceKind *kind = device_kind_find(ctx->district, device->kind);
    Tale tale = {.channel = CHANNEL_DEVICE,
                 .truth = kind->category,
                 .contact = {.lang = LANG_ZH},
                 .community = device->area,
                 .lat = (double)device->lat_e7 / 1e7,
                 .lon = (double)device->lon_e7 / 1e7};
    tale.report = (Report){.text = device_report_text(ctx, device, kind, alarm->value),
                           .place_text = device->place,
                           .has_point = true,
                           .lat = tale.lat,
                           .lon = tale.lon,
                           .point_source = STR("pin"),
                           .category_choice = kind->category,
                           .measured = true};
    return tale;
}

Err devices_report(Tx *tx, Str device, DeviceReport *out)
{
    DeviceAlarms *waiting = ARENA_NEW(tx->ctx->arena, DeviceAlarms);
    TRY(devices_speak(tx));
    TRY(device_alarms_waiting(tx, waiting));
    for (size_t i = 0; i < waiting->len; i++) {
        if (!str_eq(waiting->at[i].device, device))
            continue;
        TRY(device_load(tx, device, &out->device));
        out->alarm = waiting->at[i];
        out->urgency = device_kind_find(tx->ctx->district, out->device.kind)->urgency;
        out->grant = (Grant){ROLE_DEVICE, out->device.owner};
        out->reporter = (Actor){.person = STR("device"), .grants = &out->grant, .grant_count = 1};
        out->tale = tale_of(tx->ctx, &out->device, &out->alarm);
        return OK;
    }
    return fail(tx->ctx, ERR_NOT_FOUND, MSG_DEVICE_UNKNOWN);
}

Err devices_settle(Tx *tx, const DeviceReport *report, Str number)
{
    DeviceAlarm alarm = report->alarm;
    alarm.number = number;
    alarm.told = true;
    return device_alarm_settle(tx, &alarm);
}
