/* The library's side of the server: its callbacks (cls is the server) and how it is started. */
#include <string.h>
#include <sys/socket.h>

#include <microhttpd.h>

#include "http/exchange.h"

static Client *client_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

static void on_connection(void *cls, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    HttpServer *server = cls;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (*context != NULL)
            client_close(&server->clients, *context);
        *context = NULL;
        return;
    }
    int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    Peer peer = peer_of(MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
    Client *client = client_open(&server->clients, fd, &peer);
    (void)client_enter(client, CLIENT_HEAD, server->config.limits.header_ms);
    *context = client;
}

static void *on_request_line(void *cls, const char *target, struct MHD_Connection *connection)
{
    HttpServer *server = cls;
    Client *client = client_of(connection);
    (void)client_enter(client, CLIENT_HEAD, server->config.limits.header_ms);
    return exchange_new(server, connection, client, target != NULL ? target : "");
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *data, size_t *size, void **context)
{
    (void)cls, (void)connection, (void)url;
    Exchange *ex = *context;
    bool go_on;
    if (ex->stage == STAGE_LINE) {
        go_on = exchange_head(ex, method, version);
    } else if (*size > 0) {
        go_on = exchange_body(ex, (Str){data, *size});
        *size = 0;
    } else {
        go_on = exchange_complete(ex);
    }
    return go_on ? MHD_YES : MHD_NO;
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode code)
{
    (void)connection, (void)code;
    HttpServer *server = cls;
    Exchange *ex = *context;
    *context = NULL;
    if (ex == NULL)
        return;
    if (ex->stage != STAGE_ANSWER)
        atomic_fetch_add(&server->counters.by_class[0], 1);
    (void)client_enter(ex->client, CLIENT_IDLE, server->config.limits.idle_ms);
    exchange_free(ex);
}

/* Targets are decoded by us, strictly, after they have been split. */
static size_t leave_encoded(void *cls, struct MHD_Connection *connection, char *text)
{
    (void)cls, (void)connection;
    return strlen(text);
}

/* The library keeps in one block of this size: the head, a copy of its cookies, its parsed lines, and our answer's
 * head. It clears the block, so every connection, parked streams too, really takes this much. */
static size_t connection_memory(const HttpLimits *limits)
{
    return limits->header_bytes * 3;
}

struct MHD_Daemon *daemon_start(HttpServer *server)
{
    const HttpLimits *limits = &server->config.limits;
    unsigned threads = limits->io_threads < 1 ? 1 : limits->io_threads;
    unsigned stall_seconds = (unsigned)(limits->idle_ms + 999) / 1000;
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, server},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_completed, server},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)on_request_line, server},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)leave_encoded, server},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, (intptr_t)connection_memory(limits), NULL},
        {MHD_OPTION_CONNECTION_LIMIT, (intptr_t)((limits->connections + 64) * threads), NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, (intptr_t)stall_seconds + 1, NULL},
        {threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, (intptr_t)threads, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET |
                                MHD_USE_ITC,
                            0, NULL, NULL, on_request, server, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}
