/* The hub: opening streams, fanning events out, the heartbeat. See sse_parts.h for what it is made of. */
#include <stdlib.h>

#include "base/buf.h"
#include "http/sse_parts.h"

SseLimits sse_limits_default(void)
{
    return (SseLimits){.streams = 10000, .queue = 256, .heartbeat_ms = 15000};
}

Err sse_open(SseHub *hub, const Request *req, Response *res, const Str *topics, size_t count)
{
    SseStream *stream = NULL;
    respond_bytes(res, "text/event-stream", (Str){"", 0});
    response_header(res, "X-Accel-Buffering", STR("no")); /* nginx must pass events on at once */
    if (req->method == HTTP_HEAD)
        return OK;
    (void)pthread_mutex_lock(&hub->lock);
    if (!hub->ended && hub->metrics.streams < hub->limits.streams)
        stream = stream_new(hub, topics, count);
    (void)pthread_mutex_unlock(&hub->lock);
    if (stream == NULL)
        return fail(res->ctx, ERR_BUSY, MSG_BUSY);
    res->stream = stream;
    return OK;
}

static SseEvent *event_write(const char *name, Str data)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Buf out = buf_new(arena);
    buf_printf(&out, "event: %s\n", name);
    for (bool more = true; more;) {
        Str line = data;
        more = str_cut(data, '\n', &line, &data);
        buf_z(&out, "data: ");
        for (size_t i = 0; i < line.len; i++)
            if (line.at[i] != '\r') /* a lone CR would end the line too */
                buf_char(&out, line.at[i]);
        buf_char(&out, '\n');
    }
    buf_char(&out, '\n');
    return event_new(buf_str(&out));
}

void sse_publish(SseHub *hub, Str topic, const char *name, Str data)
{
    SseEvent *event = event_write(name, data);
    (void)pthread_mutex_lock(&hub->lock);
    hub->metrics.published++;
    for (Listening *l = *topic_bucket(hub, topic); l != NULL; l = l->next)
        if (str_eq((Str){l->topic, l->topic_len}, topic))
            stream_give(l->stream, event);
    event_release(event);
    (void)pthread_mutex_unlock(&hub->lock);
}

SseMetrics sse_metrics(const SseHub *hub)
{
    SseHub *unlocked = (SseHub *)(uintptr_t)hub; /* the lock is no part of what is const */
    (void)pthread_mutex_lock(&unlocked->lock);
    SseMetrics metrics = hub->metrics;
    (void)pthread_mutex_unlock(&unlocked->lock);
    return metrics;
}

void sse_hub_end(SseHub *hub)
{
    (void)pthread_mutex_lock(&hub->lock);
    hub->ended = true;
    for (SseStream *s = hub->streams; s != NULL; s = s->next)
        stream_end(s);
    (void)pthread_mutex_unlock(&hub->lock);
}

/* -- the heart -- */

static void beat_due(SseHub *hub)
{
    int64_t now = clock_monotonic_us() / 1000;
    for (SseStream *s = hub->streams; s != NULL; s = s->next)
        stream_beat(s, now);
}

static void *heart_run(void *self)
{
    SseHub *hub = self;
    int tick_ms = hub->limits.heartbeat_ms < 4000 ? hub->limits.heartbeat_ms / 4 + 1 : 1000;
    (void)pthread_mutex_lock(&hub->lock);
    while (!hub->stopping) {
        struct timespec until;
        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += tick_ms / 1000;
        until.tv_nsec += (long)(tick_ms % 1000) * 1000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        (void)pthread_cond_timedwait(&hub->wake, &hub->lock, &until);
        beat_due(hub);
    }
    (void)pthread_mutex_unlock(&hub->lock);
    return NULL;
}

SseHub *sse_hub_new(const SseLimits *limits)
{
    SseHub *hub = calloc(1, sizeof(SseHub));
    pthread_condattr_t monotonic;
    if (hub == NULL)
        abort();
    hub->limits = *limits;
    hub->opening = event_new(STR("retry: 3000\n\n"));
    hub->beat = event_new(STR(": beat\n\n"));
    hub->reload = event_new(STR("event: reload\ndata: {}\n\n"));
    (void)pthread_mutex_init(&hub->lock, NULL);
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&hub->wake, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    if (pthread_create(&hub->heart, NULL, heart_run, hub) != 0)
        abort();
    return hub;
}

void sse_hub_free(SseHub *hub)
{
    if (hub == NULL)
        return;
    (void)pthread_mutex_lock(&hub->lock);
    hub->stopping = true;
    (void)pthread_cond_signal(&hub->wake);
    (void)pthread_mutex_unlock(&hub->lock);
    (void)pthread_join(hub->heart, NULL);
    event_release(hub->opening);
    event_release(hub->beat);
    event_release(hub->reload);
    (void)pthread_cond_destroy(&hub->wake);
    (void)pthread_mutex_destroy(&hub->lock);
    free(hub);
}
