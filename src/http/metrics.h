/* Counters of the HTTP door, for /metrics. Read with http_server_metrics: a consistent-enough copy. */
#ifndef GULOU_HTTP_METRICS_H
#define GULOU_HTTP_METRICS_H

#include <stdint.h>

enum { LATENCY_BUCKETS = 12 };

/* Upper bounds in microseconds; a last bucket takes the rest. */
extern const int64_t http_latency_bounds_us[LATENCY_BUCKETS];

typedef struct HttpMetrics {
    uint64_t by_class[6]; /* answers 1xx..5xx at their hundreds' digit; [0]: cut off without an answer */
    uint64_t latency[LATENCY_BUCKETS + 1]; /* from the last byte received to the answer's being ready; not cumulative */
    uint64_t latency_sum_us;
    uint64_t in_flight; /* requests begun and not yet sent whole; live streams included */
    uint64_t queued;    /* waiting for a worker */
    uint64_t working;   /* workers that are busy */
    uint64_t connections;
    uint64_t accepted, refused; /* connections */
    uint64_t timed_out;         /* connections that the reaper cut off */
} HttpMetrics;

#endif
