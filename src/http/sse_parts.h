/* The inside of the live-update hub, shared by its two files. One lock for everything in it: what is held under it is
 * short (a copy of at most one block, or one pointer pushed to each listener). */
#ifndef GULOU_HTTP_SSE_PARTS_H
#define GULOU_HTTP_SSE_PARTS_H

#include <pthread.h>

#include "http/sse_stream.h"

enum { SSE_BUCKETS = 4096 };

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
    Listening *buckets[SSE_BUCKETS];
    SseEvent *opening, *beat, *reload;
    SseMetrics metrics;
    bool ended, stopping;
};

/* sse_stream.c; all of them under the hub's lock */
SseStream *stream_new(SseHub *hub, const Str *topics, size_t count);
void stream_give(SseStream *stream, SseEvent *event); /* queues it, or drops the stream when it lags */
void stream_beat(SseStream *stream, int64_t now_ms);  /* a heartbeat, when one is due */
void stream_end(SseStream *stream);                   /* after what is queued */

SseEvent *event_new(Str text);
void event_release(SseEvent *event);
Listening **topic_bucket(SseHub *hub, Str topic);

#endif
