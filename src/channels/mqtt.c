/* See mqtt.h. */
#include "channels/mqtt.h"

#include <errno.h>
#include <mosquitto.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "base/log.h"

enum { KEEPALIVE_S = 30, WAIT_MS = 1000, DRAIN_MS = 2, CONNECT_MS = 3000, PAYLOAD_MOST = 4096, TOPIC_MOST = 256 };
#define PAUSE_FIRST_US 500000
#define PAUSE_MOST_US 30000000

struct Mqtt {
    struct mosquitto *client;
    MqttSetup setup;
    char *topic;
    bool connected; /* the broker accepted us */
    bool open;      /* a connection was begun */
    int64_t next_us, pause_us;
    Ctx *ctx; /* of the listening under way, and its batch */
    MqttBatch *batch;
};

static void on_connect(struct mosquitto *client, void *self, int code)
{
    Mqtt *mqtt = self;
    if (code != 0) {
        log_line(LOG_ERROR, "the MQTT broker refuses us", LOG_STR("why", str_of(mosquitto_connack_string(code))));
        return;
    }
    int subscribed = mosquitto_subscribe(client, NULL, mqtt->topic, 1);
    mqtt->connected = subscribed == MOSQ_ERR_SUCCESS;
    mqtt->pause_us = PAUSE_FIRST_US;
    log_line(LOG_INFO, "hearing devices by MQTT", LOG_STR("topic", str_of(mqtt->topic)));
}

static void on_message(struct mosquitto *client, void *self, const struct mosquitto_message *message)
{
    Mqtt *mqtt = self;
    (void)client;
    size_t topic = strlen(message->topic), bytes = (size_t)message->payloadlen;
    if (message->retain || topic > TOPIC_MOST || bytes > PAYLOAD_MOST || mqtt->batch == NULL ||
        mqtt->batch->len == MQTT_BATCH)
        return;
    Str payload = {message->payload, bytes};
    mqtt->batch->at[mqtt->batch->len++] = (MqttMessage){str_copy(mqtt->ctx->arena, (Str){message->topic, topic}),
                                                        bytes > 0 ? str_copy(mqtt->ctx->arena, payload) : STR("")};
}

static int set_up(struct mosquitto *client, const MqttSetup *setup)
{
    int err = MOSQ_ERR_SUCCESS;
    if (setup->user != NULL)
        err = mosquitto_username_pw_set(client, setup->user, setup->password);
    if (err == MOSQ_ERR_SUCCESS && setup->ca != NULL)
        err = mosquitto_tls_set(client, setup->ca, NULL, setup->cert, setup->secret, NULL);
    return err;
}

static void start_library(void)
{
    (void)mosquitto_lib_init();
}

Err mqtt_open(Ctx *ctx, const MqttSetup *setup, Mqtt **out)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, start_library);
    Mqtt *mqtt = calloc(1, sizeof *mqtt);
    if (mqtt == NULL)
        abort();
    Str name = str_printf(ctx->arena, "gulou-" STR_FMT, STR_ARG(ctx->jurisdiction));
    mqtt->setup = *setup;
    mqtt->pause_us = PAUSE_FIRST_US;
    mqtt->topic =
        strdup(str_z(ctx->arena, str_printf(ctx->arena, "gulou/" STR_FMT "/+/reading", STR_ARG(ctx->jurisdiction))));
    mqtt->client = mosquitto_new(str_z(ctx->arena, name), false, mqtt);
    int err = mqtt->client == NULL || mqtt->topic == NULL ? MOSQ_ERR_NOMEM : set_up(mqtt->client, setup);
    if (err != MOSQ_ERR_SUCCESS) {
        mqtt_close(mqtt);
        return fail(ctx, ERR_INVALID, MSG_MQTT_SETUP, str_of(mosquitto_strerror(err)));
    }
    mosquitto_connect_callback_set(mqtt->client, on_connect);
    mosquitto_message_callback_set(mqtt->client, on_message);
    *out = mqtt;
    return OK;
}

void mqtt_rest(Mqtt *mqtt)
{
    if (mqtt == NULL || !mqtt->open)
        return;
    (void)mosquitto_disconnect(mqtt->client);
    (void)mosquitto_loop(mqtt->client, 0, 1); /* what is left to say is said, and the socket closed */
    mqtt->open = mqtt->connected = false;
}

void mqtt_close(Mqtt *mqtt)
{
    if (mqtt == NULL)
        return;
    mqtt_rest(mqtt);
    if (mqtt->client != NULL)
        mosquitto_destroy(mqtt->client);
    free(mqtt->topic);
    free(mqtt);
}

/* After a failure the pause doubles, and a part of it is chance: many servers do not come back at one moment. */
static void fall_back(Mqtt *mqtt, Ctx *ctx, int err)
{
    int64_t chance = (int64_t)rand_below(ctx->rand, (uint64_t)mqtt->pause_us / 2 + 1);
    mqtt->next_us = clock_monotonic_us() + mqtt->pause_us + chance;
    log_line(LOG_WARN, "the MQTT broker is away", LOG_STR("why", str_of(mosquitto_strerror(err))),
             LOG_I64("again_ms", (mqtt->pause_us + chance) / 1000));
    mqtt->pause_us = mqtt->pause_us * 2 > PAUSE_MOST_US ? PAUSE_MOST_US : mqtt->pause_us * 2;
    mqtt->open = mqtt->connected = false;
}

static void free_addresses(struct addrinfo **list)
{
    if (*list != NULL)
        freeaddrinfo(*list);
}

static bool answers(const struct addrinfo *to)
{
    int fd CLEANUP(fd_close) = socket(to->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int error = 0;
    socklen_t size = sizeof error;
    struct pollfd ready = {.fd = fd, .events = POLLOUT};
    if (fd < 0 || (connect(fd, to->ai_addr, to->ai_addrlen) != 0 && errno != EINPROGRESS))
        return false;
    return poll(&ready, 1, CONNECT_MS) == 1 && getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

/* The library's own connecting waits as long as the system does, minutes perhaps, while alarms would wait with it. */
static bool is_reachable(const MqttSetup *setup)
{
    struct addrinfo *found CLEANUP(free_addresses) = NULL;
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    char port[16];
    (void)snprintf(port, sizeof port, "%d", setup->port);
    if (getaddrinfo(setup->host, port, &hints, &found) != 0)
        return false;
    for (const struct addrinfo *to = found; to != NULL; to = to->ai_next)
        if (answers(to))
            return true;
    return false;
}

static bool be_open(Mqtt *mqtt, Ctx *ctx)
{
    if (mqtt->open)
        return true;
    if (clock_monotonic_us() < mqtt->next_us)
        return false;
    int err = is_reachable(&mqtt->setup)
                  ? mosquitto_connect(mqtt->client, mqtt->setup.host, mqtt->setup.port, KEEPALIVE_S)
                  : MOSQ_ERR_NO_CONN;
    if (err != MOSQ_ERR_SUCCESS) {
        fall_back(mqtt, ctx, err);
        return false;
    }
    mqtt->open = true;
    return true;
}

bool mqtt_is_open(const Mqtt *mqtt)
{
    return mqtt != NULL && mqtt->open;
}

void mqtt_listen(Mqtt *mqtt, Ctx *ctx, MqttBatch *out)
{
    out->len = 0;
    mqtt->ctx = ctx;
    mqtt->batch = out;
    int wait = WAIT_MS, err = MOSQ_ERR_SUCCESS;
    /* one call may bring as many messages as the broker lets be under way at once: room is left for them */
    for (size_t before = 0; be_open(mqtt, ctx) && err == MOSQ_ERR_SUCCESS && out->len <= MQTT_BATCH / 2;) {
        before = out->len;
        err = mosquitto_loop(mqtt->client, wait, 1);
        wait = DRAIN_MS;
        if (out->len == before)
            break;
    }
    mqtt->batch = NULL;
    if (err != MOSQ_ERR_SUCCESS)
        fall_back(mqtt, ctx, err);
}
