/* All open connections, each with what it is doing and until when it may: the reaper's book. */
#ifndef GULOU_HTTP_CLIENTS_H
#define GULOU_HTTP_CLIENTS_H

#include <pthread.h>
#include <stdatomic.h>

#include "http/peer.h"

typedef enum ClientPhase {
    CLIENT_HEAD, /* a request's head is arriving */
    CLIENT_BODY, /* its body is */
    CLIENT_WORK, /* ours to act: no deadline */
    CLIENT_SEND, /* the answer is going out; the library's own stall timeout holds */
    CLIENT_IDLE, /* between requests */
    CLIENT_CUT   /* the reaper has shut the socket down */
} ClientPhase;

typedef struct Client {
    struct Client *next, *prev;
    int fd;
    Peer peer;
    _Atomic int64_t state; /* deadline (monotonic ms) * 8 + phase: changed in one step */
} Client;

enum { CLIENTS_BUCKETS = 1024 };

typedef struct Clients {
    pthread_mutex_t lock;
    Client *first;
    struct PeerCount *buckets[CLIENTS_BUCKETS];
    size_t count;
} Clients;

void clients_init(Clients *clients);
void clients_drop(Clients *clients);
Client *client_open(Clients *clients, int fd, const Peer *peer);
void client_close(Clients *clients, Client *client);
size_t clients_count(Clients *clients);
size_t clients_count_of(Clients *clients, const Peer *peer);
/* False: the connection was cut off meanwhile. deadline_ms: from now; 0: none. */
bool client_enter(Client *client, ClientPhase phase, int deadline_ms);
/* Cuts off what is past its deadline and, when `idle_too`, what is idle. Returns how many. */
size_t clients_reap(Clients *clients, bool idle_too);
void clients_cut_all(Clients *clients);
/* Sends a small final answer past the library; only while it is reading, never while it writes. */
void client_last_words(const Client *client, int status);

#endif
