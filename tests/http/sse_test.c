/* Live updates over real sockets: parked streams, topics, laggards, gone clients, the end. */
#include "test.h"

#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "http/server.h"
#include "support/loopback.h"

static SseHub *hub;

static Err open_stream(Request *req, Response *res)
{
    Str topics[] = {request_query(req, "a"), request_query(req, "b")};
    return sse_open(hub, req, res, topics, topics[1].len > 0 ? 2 : 1);
}

static Err say_hello(Request *req, Response *res)
{
    (void)req;
    respond_bytes(res, "text/plain", STR("hello"));
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/live", open_stream, 0, BODY_NONE, 0},
    {HTTP_GET, "/api/hello", say_hello, 0, BODY_NONE, 0},
};

static Loopback fresh(Ctx *ctx, SseLimits limits)
{
    Loopback lo = loopback_new(ctx->arena, routes, COUNT_OF(routes));
    hub = sse_hub_new(&limits);
    lo.config.hub = hub;
    loopback_start(ctx, &lo);
    return lo;
}

static void finish(Loopback *lo)
{
    http_server_stop(lo->server);
    sse_hub_free(hub);
}

static int listen_to(const Loopback *lo, Arena *arena, const char *query)
{
    Str seen;
    int fd = loopback_connect(lo);
    send_text(fd, str_z(arena, str_printf(arena, "GET /api/live?%s HTTP/1.1\r\nHost: x\r\n\r\n", query)));
    assert_true(read_until(arena, fd, "retry: 3000\n\n\r\n", &seen));
    assert_true(answer_has(seen, "Content-Type: text/event-stream"));
    assert_true(answer_has(seen, "no-store"));
    return fd;
}

static bool wait_for_streams(uint64_t count)
{
    for (int i = 0; i < 3000; i++) {
        if (sse_metrics(hub).streams == count)
            return true;
        (void)nanosleep(&(struct timespec){.tv_nsec = 2 * 1000 * 1000}, NULL);
    }
    return false;
}

static long threads_now(void)
{
    char line[200];
    long threads = -1;
    FILE *f = fopen("/proc/self/status", "re");
    while (f != NULL && fgets(line, sizeof line, f) != NULL)
        (void)sscanf(line, "Threads: %ld", &threads);
    if (f != NULL)
        (void)fclose(f);
    return threads;
}

TEST(an_event_reaches_those_who_listen_to_its_topic_and_nobody_else)
{
    Ctx ctx = test_ctx();
    Str seen;
    Loopback lo = fresh(&ctx, sse_limits_default());
    int desk = listen_to(&lo, ctx.arena, "a=desk-1&b=all"), other = listen_to(&lo, ctx.arena, "a=desk-2&b=all");
    sse_publish(hub, STR("desk-1"), "case", STR("{\"n\":1}\n{\"n\":2}\r"));
    sse_publish(hub, STR("all"), "clock", STR("x"));
    assert_true(read_until(ctx.arena, desk, "data: x\n\n", &seen));
    assert_true(answer_has(seen, "event: case\ndata: {\"n\":1}\ndata: {\"n\":2}\n\n"));
    assert_true(read_until(ctx.arena, other, "data: x\n\n", &seen));
    assert_false(answer_has(seen, "event: case"));
    (void)close(desk);
    (void)close(other);
    finish(&lo);
}

TEST(three_hundred_streams_need_no_three_hundred_threads)
{
    enum { STREAMS = 300 };
    Ctx ctx = test_ctx();
    static int fds[STREAMS];
    struct rlimit files = {4096, 4096};
    (void)setrlimit(RLIMIT_NOFILE, &files);
    Loopback lo = fresh(&ctx, sse_limits_default());
    for (int i = 0; i < STREAMS; i++)
        fds[i] = listen_to(&lo, ctx.arena, "a=all");
    assert_true(wait_for_streams(STREAMS));
    assert_in_range(threads_now(), 1, 19);
    for (int i = 0; i < 200 && http_server_metrics(lo.server).working != 0; i++)
        (void)usleep(10000); /* the last worker puts its request down after the answer has gone */
    assert_int_equal(http_server_metrics(lo.server).working, 0);
    assert_int_equal(answer_status(ask(ctx.arena, &lo, "GET /api/hello HTTP/1.1\r\nHost: x\r\n\r\n")), 200);
    for (int round = 0; round < 3; round++)
        sse_publish(hub, STR("all"), "tick", str_printf(ctx.arena, "round-%d", round));
    for (int i = 0; i < STREAMS; i++) {
        Str seen;
        assert_true(read_until(ctx.arena, fds[i], "round-2\n\n", &seen));
        assert_true(answer_has(seen, "round-0"));
        (void)close(fds[i]);
    }
    finish(&lo);
}

TEST(a_client_that_has_gone_is_noticed_by_the_heartbeat)
{
    Ctx ctx = test_ctx();
    Loopback lo = fresh(&ctx, (SseLimits){.streams = 10, .queue = 10, .heartbeat_ms = 100});
    int stays = listen_to(&lo, ctx.arena, "a=all"), goes = listen_to(&lo, ctx.arena, "a=all");
    assert_true(wait_for_streams(2));
    (void)close(goes);
    assert_true(wait_for_streams(1));
    Str seen;
    assert_true(read_until(ctx.arena, stays, ": beat\n\n", &seen));
    (void)close(stays);
    finish(&lo);
}

TEST(a_client_that_cannot_keep_up_is_told_to_reload_and_dropped)
{
    Ctx ctx = test_ctx();
    Str seen;
    Loopback lo = fresh(&ctx, (SseLimits){.streams = 10, .queue = 4, .heartbeat_ms = 15000});
    int lags = listen_to(&lo, ctx.arena, "a=all");
    char *big = arena_alloc(ctx.arena, 200000);
    memset(big, 'x', 200000);
    for (int i = 0; i < 200 && sse_metrics(hub).dropped == 0; i++)
        sse_publish(hub, STR("all"), "big", (Str){big, 200000});
    assert_int_equal(sse_metrics(hub).dropped, 1);
    assert_true(read_until(ctx.arena, lags, "event: reload\ndata: {}\n\n", &seen));
    assert_false(answer_has(seen, "xevent")); /* a half sent event was sent whole first */
    assert_true(wait_for_streams(0));
    (void)close(lags);
    finish(&lo);
}

TEST(beyond_the_most_streams_the_next_is_told_to_come_back)
{
    Ctx ctx = test_ctx();
    Loopback lo = fresh(&ctx, (SseLimits){.streams = 1, .queue = 4, .heartbeat_ms = 15000});
    int first = listen_to(&lo, ctx.arena, "a=all");
    Str answer = ask(ctx.arena, &lo, "GET /api/live?a=all HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(answer_status(answer), 503);
    assert_true(answer_has(answer, "application/problem+json"));
    answer = ask(ctx.arena, &lo, "HEAD /api/live?a=all HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(answer_status(answer), 200);
    (void)close(first);
    finish(&lo);
}

TEST(a_stop_ends_every_stream_in_good_order)
{
    Ctx ctx = test_ctx();
    int fds[20];
    Str seen;
    Loopback lo = fresh(&ctx, sse_limits_default());
    for (int i = 0; i < 20; i++)
        fds[i] = listen_to(&lo, ctx.arena, "a=all");
    sse_publish(hub, STR("all"), "last", STR("word"));
    finish(&lo);
    for (int i = 0; i < 20; i++) {
        assert_true(read_until(ctx.arena, fds[i], "0\r\n\r\n", &seen)); /* the last chunk */
        assert_true(answer_has(seen, "data: word"));
        (void)close(fds[i]);
    }
}
