/* Every limit of the HTTP door is a number here. Past one, the client is told (413, 414, 431, 408, 503) or cut off;
 * none of them can be exceeded by a client's patience or size. Times are milliseconds. */
#ifndef GULOU_HTTP_LIMITS_H
#define GULOU_HTTP_LIMITS_H

#include <stddef.h>

typedef struct HttpLimits {
    size_t header_bytes; /* request line and headers together */
    size_t header_count;
    size_t url_bytes;
    size_t query_count;  /* query parameters, and fields of a form */
    size_t body_bytes;   /* JSON, forms and raw bodies */
    size_t upload_bytes; /* multipart bodies */
    size_t upload_parts;
    size_t discard_bytes; /* read and thrown away so that a sender of too much still hears the 413 */
    unsigned connections;
    unsigned connections_per_ip; /* trusted proxies are exempt */
    int header_ms;               /* all of the request's head, from its first byte (or the connection's start) */
    int body_ms;                 /* all of its body */
    int idle_ms;                 /* between requests; also the longest stall while sending an answer */
    int drain_ms;                /* how long a graceful stop waits for clients */
    unsigned workers;
    unsigned io_threads; /* they own the sockets */
    unsigned queue;      /* requests waiting for a worker; beyond it 503 */
} HttpLimits;

HttpLimits http_limits_default(void);

#endif
