/* Hearing devices by MQTT (libmosquitto, here alone): one persistent session "gulou-JURISDICTION", subscribed with QoS
 * 1, so that the broker keeps what is sent while nobody listens. Used by one thread. */
#ifndef GULOU_CHANNELS_MQTT_H
#define GULOU_CHANNELS_MQTT_H

#include "base/ctx.h"

typedef struct MqttSetup {
    const char *host;
    int port;
    const char *user, *password;    /* NULL: none */
    const char *ca, *cert, *secret; /* PEM files; ca NULL: no TLS; cert and its secret key: ours, NULL: none */
} MqttSetup;

typedef struct MqttMessage {
    Str topic, payload;
} MqttMessage;
enum { MQTT_BATCH = 256 };
typedef struct MqttBatch {
    MqttMessage at[MQTT_BATCH];
    size_t len;
} MqttBatch;

typedef struct Mqtt Mqtt;
MUST_USE Err mqtt_open(Ctx *ctx, const MqttSetup *setup, Mqtt **out); /* INVALID: the setup is wrong; connects later */
void mqtt_close(Mqtt *mqtt); /* the session stays at the broker; NULL is fine */
/* Waits up to a second for messages and answers those at hand, in order, in ctx's memory. Connects where it is not
 * connected, again and again with growing pauses. What was kept by the broker as "retained" is no reading of now and is
 * left out. */
void mqtt_listen(Mqtt *mqtt, Ctx *ctx, MqttBatch *out);
bool mqtt_is_open(const Mqtt *mqtt); /* false for NULL: whoever calls mqtt_listen again at once should wait first */
/* Ends the connection until the next mqtt_listen: another server listens now. */
void mqtt_rest(Mqtt *mqtt);

#endif
