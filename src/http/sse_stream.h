/* The server's side of live streams: how an answer becomes one, and how all of them end. */
#ifndef GULOU_HTTP_SSE_STREAM_H
#define GULOU_HTTP_SSE_STREAM_H

#include "http/sse.h"

struct MHD_Connection;
struct MHD_Response;

typedef struct SseStream SseStream;

/* The library's response now owns the stream. */
struct MHD_Response *sse_answer(SseStream *stream, struct MHD_Connection *connection);
void sse_abandon(SseStream *stream); /* when it never became an answer */
/* Every stream ends after what is queued; later sse_open fails with BUSY. */
void sse_hub_end(SseHub *hub);

#endif
