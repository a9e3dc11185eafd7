/* Live updates: one hub, many parked streams, no thread each. A stream listens to a set of topics; what is published
 * to a topic reaches every stream that has it. A stream that cannot keep up is told to reload and ended. */
#ifndef GULOU_HTTP_SSE_H
#define GULOU_HTTP_SSE_H

#include "http/response.h"

typedef struct SseHub SseHub;

typedef struct SseLimits {
    unsigned streams; /* all together; beyond it sse_open fails with BUSY */
    unsigned queue;   /* events waiting in one stream */
    int heartbeat_ms; /* a comment line, so that gone clients are noticed */
} SseLimits;

typedef struct SseMetrics {
    uint64_t streams, opened, published, delivered, dropped; /* dropped: streams ended because they lagged */
} SseMetrics;

SseLimits sse_limits_default(void); /* 10,000 streams, 256 events, 15 s */
SseHub *sse_hub_new(const SseLimits *limits);
void sse_hub_free(SseHub *hub); /* after the server has stopped */
/* Makes `res` a stream. Topics are copied. After a HEAD request only the headers are answered. */
MUST_USE Err sse_open(SseHub *hub, const Request *req, Response *res, const Str *topics, size_t count);
/* Any thread, never blocks on a client. `event` is one word; `data` may have several lines. */
void sse_publish(SseHub *hub, Str topic, const char *event, Str data);
SseMetrics sse_metrics(const SseHub *hub);

#endif
