/* All open connections, each with what it is doing and until when it may: the reaper's book. */
#ifndef GULOU_HTTP_CONNS_H
#define GULOU_HTTP_CONNS_H

#include <pthread.h>
#include <stdatomic.h>

#include "http/peer.h"

typedef enum ConnPhase {
    CONN_HEAD, /* a request's head is arriving */
    CONN_BODY, /* its body is */
    CONN_WORK, /* ours to act: no deadline */
    CONN_SEND, /* the answer is going out; the library's own stall timeout holds */
    CONN_IDLE, /* between requests */
    CONN_CUT   /* the reaper has shut the socket down */
} ConnPhase;

typedef struct Conn {
    struct Conn *next, *prev;
    int fd;
    Peer peer;
    _Atomic int64_t state; /* deadline (monotonic ms) * 8 + phase: changed in one step */
} Conn;

enum { CONNS_BUCKETS = 1024 };

typedef struct Conns {
    pthread_mutex_t lock;
    Conn *first;
    struct PeerCount *buckets[CONNS_BUCKETS];
    size_t count;
} Conns;

void conns_init(Conns *conns);
void conns_drop(Conns *conns);
Conn *conn_open(Conns *conns, int fd, const Peer *peer);
void conn_close(Conns *conns, Conn *conn);
size_t conns_count(Conns *conns);
size_t conns_count_of(Conns *conns, const Peer *peer);
/* False: the connection was cut off meanwhile. deadline_ms: from now; 0: none. */
bool conn_enter(Conn *conn, ConnPhase phase, int deadline_ms);
/* Cuts off what is past its deadline and, when `idle_too`, what is idle. Returns how many. */
size_t conns_reap(Conns *conns, bool idle_too);
void conns_cut_all(Conns *conns);
/* Sends a small final answer past the library; only while it is reading, never while it writes. */
void conn_last_words(const Conn *conn, int status);

#endif
