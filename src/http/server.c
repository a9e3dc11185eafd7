/* Starting and stopping; see server.h. */
#include "http/server.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/hash.h"
#include "http/exchange.h"
#include "http/sse_stream.h"

/* -- starting -- */

static Err listen_failed(Ctx *ctx, const HttpConfig *config, const char *why)
{
    Str where = str_printf(ctx->arena, "%s:%d", config->address, config->port);
    return fail(ctx, ERR_STORAGE, MSG_LISTEN_FAILED, where, str_of(why));
}

static int open_listener(const struct addrinfo *where)
{
    int on = 1, off = 0;
    int fd = socket(where->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (where->ai_family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(fd, where->ai_addr, where->ai_addrlen) == 0 && listen(fd, 1024) == 0)
        return fd;
    int error = errno;
    (void)close(fd);
    errno = error;
    return -1;
}

static int port_of(int fd)
{
    struct sockaddr_storage address = {0};
    socklen_t len = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &len) != 0)
        return 0;
    if (address.ss_family == AF_INET6)
        return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

static Err listen_on(Ctx *ctx, HttpServer *server)
{
    const HttpConfig *config = &server->config;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    struct addrinfo *found = NULL;
    const char *port = str_z(ctx->arena, str_printf(ctx->arena, "%d", config->port));
    if (config->port < 0 || config->port > 65535 || getaddrinfo(config->address, port, &hints, &found) != 0)
        return fail(ctx, ERR_INVALID, MSG_ADDRESS_INVALID, str_of(config->address));
    server->listener = open_listener(found);
    int error = errno;
    freeaddrinfo(found);
    if (server->listener < 0)
        return listen_failed(ctx, config, strerror(error));
    server->port = port_of(server->listener);
    return OK;
}

static Err read_trusted(Ctx *ctx, HttpServer *server)
{
    const HttpConfig *config = &server->config;
    server->trusted.at = ARENA_ARRAY(server->arena, PeerBlock, config->trusted_proxy_count);
    for (; server->trusted.count < config->trusted_proxy_count; server->trusted.count++) {
        Str text = config->trusted_proxies[server->trusted.count];
        if (!peer_block_parse(text, &server->trusted.at[server->trusted.count]))
            return fail(ctx, ERR_INVALID, MSG_ADDRESS_INVALID, text);
    }
    return OK;
}

static Str new_run_id(Arena *arena)
{
    unsigned char id[6];
    Rand rand = rand_system();
    rand_bytes(&rand, id, sizeof id);
    return base64url(arena, id, sizeof id);
}

static Err server_open(Ctx *ctx, HttpServer *server)
{
    TRY(read_trusted(ctx, server));
    security_lines(server);
    server->run_id = new_run_id(server->arena);
    server->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (server->wake < 0)
        return listen_failed(ctx, &server->config, strerror(errno));
    TRY(listen_on(ctx, server));
    server->daemon = daemon_start(server);
    return server->daemon != NULL ? OK : listen_failed(ctx, &server->config, "libmicrohttpd");
}

static void server_free(HttpServer *server)
{
    if (server->listener >= 0)
        (void)close(server->listener);
    if (server->wake >= 0)
        (void)close(server->wake);
    clients_drop(&server->clients);
    arena_free(server->arena);
    free(server);
}

Err http_server_start(Ctx *ctx, const HttpConfig *config, HttpServer **out)
{
    HttpServer *server = calloc(1, sizeof *server);
    if (server == NULL)
        abort();
    server->config = *config;
    if (server->config.address == NULL)
        server->config.address = "127.0.0.1";
    server->arena = arena_new(0);
    server->listener = server->wake = -1;
    clients_init(&server->clients);
    Err err = server_open(ctx, server);
    if (err != OK) {
        server_free(server);
        return err;
    }
    server->workers = workers_new(config->limits.workers, config->limits.queue);
    if (pthread_create(&server->keeper, NULL, keeper_run, server) != 0)
        abort();
    *out = server;
    return OK;
}

int http_server_port(const HttpServer *server)
{
    return server->port;
}

/* -- stopping -- */

static void wait_until_none(_Atomic uint64_t *count, int most_ms)
{
    int64_t until = clock_monotonic_us() + (int64_t)most_ms * 1000;
    while (atomic_load(count) > 0 && clock_monotonic_us() < until)
        (void)nanosleep(&(struct timespec){.tv_nsec = 2 * 1000 * 1000}, NULL);
}

/* The library aborts the process when it is stopped with a connection suspended: so first everything in flight is
 * answered, the workers (who resume) are waited for without limit, and only sockets are ever cut. */
void http_server_stop(HttpServer *server)
{
    atomic_store(&server->stopping, true);
    keeper_wake(server);
    if (server->config.hub != NULL)
        sse_hub_end(server->config.hub);
    wait_until_none(&server->counters.in_flight, server->config.limits.drain_ms);
    clients_cut_all(&server->clients);
    workers_stop(server->workers);
    wait_until_none(&server->counters.in_flight, 1000);
    atomic_store(&server->stopped, true);
    keeper_wake(server);
    (void)pthread_join(server->keeper, NULL);
    MHD_stop_daemon(server->daemon);
    server_free(server);
}
