/* See clients.h. The lock is held while a socket is shut down, and the library's close callback takes it before the
 * file number can be given to another connection: the reaper never hits a stranger. */
#include "http/clients.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"

typedef struct PeerCount {
    struct PeerCount *next;
    Peer peer;
    size_t count;
} PeerCount;

static int64_t now_ms(void)
{
    return clock_monotonic_us() / 1000;
}

void clients_init(Clients *clients)
{
    *clients = (Clients){0};
    (void)pthread_mutex_init(&clients->lock, NULL);
}

void clients_drop(Clients *clients)
{
    (void)pthread_mutex_destroy(&clients->lock);
}

static void *or_die(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

static PeerCount **count_slot(Clients *clients, const Peer *one)
{
    Peer network = peer_network(one);
    const Peer *peer = &network;
    uint64_t hash = str_hash((Str){(const char *)peer->bytes, sizeof peer->bytes});
    PeerCount **slot = &clients->buckets[hash % CLIENTS_BUCKETS];
    while (*slot != NULL && memcmp(&(*slot)->peer, peer, sizeof *peer) != 0)
        slot = &(*slot)->next;
    return slot;
}

static void count_up(Clients *clients, const Peer *peer)
{
    PeerCount **slot = count_slot(clients, peer);
    if (*slot == NULL) {
        *slot = or_die(calloc(1, sizeof **slot));
        (*slot)->peer = peer_network(peer);
    }
    (*slot)->count++;
}

static void count_down(Clients *clients, const Peer *peer)
{
    PeerCount **slot = count_slot(clients, peer);
    PeerCount *entry = *slot;
    if (entry != NULL && --entry->count == 0) {
        *slot = entry->next;
        free(entry);
    }
}

Client *client_open(Clients *clients, int fd, const Peer *peer)
{
    Client *client = or_die(calloc(1, sizeof *client));
    client->fd = fd;
    client->peer = *peer;
    atomic_init(&client->state, CLIENT_WORK);
    (void)pthread_mutex_lock(&clients->lock);
    client->next = clients->first;
    if (client->next != NULL)
        client->next->prev = client;
    clients->first = client;
    clients->count++;
    count_up(clients, peer);
    (void)pthread_mutex_unlock(&clients->lock);
    return client;
}

void client_close(Clients *clients, Client *client)
{
    (void)pthread_mutex_lock(&clients->lock);
    if (client->prev != NULL)
        client->prev->next = client->next;
    else
        clients->first = client->next;
    if (client->next != NULL)
        client->next->prev = client->prev;
    clients->count--;
    count_down(clients, &client->peer);
    (void)pthread_mutex_unlock(&clients->lock);
    free(client);
}

size_t clients_count(Clients *clients)
{
    (void)pthread_mutex_lock(&clients->lock);
    size_t count = clients->count;
    (void)pthread_mutex_unlock(&clients->lock);
    return count;
}

size_t clients_count_of(Clients *clients, const Peer *peer)
{
    (void)pthread_mutex_lock(&clients->lock);
    PeerCount *entry = *count_slot(clients, peer);
    size_t count = entry != NULL ? entry->count : 0;
    (void)pthread_mutex_unlock(&clients->lock);
    return count;
}

static bool step(Client *client, int64_t from, int64_t to)
{
    return atomic_compare_exchange_strong(&client->state, &from, to);
}

bool client_enter(Client *client, ClientPhase phase, int deadline_ms)
{
    int64_t deadline = deadline_ms > 0 ? now_ms() + deadline_ms : 0;
    for (;;) {
        int64_t state = atomic_load(&client->state);
        if ((state & 7) == CLIENT_CUT)
            return false;
        if (step(client, state, deadline * 8 + (int64_t)phase))
            return true;
    }
}

void client_last_words(const Client *client, int status)
{
    static const char late[] = "{\"type\":\"about:blank\",\"title\":\"Request timeout\",\"status\":408,"
                               "\"detail\":\"请求超时，请重试。 The request took too long; please try again.\"}";
    static const char large[] = "{\"type\":\"about:blank\",\"title\":\"Too large\",\"status\":413,"
                                "\"detail\":\"内容太大。 That is too large.\"}";
    const char *body = status == 408 ? late : large;
    char answer[512];
    int len = snprintf(answer, sizeof answer,
                       "HTTP/1.1 %d %s\r\nContent-Type: application/problem+json\r\nCache-Control: no-store\r\n"
                       "X-Content-Type-Options: nosniff\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s",
                       status, status == 408 ? "Request Timeout" : "Content Too Large", strlen(body), body);
    (void)send(client->fd, answer, (size_t)len, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static bool cut(Client *client, int64_t state)
{
    if (!step(client, state, CLIENT_CUT))
        return false;
    ClientPhase phase = (ClientPhase)(state & 7);
    if (phase == CLIENT_HEAD || phase == CLIENT_BODY)
        client_last_words(client, 408);
    (void)shutdown(client->fd, SHUT_RDWR);
    return true;
}

size_t clients_reap(Clients *clients, bool idle_too)
{
    size_t reaped = 0;
    int64_t now = now_ms();
    (void)pthread_mutex_lock(&clients->lock);
    for (Client *client = clients->first; client != NULL; client = client->next) {
        int64_t state = atomic_load(&client->state);
        bool late = state / 8 != 0 && state / 8 <= now;
        if (late || (idle_too && (state & 7) == CLIENT_IDLE))
            reaped += cut(client, state);
    }
    (void)pthread_mutex_unlock(&clients->lock);
    return reaped;
}

void clients_cut_all(Clients *clients)
{
    (void)pthread_mutex_lock(&clients->lock);
    for (Client *client = clients->first; client != NULL; client = client->next) {
        atomic_store(&client->state, CLIENT_CUT);
        (void)shutdown(client->fd, SHUT_RDWR);
    }
    (void)pthread_mutex_unlock(&clients->lock);
}
