/* What the files of this room share of the server. */
#ifndef GULOU_HTTP_SERVER_PARTS_H
#define GULOU_HTTP_SERVER_PARTS_H

#include <pthread.h>
#include <stdatomic.h>

#include "http/clients.h"
#include "http/server.h"
#include "http/workers.h"

struct MHD_Daemon;

typedef struct HeaderLine {
    const char *name;
    const char *value;
} HeaderLine;

enum { SECURITY_LINES_MAX = 8 };

typedef struct Counters {
    _Atomic uint64_t by_class[6];
    _Atomic uint64_t latency[LATENCY_BUCKETS + 1];
    _Atomic uint64_t latency_sum_us, in_flight, accepted, refused, timed_out;
} Counters;

struct HttpServer {
    HttpConfig config;
    Arena *arena; /* lives as long as the server */
    struct MHD_Daemon *daemon;
    Clients clients;
    Workers *workers;
    Counters counters;
    PeerBlocks trusted;
    HeaderLine security[SECURITY_LINES_MAX];
    size_t security_count;
    int listener; /* the keeper's */
    int wake;     /* eventfd: the keeper is wanted */
    int port;
    Str run_id; /* random; a request's id is this and its number */
    _Atomic uint64_t requests;
    pthread_t keeper;
    atomic_bool stopping; /* accept nothing more, keep nothing alive */
    atomic_bool stopped;  /* the keeper may go */
};

/* daemon.c: the library with our callbacks; NULL when it cannot start. */
struct MHD_Daemon *daemon_start(HttpServer *server);
/* keeper.c: the thread that accepts connections and cuts off late ones. */
void *keeper_run(void *server);
void keeper_wake(HttpServer *server);
/* security.c: the headers that every answer carries. */
void security_lines(HttpServer *server);
void counters_latency(Counters *counters, int64_t us);

#endif
