/* See line.h. */
#include "calls/line.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "domain/actor.h"
#include "domain/district.h"

enum {
    CONNECT_MS = 10000,
    QUIET_MS = 20000, /* then we ask for life */
    UNANSWERED_MOST = 3,
    WAIT_LEAST_MS = 500,
    WAIT_MOST_MS = 60000,
    TELL_TRIES = 6,
};

typedef enum Woken { WOKEN_STOP, WOKEN_READY, WOKEN_TIME } Woken;

static Woken wait_for(const Line *line, short events, int milliseconds)
{
    struct pollfd polled[] = {{.fd = line->stop[0], .events = POLLIN}, {.fd = line->socket, .events = events}};
    int ready = poll(polled, line->socket >= 0 ? 2 : 1, milliseconds);
    if (ready > 0 && polled[0].revents != 0)
        return WOKEN_STOP;
    return ready > 0 ? WOKEN_READY : WOKEN_TIME;
}

static void hang_up(Line *line)
{
    if (line->socket >= 0)
        close(line->socket);
    line->socket = -1;
}

static bool connect_to(Line *line, const struct addrinfo *at)
{
    int error = 0;
    socklen_t size = sizeof error;
    line->socket = socket(at->ai_family, at->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, at->ai_protocol);
    if (line->socket < 0)
        return false;
    if (connect(line->socket, at->ai_addr, at->ai_addrlen) == 0)
        return true;
    if (errno == EINPROGRESS && wait_for(line, POLLOUT, CONNECT_MS) == WOKEN_READY &&
        getsockopt(line->socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0)
        return true;
    hang_up(line);
    return false;
}

static bool dial(Line *line, Arena *arena)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    Str port = str_printf(arena, "%d", line->to->port);
    if (getaddrinfo(str_z(arena, line->to->host), port.at, &hints, &found) != 0)
        return false;
    bool connected = false;
    for (const struct addrinfo *at = found; at != NULL && !connected; at = at->ai_next)
        connected = connect_to(line, at);
    freeaddrinfo(found);
    return connected;
}

void line_send(Line *line, Str text)
{
    size_t sent = 0;
    while (sent < text.len && line->socket >= 0) {
        ssize_t n = send(line->socket, text.at + sent, text.len - sent, MSG_NOSIGNAL);
        if (n > 0)
            sent += (size_t)n;
        else if (errno != EAGAIN || wait_for(line, POLLOUT, CONNECT_MS) != WOKEN_READY)
            return; /* what breaks here is found by reading */
    }
}

static Err hear(Tx *tx, const void *in, void *out)
{
    return hear_phone(tx, in, out);
}

static bool may_pass(Err err)
{
    return err == ERR_BUSY || err == ERR_STORAGE;
}

void line_tell(Line *line, Arena *arena, const PhoneTold *told)
{
    Rand rand = rand_system();
    Err err = OK;
    for (int tries = 0; tries < TELL_TRIES; tries++) {
        PhoneHeard heard;
        Ctx ctx = {.arena = arena,
                   .now = clock_now(),
                   .rand = &rand,
                   .jurisdiction = line->setup->district->code,
                   .district = line->setup->district,
                   .actor = &system_actor};
        PhoneTold at = *told;
        if (at.event.at == 0)
            at.event.at = ctx.now;
        err = db_write(line->setup->db, &ctx, hear, &at, &heard);
        if (!may_pass(err))
            break;
        if (wait_for(&(Line){.socket = -1, .stop = {line->stop[0], line->stop[1]}}, 0, 250 << tries) == WOKEN_STOP)
            return;
    }
    if (err != OK)
        log_line(LOG_WARN, "an event of a telephone call was not taken", LOG_STR("line", str_of(line->protocol->name)),
                 LOG_STR("event", str_of(phone_event_code(told->event.type))), LOG_STR("error", str_of(err_name(err))));
}

/* Until it breaks. Whoever is asked for life and never answers is gone. */
static void listen_on(Line *line)
{
    char bytes[16384];
    int unanswered = 0;
    line->admitted = false;
    line->protocol->open(line);
    for (;;) {
        Woken woken = wait_for(line, POLLIN, QUIET_MS);
        if (woken == WOKEN_STOP || (woken == WOKEN_TIME && ++unanswered == UNANSWERED_MOST))
            return;
        if (woken == WOKEN_TIME) {
            line->protocol->ask(line);
            continue;
        }
        ssize_t n = recv(line->socket, bytes, sizeof bytes, 0);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
            return;
        unanswered = 0;
        if (n > 0 && !line->protocol->take(line, (Str){bytes, (size_t)n}))
            return;
    }
}

static void *keep_line(void *self)
{
    Line *line = self;
    Str name = str_of(line->protocol->name);
    int wait = WAIT_LEAST_MS;
    do {
        Arena *arena = arena_new(0);
        bool connected = dial(line, arena);
        arena_free(arena);
        if (connected)
            listen_on(line);
        hang_up(line);
        wait = connected && line->admitted ? WAIT_LEAST_MS : wait * 2 > WAIT_MOST_MS ? WAIT_MOST_MS : wait * 2;
        if (wait_for(line, 0, 0) == WOKEN_STOP)
            break;
        log_line(LOG_WARN, "no line to the telephone system; trying again", LOG_STR("line", name),
                 LOG_I64("wait_ms", wait));
    } while (wait_for(line, 0, wait) != WOKEN_STOP);
    return NULL;
}

bool line_start(Line *line)
{
    line->socket = -1;
    if (pipe2(line->stop, O_CLOEXEC) != 0)
        return false;
    line->running = pthread_create(&line->thread, NULL, keep_line, line) == 0;
    return line->running;
}

void line_stop(Line *line)
{
    if (!line->running)
        return;
    if (write(line->stop[1], "x", 1) != 1)
        log_line(LOG_ERROR, "a line cannot be told to stop");
    (void)pthread_join(line->thread, NULL);
    close(line->stop[0]);
    close(line->stop[1]);
    line->running = false;
}
