/* The keeper accepts connections (so that every limit on them is ours) and, five times a second, cuts off what is past
 * its deadline: the library has no deadline for a whole head or body, only for silence. */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <microhttpd.h>

#include "http/server_parts.h"

enum { TICK_MS = 200, ACCEPTS_AT_ONCE = 64 };

void keeper_wake(HttpServer *server)
{
    uint64_t one = 1;
    ssize_t n = write(server->wake, &one, sizeof one);
    (void)n; /* a full counter wakes it as well */
}

static bool welcome(HttpServer *server, const struct sockaddr *address)
{
    const HttpLimits *limits = &server->config.limits;
    Peer peer = peer_of(address);
    if (clients_count(&server->clients) >= limits->connections)
        return false;
    return peer_in(&peer, &server->trusted) || clients_count_of(&server->clients, &peer) < limits->connections_per_ip;
}

/* Who vanishes without a word (a phone in a lift) is given up after so long without an acknowledgement, instead of the
 * kernel's quarter of an hour: live streams notice it at their next heartbeat. */
static void expect_acknowledgement(const HttpServer *server, int fd)
{
    unsigned most_ms = (unsigned)server->config.limits.idle_ms;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &most_ms, sizeof most_ms);
}

/* Out of files: whoever waits stays in the queue, and we do not spin on it. */
static bool accept_failed(int error)
{
    if (error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM)
        (void)nanosleep(&(struct timespec){.tv_nsec = 50 * 1000 * 1000}, NULL);
    return error == ECONNABORTED || error == EINTR;
}

/* False: nothing more to accept just now. */
static bool accept_one(HttpServer *server)
{
    struct sockaddr_storage address;
    socklen_t len = sizeof address;
    int fd = accept4(server->listener, (struct sockaddr *)&address, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
        return accept_failed(errno);
    if (!welcome(server, (struct sockaddr *)&address)) {
        atomic_fetch_add(&server->counters.refused, 1);
        (void)close(fd);
        return true;
    }
    expect_acknowledgement(server, fd);
    atomic_fetch_add(&server->counters.accepted, 1);
    if (MHD_add_connection(server->daemon, fd, (struct sockaddr *)&address, len) != MHD_YES)
        atomic_fetch_add(&server->counters.refused, 1); /* the library has closed it */
    return true;
}

static void accept_some(HttpServer *server)
{
    for (int i = 0; i < ACCEPTS_AT_ONCE; i++)
        if (!accept_one(server))
            return;
}

static void stop_listening(HttpServer *server)
{
    if (server->listener >= 0)
        (void)close(server->listener);
    server->listener = -1;
}

void *keeper_run(void *self)
{
    HttpServer *server = self;
    while (!atomic_load(&server->stopped)) {
        struct pollfd wait[2] = {{.fd = server->wake, .events = POLLIN}, {.fd = server->listener, .events = POLLIN}};
        (void)poll(wait, 2, TICK_MS);
        if (wait[0].revents & POLLIN) {
            uint64_t count;
            ssize_t n = read(server->wake, &count, sizeof count);
            (void)n;
        }
        bool stopping = atomic_load(&server->stopping);
        if (stopping)
            stop_listening(server);
        else if (wait[1].revents != 0)
            accept_some(server);
        atomic_fetch_add(&server->counters.timed_out, clients_reap(&server->clients, stopping));
    }
    stop_listening(server);
    return NULL;
}
