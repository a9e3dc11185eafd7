/* The request's head as libmicrohttpd has it in its buffer, checked against the bytes that were sent. */
#ifndef GULOU_HTTP_WIRE_H
#define GULOU_HTTP_WIRE_H

#include "http/guard.h"

struct MHD_Connection;

typedef struct WireLine {
    const char *target_at; /* where the raw target stood in the library's buffer */
    Str target;            /* a copy of it: the library writes over its own */
    const char *method;
    const char *version;
} WireLine;

/* The result points into the connection's buffer: valid until the request has been answered. */
RequestHead wire_head(Arena *arena, struct MHD_Connection *connection, const WireLine *line);

#endif
