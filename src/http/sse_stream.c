/* One live stream: its queue, and how the library reads from it. A stream with nothing to say suspends its connection;
 * whoever queues something resumes it. While it is suspended the library cannot close it, so `connection` is valid
 * whenever `parked` is true. */
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "http/sse_parts.h"

enum { BLOCK = 4096 };

static void *or_die(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

SseEvent *event_new(Str text)
{
    SseEvent *event = or_die(malloc(sizeof(SseEvent) + text.len));
    event->refs = 1;
    event->len = text.len;
    memcpy(event->text, text.at, text.len);
    return event;
}

void event_release(SseEvent *event)
{
    if (--event->refs == 0)
        free(event);
}

Listening **topic_bucket(SseHub *hub, Str topic)
{
    return &hub->buckets[str_hash(topic) % SSE_BUCKETS];
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

void stream_give(SseStream *stream, SseEvent *event)
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

void stream_beat(SseStream *stream, int64_t now)
{
    if (!stream->parked || stream->beat_at_ms > now)
        return;
    queue_put(stream, stream->hub->beat);
    stream_wake(stream);
}

void stream_end(SseStream *stream)
{
    stream->ending = true;
    stream_wake(stream);
}

/* -- opening -- */

static void listen_to(SseStream *stream, Listening *l, Str topic)
{
    Listening **bucket = topic_bucket(stream->hub, topic);
    *l = (Listening){.next = *bucket, .link = bucket, .stream = stream, .topic_len = topic.len};
    l->topic = or_die(malloc(topic.len + 1));
    memcpy(l->topic, topic.at, topic.len);
    if (l->next != NULL)
        l->next->link = &l->next;
    *bucket = l;
}

SseStream *stream_new(SseHub *hub, const Str *topics, size_t count)
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
