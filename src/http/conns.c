/* See conns.h. The lock is held while a socket is shut down, and the library's close callback takes it before the file
 * number can be given to another connection: the reaper never hits a stranger. */
#include "http/conns.h"

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

void conns_init(Conns *conns)
{
    *conns = (Conns){0};
    (void)pthread_mutex_init(&conns->lock, NULL);
}

void conns_drop(Conns *conns)
{
    (void)pthread_mutex_destroy(&conns->lock);
}

static void *or_die(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

static PeerCount **count_slot(Conns *conns, const Peer *peer)
{
    uint64_t hash = str_hash((Str){(const char *)peer->bytes, sizeof peer->bytes});
    PeerCount **slot = &conns->buckets[hash % CONNS_BUCKETS];
    while (*slot != NULL && memcmp(&(*slot)->peer, peer, sizeof *peer) != 0)
        slot = &(*slot)->next;
    return slot;
}

static void count_up(Conns *conns, const Peer *peer)
{
    PeerCount **slot = count_slot(conns, peer);
    if (*slot == NULL) {
        *slot = or_die(calloc(1, sizeof **slot));
        (*slot)->peer = *peer;
    }
    (*slot)->count++;
}

static void count_down(Conns *conns, const Peer *peer)
{
    PeerCount **slot = count_slot(conns, peer);
    PeerCount *entry = *slot;
    if (entry != NULL && --entry->count == 0) {
        *slot = entry->next;
        free(entry);
    }
}

Conn *conn_open(Conns *conns, int fd, const Peer *peer)
{
    Conn *conn = or_die(calloc(1, sizeof *conn));
    conn->fd = fd;
    conn->peer = *peer;
    atomic_init(&conn->state, CONN_WORK);
    (void)pthread_mutex_lock(&conns->lock);
    conn->next = conns->first;
    if (conn->next != NULL)
        conn->next->prev = conn;
    conns->first = conn;
    conns->count++;
    count_up(conns, peer);
    (void)pthread_mutex_unlock(&conns->lock);
    return conn;
}

void conn_close(Conns *conns, Conn *conn)
{
    (void)pthread_mutex_lock(&conns->lock);
    if (conn->prev != NULL)
        conn->prev->next = conn->next;
    else
        conns->first = conn->next;
    if (conn->next != NULL)
        conn->next->prev = conn->prev;
    conns->count--;
    count_down(conns, &conn->peer);
    (void)pthread_mutex_unlock(&conns->lock);
    free(conn);
}

size_t conns_count(Conns *conns)
{
    (void)pthread_mutex_lock(&conns->lock);
    size_t count = conns->count;
    (void)pthread_mutex_unlock(&conns->lock);
    return count;
}

size_t conns_count_of(Conns *conns, const Peer *peer)
{
    (void)pthread_mutex_lock(&conns->lock);
    PeerCount *entry = *count_slot(conns, peer);
    size_t count = entry != NULL ? entry->count : 0;
    (void)pthread_mutex_unlock(&conns->lock);
    return count;
}

static bool step(Conn *conn, int64_t from, int64_t to)
{
    return atomic_compare_exchange_strong(&conn->state, &from, to);
}

bool conn_enter(Conn *conn, ConnPhase phase, int deadline_ms)
{
    int64_t deadline = deadline_ms > 0 ? now_ms() + deadline_ms : 0;
    for (;;) {
        int64_t state = atomic_load(&conn->state);
        if ((state & 7) == CONN_CUT)
            return false;
        if (step(conn, state, deadline * 8 + (int64_t)phase))
            return true;
    }
}

void conn_last_words(const Conn *conn, int status)
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
    (void)send(conn->fd, answer, (size_t)len, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static bool cut(Conn *conn, int64_t state)
{
    if (!step(conn, state, CONN_CUT))
        return false;
    ConnPhase phase = (ConnPhase)(state & 7);
    if (phase == CONN_HEAD || phase == CONN_BODY)
        conn_last_words(conn, 408);
    (void)shutdown(conn->fd, SHUT_RDWR);
    return true;
}

size_t conns_reap(Conns *conns, bool idle_too)
{
    size_t reaped = 0;
    int64_t now = now_ms();
    (void)pthread_mutex_lock(&conns->lock);
    for (Conn *conn = conns->first; conn != NULL; conn = conn->next) {
        int64_t state = atomic_load(&conn->state);
        bool late = state / 8 != 0 && state / 8 <= now;
        if (late || (idle_too && (state & 7) == CONN_IDLE))
            reaped += cut(conn, state);
    }
    (void)pthread_mutex_unlock(&conns->lock);
    return reaped;
}

void conns_cut_all(Conns *conns)
{
    (void)pthread_mutex_lock(&conns->lock);
    for (Conn *conn = conns->first; conn != NULL; conn = conn->next) {
        atomic_store(&conn->state, CONN_CUT);
        (void)shutdown(conn->fd, SHUT_RDWR);
    }
    (void)pthread_mutex_unlock(&conns->lock);
}
