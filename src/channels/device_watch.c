/* The watch's thread; what it does with alarms and faults: device_alarms.c. */
#include "channels/device_watch.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "channels/device_reading.h"
#include "store/lease_store.h"

#define LEASE_FOR SECONDS(20)
#define LEASE_EVERY_US 5000000
#define FAULTS_EVERY_US 60000000

struct DeviceWatch {
    DeviceWatchSetup setup;
    Mqtt *mqtt;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards `poked` */
    pthread_cond_t wake;
    bool poked, holds;
    atomic_bool stopping;
    int64_t lease_us, faults_us; /* when it is next due, on the monotonic clock */
};

/* Up to a second, or until somebody pokes. */
static void rest(DeviceWatch *watch)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec++;
    (void)pthread_mutex_lock(&watch->mutex);
    int waited = 0;
    while (!watch->poked && waited == 0)
        waited = pthread_cond_timedwait(&watch->wake, &watch->mutex, &until);
    watch->poked = false;
    (void)pthread_mutex_unlock(&watch->mutex);
}

void device_watch_poke(DeviceWatch *watch)
{
    if (watch == NULL)
        return;
    (void)pthread_mutex_lock(&watch->mutex);
    watch->poked = true;
    (void)pthread_cond_signal(&watch->wake);
    (void)pthread_mutex_unlock(&watch->mutex);
}

static Lease lease_of(const DeviceWatch *watch)
{
    return (Lease){STR("devices"), watch->setup.holder, LEASE_FOR};
}

static Err take_lease(Tx *tx, const void *in, void *out)
{
    (void)out;
    return lease_take(tx, in);
}

static Err give_lease(Tx *tx, const void *in, void *out)
{
    (void)out;
    return lease_release(tx, in);
}

static void keep_lease(DeviceWatch *watch, Ctx *ctx)
{
    if (clock_monotonic_us() < watch->lease_us)
        return;
    Lease lease = lease_of(watch);
    watch->holds = db_write(watch->setup.app->db, ctx, take_lease, &lease, NULL) == OK;
    watch->lease_us = clock_monotonic_us() + LEASE_EVERY_US;
}

static void tell_failure(const Ctx *ctx, const char *what)
{
    log_line(LOG_ERROR, "the device watch", LOG_STR("what", str_of(what)),
             LOG_STR("why", str_of(message_code(ctx->failure.message))), LOG_STR("internal", ctx->failure.internal));
}

Err device_watch_hear(App *app, Ctx *ctx, const DeviceWords *words, DevicesHeard *out)
{
    TRY(db_write(app->db, ctx, hear_devices, words, out));
    if (out->raised > 0)
        device_watch_poke(app->devices);
    return OK;
}

/* The broker holds them for sent: they are heard before anything else, however long the store is away. */
static void hear_words(DeviceWatch *watch, Ctx *ctx, const DeviceWords *words)
{
    DevicesHeard heard = {0};
    while (words->len > 0 && device_watch_hear(watch->setup.app, ctx, words, &heard) != OK) {
        tell_failure(ctx, "readings wait for the database");
        ctx->failure = (Failure){0};
        ctx->now = clock_now();
        keep_lease(watch, ctx);
        if (atomic_load(&watch->stopping))
            return;
        rest(watch);
    }
    if (heard.unknown > 0)
        log_line(LOG_WARN, "readings of devices that are not registered", LOG_I64("readings", (int64_t)heard.unknown));
}

static void listen_once(DeviceWatch *watch, Ctx *ctx)
{
    MqttBatch *batch = ARENA_NEW(ctx->arena, MqttBatch);
    DeviceWord *at = ARENA_ARRAY(ctx->arena, DeviceWord, MQTT_BATCH);
    DeviceWords words = {at, 0};
    size_t garbage = 0;
    mqtt_listen(watch->mqtt, ctx, batch);
    ctx->now = clock_now();
    for (size_t i = 0; i < batch->len; i++) {
        DeviceSaid said;
        Str device;
        bool good = device_topic_parse(batch->at[i].topic, ctx->jurisdiction, &device) &&
                    device_reading_parse(ctx, batch->at[i].payload, &said) == OK;
        garbage += !good;
        if (good)
            at[words.len++] = (DeviceWord){device, said.value, said.at, said.battery, STR("")};
    }
    ctx->failure = (Failure){0};
    if (garbage > 0)
        log_line(LOG_WARN, "messages of devices that are no readings", LOG_I64("messages", (int64_t)garbage));
    hear_words(watch, ctx, &words);
}

static void look_after(DeviceWatch *watch, Ctx *ctx)
{
    if (device_raise_cases(watch->setup.app, ctx) != OK)
        tell_failure(ctx, "alarms wait for their cases");
    if (clock_monotonic_us() < watch->faults_us)
        return;
    watch->faults_us = clock_monotonic_us() + FAULTS_EVERY_US;
    if (device_tell_faults(watch->setup.app, ctx) != OK)
        tell_failure(ctx, "faults are told later");
}

static void watch_once(DeviceWatch *watch)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Rand rand = rand_system();
    const District *district = watch->setup.app->district;
    Ctx ctx = {.arena = arena,
               .now = clock_now(),
               .rand = &rand,
               .jurisdiction = district->code,
               .district = district,
               .request_id = STR("devices")};
    keep_lease(watch, &ctx);
    if (!watch->holds) {
        mqtt_rest(watch->mqtt);
        rest(watch);
        return;
    }
    if (watch->mqtt != NULL)
        listen_once(watch, &ctx);
    look_after(watch, &ctx);
    if (!mqtt_is_open(watch->mqtt))
        rest(watch);
}

static void *work(void *self)
{
    DeviceWatch *watch = self;
    while (!atomic_load(&watch->stopping))
        watch_once(watch);
    return NULL;
}

Err device_watch_start(Ctx *ctx, const DeviceWatchSetup *setup, DeviceWatch **out)
{
    DeviceWatch *watch = calloc(1, sizeof *watch);
    if (watch == NULL)
        abort();
    watch->setup = *setup;
    Ctx own = *ctx;
    own.jurisdiction = setup->app->district->code;
    if (setup->mqtt != NULL && mqtt_open(&own, setup->mqtt, &watch->mqtt) != OK) {
        free(watch);
        return ctx_retell(ctx, &own);
    }
    pthread_condattr_t attr;
    (void)pthread_condattr_init(&attr);
    (void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&watch->mutex, NULL);
    (void)pthread_cond_init(&watch->wake, &attr);
    (void)pthread_condattr_destroy(&attr);
    if (pthread_create(&watch->thread, NULL, work, watch) != 0) {
        mqtt_close(watch->mqtt);
        free(watch);
        return fail(ctx, ERR_BUSY, MSG_BUSY);
    }
    *out = watch;
    return OK;
}

static void release(DeviceWatch *watch)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Rand rand = rand_system();
    Lease lease = lease_of(watch);
    Ctx ctx = {.arena = arena, .now = clock_now(), .rand = &rand, .jurisdiction = watch->setup.app->district->code};
    if (watch->holds && db_write(watch->setup.app->db, &ctx, give_lease, &lease, NULL) != OK)
        log_line(LOG_WARN, "the lease on devices runs out by itself");
}

void device_watch_stop(DeviceWatch *watch)
{
    if (watch == NULL)
        return;
    atomic_store(&watch->stopping, true);
    device_watch_poke(watch);
    (void)pthread_join(watch->thread, NULL);
    mqtt_close(watch->mqtt);
    release(watch);
    (void)pthread_cond_destroy(&watch->wake);
    (void)pthread_mutex_destroy(&watch->mutex);
    free(watch);
}
