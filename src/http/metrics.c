/* Counting; see metrics.h. */
#include "http/server_parts.h"

const int64_t http_latency_bounds_us[LATENCY_BUCKETS] = {100,   250,   500,    1000,   2500,    5000,
                                                         10000, 25000, 100000, 500000, 2000000, 10000000};

void counters_latency(Counters *counters, int64_t us)
{
    int bucket = 0;
    while (bucket < LATENCY_BUCKETS && us > http_latency_bounds_us[bucket])
        bucket++;
    atomic_fetch_add(&counters->latency[bucket], 1);
    atomic_fetch_add(&counters->latency_sum_us, (uint64_t)us);
}

HttpMetrics http_server_metrics(const HttpServer *server)
{
    HttpServer *unlocked = (HttpServer *)(uintptr_t)server; /* locks are no part of what is const */
    const Counters *c = &server->counters;
    HttpMetrics out = {
        .latency_sum_us = atomic_load(&c->latency_sum_us),
        .in_flight = atomic_load(&c->in_flight),
        .accepted = atomic_load(&c->accepted),
        .refused = atomic_load(&c->refused),
        .timed_out = atomic_load(&c->timed_out),
        .queued = workers_queued(unlocked->workers),
        .working = workers_busy(unlocked->workers),
        .connections = clients_count(&unlocked->clients),
    };
    for (int i = 0; i < 6; i++)
        out.by_class[i] = atomic_load(&c->by_class[i]);
    for (int i = 0; i <= LATENCY_BUCKETS; i++)
        out.latency[i] = atomic_load(&c->latency[i]);
    return out;
}
