/* See loopback.h. */
#include "support/loopback.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"

Loopback loopback_new(Arena *arena, const Route *routes, size_t count)
{
    Loopback loopback = {.router = router_new(arena)};
    router_add(loopback.router, routes, count);
    loopback.config = (HttpConfig){.limits = http_limits_default(), .router = loopback.router};
    loopback.config.limits.workers = 4;
    return loopback;
}

void loopback_start(Ctx *ctx, Loopback *loopback)
{
    if (http_server_start(ctx, &loopback->config, &loopback->server) != OK)
        abort();
}

int loopback_connect(const Loopback *loopback)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int on = 1;
    struct timeval patience = {.tv_sec = 5};
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)http_server_port(loopback->server)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
        abort();
    return fd;
}

void send_bytes(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t n = send(fd, at, len, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        at += n;
        len -= (size_t)n;
    }
}

void send_text(int fd, const char *text)
{
    send_bytes(fd, text, strlen(text));
}

/* -1: not there */
static ptrdiff_t content_length(Str head)
{
    ptrdiff_t at = str_find(head, STR("\r\nContent-Length: "));
    return at < 0 ? -1 : atol(head.at + at + 18);
}

static bool answer_whole(Str seen, bool head_only)
{
    ptrdiff_t end = str_find(seen, STR("\r\n\r\n"));
    if (end < 0)
        return false;
    ptrdiff_t length = content_length(str_slice(seen, 0, (size_t)end + 2));
    bool bodiless = head_only || str_starts(seen, STR("HTTP/1.1 304")) || str_starts(seen, STR("HTTP/1.1 204"));
    return bodiless || (length >= 0 && seen.len >= (size_t)end + 4 + (size_t)length);
}

Str read_answer(Arena *arena, int fd, bool head_only)
{
    Buf all = buf_new(arena);
    for (char byte; !answer_whole(buf_str(&all), head_only) && recv(fd, &byte, 1, 0) == 1;)
        buf_char(&all, byte);
    buf_char(&all, '\0');
    return str_slice(buf_str(&all), 0, all.len - 1);
}

bool read_until(Arena *arena, int fd, const char *what, Str *all)
{
    Buf seen = buf_new(arena);
    bool found = false;
    for (char byte; !found && recv(fd, &byte, 1, 0) == 1;) {
        buf_char(&seen, byte);
        found = str_ends(buf_str(&seen), str_of(what));
    }
    *all = buf_str(&seen);
    return found;
}

Str ask(Arena *arena, const Loopback *loopback, const char *request)
{
    int fd = loopback_connect(loopback);
    send_text(fd, request);
    Str answer = read_answer(arena, fd, strncmp(request, "HEAD", 4) == 0);
    (void)close(fd);
    return answer;
}

int answer_status(Str answer)
{
    return answer.len > 12 ? atoi(answer.at + 9) : 0;
}

bool answer_has(Str answer, const char *what)
{
    return str_find(answer, str_of(what)) >= 0;
}

bool peer_closed(int fd)
{
    char sink[4096];
    ssize_t n;
    while ((n = recv(fd, sink, sizeof sink, 0)) > 0)
        continue;
    return n == 0 || errno == ECONNRESET;
}
