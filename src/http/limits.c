/* The figures a district starts with; operators may change each (docs/operating.md). */
#include "http/limits.h"

HttpLimits http_limits_default(void)
{
    return (HttpLimits){
        .header_bytes = 8 * 1024,
        .header_count = 64,
        .url_bytes = 4096,
        .query_count = 64,
        .body_bytes = 1024 * 1024,
        .upload_bytes = 25 * 1024 * 1024,
        .upload_parts = 32,
        .discard_bytes = 64 * 1024 * 1024,
        .connections = 8192,
        .connections_per_ip = 512, /* a whole office may sit behind one address */
        .header_ms = 10 * 1000,
        .body_ms = 180 * 1000, /* 25 MiB at about 150 KB/s */
        .idle_ms = 30 * 1000,
        .drain_ms = 10 * 1000,
        .workers = 64,
        .io_threads = 2,
        .queue = 1024,
    };
}
