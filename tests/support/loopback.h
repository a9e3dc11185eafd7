/* A real server on 127.0.0.1 and a raw socket client, for tests of the HTTP door. */
#ifndef GULOU_TESTS_LOOPBACK_H
#define GULOU_TESTS_LOOPBACK_H

#include "http/server.h"

typedef struct Loopback {
    HttpServer *server;
    Router *router;
    HttpConfig config;
} Loopback;

/* A config with default limits, 4 workers, a free port and these routes; change it, then loopback_start. */
Loopback loopback_new(Arena *arena, const Route *routes, size_t count);
void loopback_start(Ctx *ctx, Loopback *loopback);
int loopback_connect(const Loopback *loopback);
void send_text(int fd, const char *text);
void send_bytes(int fd, const void *bytes, size_t len);
/* One answer: head and body (by its Content-Length, or to the end of the stream). Empty when the peer only closed. */
Str read_answer(Arena *arena, int fd, bool head_only);
/* Reads until `what` has come or the peer closed; false in the latter case and after five seconds. */
bool read_until(Arena *arena, int fd, const char *what, Str *all);
/* Connects, sends, reads one answer, closes. */
Str ask(Arena *arena, const Loopback *loopback, const char *request);
int answer_status(Str answer); /* 0: none */
bool answer_has(Str answer, const char *what);
bool peer_closed(int fd); /* within five seconds */

#endif
