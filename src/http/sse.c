/* One lock for the hub: what is held under it is short (a copy of at most one block, or pushing one pointer to each
 * listener). A stream with nothing to say suspends its connection; whoever queues something resumes it. While it is
 * suspended the library cannot close it, so `connection` is valid whenever `parked` is true. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "base/buf.h"
#include "http/sse_stream.h"

enum { BUCKETS = 4096, BLOCK = 4096 };

typedef struct SseEvent {
    size_t refs; /* under the hub's lock */
    size_t len;
    char text[];
} SseEvent;

typedef struct Listening { /* one topic of one stream */
    struct Listening *next, **link;
    SseStream *stream;
    char *topic;
    size_t topic_len;
} Listening;

struct SseStream {
    SseHub *hub;
    struct MHD_Connection *connection;
    SseStream *next, **link;
    Listening *topics;
    size_t topic_count;
    SseEvent **queue; /* a ring, grown as needed up to the hub's limit */
    size_t head, len, room;
    size_t sent; /* bytes of the first queued event */
    int64_t beat_at_ms;
    bool parked, ending;
};

struct SseHub {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t heart;
    SseLimits limits;
    SseStream *streams;
    Listening *buckets[BUCKETS];
    SseEvent *opening, *beat, *reload;
    SseMetrics metrics;
    bool ended, stopping;
};

SseLimits sse_limits_default(void)
{
    return (SseLimits){.streams = 10000, .queue = 256, .heartbeat_ms = 15000};
}

static void *or_die(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

static SseEvent *event_new(Str text)
{
    SseEvent *event = or_die(malloc(sizeof(SseEvent) + text.len));
    event->refs = 1;
    event->len = text.len;
    memcpy(event->text, text.at, text.len);
    return event;
}

static void event_release(SseEvent *event)
{
    if (--event->refs == 0)
        free(event);
}

static Listening **bucket_of(SseHub *hub, Str topic)
{
    return &hub->buckets[str_hash(topic) % BUCKETS];
}

static int64_t now_ms(void)
{
    return clock_monotonic_us() / 1000;
}

/* -- a stream's queue, under the hub's lock -- */

static void queue_grow(SseStream *stream)
{
    size_t room = stream->room == 0 ? 4 : stream->room * 2;
    SseEvent **queue = or_die(calloc(room, sizeof(SseEvent *)));
    for (size_t i = 0; i < stream->len; i++)
        queue[i] = stream->queue[(stream->head + i) % stream->room];
    free(stream->queue);
    stream->queue = queue;
    stream->room = room;
    stream->head = 0;
}

static void queue_put(SseStream *stream, SseEvent *event)
{
    if (stream->len == stream->room)
        queue_grow(stream);
    stream->queue[(stream->head + stream->len++) % stream->room] = event;
    event->refs++;
}

static void queue_pop(SseStream *stream)
{
    event_release(stream->queue[stream->head]);
    stream->head = (stream->head + 1) % stream->room;
    stream->len--;
    stream->sent = 0;
}

static void stream_wake(SseStream *stream)
{
    if (!stream->parked)
        return;
    stream->parked = false;
    MHD_resume_connection(stream->connection);
}

/* The rest of an event half sent must still go out, or the text after it would be misread. */
static void stream_overflow(SseStream *stream)
{
    size_t keep = stream->sent > 0 ? 1 : 0;
    while (stream->len > keep)
        event_release(stream->queue[(stream->head + --stream->len) % stream->room]);
    queue_put(stream, stream->hub->reload);
    stream->ending = true;
    stream->hub->metrics.dropped++;
}

static void stream_give(SseStream *stream, SseEvent *event)
{
    if (stream->ending)
        return;
    if (stream->len >= stream->hub->limits.queue) {
        stream_overflow(stream);
    } else {
        queue_put(stream, event);
        stream->hub->metrics.delivered++;
    }
    stream_wake(stream);
}

/* -- the library's side -- */

static ssize_t stream_take(SseStream *stream, char *out, size_t most)
{
    SseEvent *event = stream->queue[stream->head];
    size_t left = event->len - stream->sent;
    size_t n = left < most ? left : most;
    memcpy(out, event->text + stream->sent, n);
    stream->sent += n;
    if (stream->sent == event->len)
        queue_pop(stream);
    stream->beat_at_ms = now_ms() + stream->hub->limits.heartbeat_ms;
    return (ssize_t)n;
}

static ssize_t stream_read(void *self, uint64_t position, char *out, size_t most)
{
    (void)position;
    SseStream *stream = self;
    ssize_t n = 0;
    (void)pthread_mutex_lock(&stream->hub->lock);
    if (stream->len > 0) {
        n = stream_take(stream, out, most);
    } else if (stream->ending) {
        n = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        MHD_suspend_connection(stream->connection);
        stream->parked = true;
    }
    (void)pthread_mutex_unlock(&stream->hub->lock);
    return n;
}

static void stream_free(void *self)
{
    SseStream *stream = self;
    SseHub *hub = stream->hub;
    (void)pthread_mutex_lock(&hub->lock);
    for (size_t i = 0; i < stream->topic_count; i++) {
        Listening *l = &stream->topics[i];
        *l->link = l->next;
        if (l->next != NULL)
            l->next->link = l->link;
        free(l->topic);
    }
    *stream->link = stream->next;
    if (stream->next != NULL)
        stream->next->link = stream->link;
    while (stream->len > 0)
        queue_pop(stream);
    hub->metrics.streams--;
    (void)pthread_mutex_unlock(&hub->lock);
    free(stream->queue);
    free(stream->topics);
    free(stream);
}

struct MHD_Response *sse_answer(SseStream *stream, struct MHD_Connection *connection)
{
    stream->connection = connection;
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, stream_read, stream, stream_free);
}

void sse_abandon(SseStream *stream)
{
    stream_free(stream);
}

/* -- the caller's side -- */

static void listen_to(SseStream *stream, Listening *l, Str topic)
{
    Listening **bucket = bucket_of(stream->hub, topic);
    *l = (Listening){.next = *bucket, .link = bucket, .stream = stream, .topic_len = topic.len};
    l->topic = or_die(malloc(topic.len + 1));
    memcpy(l->topic, topic.at, topic.len);
    if (l->next != NULL)
        l->next->link = &l->next;
    *bucket = l;
}

static SseStream *stream_new(SseHub *hub, const Str *topics, size_t count)
{
    SseStream *stream = or_die(calloc(1, sizeof(SseStream)));
    stream->hub = hub;
    stream->topics = or_die(calloc(count + 1, sizeof(Listening)));
    for (; stream->topic_count < count; stream->topic_count++)
        listen_to(stream, &stream->topics[stream->topic_count], topics[stream->topic_count]);
    stream->next = hub->streams;
    stream->link = &hub->streams;
    if (stream->next != NULL)
        stream->next->link = &stream->next;
    hub->streams = stream;
    stream->beat_at_ms = now_ms() + hub->limits.heartbeat_ms;
    hub->metrics.streams++;
    hub->metrics.opened++;
    queue_put(stream, hub->opening);
    return stream;
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
    for (Listening *l = *bucket_of(hub, topic); l != NULL; l = l->next)
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
    for (SseStream *s = hub->streams; s != NULL; s = s->next) {
        s->ending = true;
        stream_wake(s);
    }
    (void)pthread_mutex_unlock(&hub->lock);
}

/* -- the heart -- */

static void beat_due(SseHub *hub)
{
    int64_t now = now_ms();
    for (SseStream *s = hub->streams; s != NULL; s = s->next)
        if (s->parked && s->beat_at_ms <= now) {
            queue_put(s, hub->beat);
            stream_wake(s);
        }
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
    SseHub *hub = or_die(calloc(1, sizeof(SseHub)));
    pthread_condattr_t monotonic;
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
