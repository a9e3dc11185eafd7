/* The door as a client meets it: real sockets on 127.0.0.1. */
#include "test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/server.h"
#include "support/loopback.h"

static atomic_int in_slow_handler;
static atomic_int slow_ms = 300;

static Err say_hello(Request *req, Response *res)
{
    (void)req;
    respond_bytes(res, "text/plain; charset=utf-8", STR("hello"));
    return OK;
}

static Err say_case(Request *req, Response *res)
{
    JsonOut out = json_out(req->ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "number", request_param(req, "number"));
    json_field_str(&out, "q", request_query(req, "q"));
    json_field_str(&out, "ip", req->client_ip);
    json_field_str(&out, "sid", request_cookie(req, "sid"));
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

static Err echo_body(Request *req, Response *res)
{
    respond_bytes(res, "application/json", req->body);
    return OK;
}

static Err count_upload(Request *req, Response *res)
{
    const Upload *photo = request_upload(req, "photo");
    if (photo == NULL || access(photo->path, R_OK) != 0)
        return fail(req->ctx, ERR_INVALID, MSG_FIELD_MISSING, STR("photo"));
    respond_bytes(res, "text/plain",
                  str_printf(req->ctx->arena, "%zu " STR_FMT, photo->size, STR_ARG(request_field(req, "words"))));
    return OK;
}

static Err sleep_a_while(Request *req, Response *res)
{
    atomic_fetch_add(&in_slow_handler, 1);
    (void)nanosleep(&(struct timespec){.tv_nsec = atomic_load(&slow_ms) * 1000000L}, NULL);
    atomic_fetch_sub(&in_slow_handler, 1);
    return say_hello(req, res);
}

static Err refuse(Request *req, Response *res)
{
    (void)res;
    return fail(req->ctx, ERR_TOO_MANY, MSG_TOO_MANY, STR("17"));
}

static Err long_text(Request *req, Response *res)
{
    char *text = arena_alloc(req->ctx->arena, 5000);
    memset(text, 'a', 5000);
    res->etag = STR("\"v1\"");
    respond_bytes(res, "application/json", (Str){text, 5000});
    return OK;
}

static Err huge_text(Request *req, Response *res)
{
    char *text = arena_alloc(req->ctx->arena, 4000000);
    memset(text, 'b', 4000000);
    respond_bytes(res, "application/octet-stream", (Str){text, 4000000});
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/hello", say_hello, 0, BODY_NONE, 0},
    {HTTP_GET, "/api/cases/{number}", say_case, 0, BODY_NONE, 0},
    {HTTP_POST, "/api/echo", echo_body, 0, BODY_JSON, 0},
    {HTTP_POST, "/api/photos", count_upload, 0, BODY_UPLOAD, 0},
    {HTTP_GET, "/api/slow", sleep_a_while, 0, BODY_NONE, 0},
    {HTTP_GET, "/api/busy", refuse, 0, BODY_NONE, 0},
    {HTTP_GET, "/api/long", long_text, 0, BODY_NONE, 0},
    {HTTP_GET, "/api/huge", huge_text, 0, BODY_NONE, 0},
};

static Loopback fresh(Ctx *ctx)
{
    return loopback_new(ctx->arena, routes, COUNT_OF(routes));
}

#define GET(path) "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"

TEST(a_simple_request_is_answered_with_the_security_headers)
{
    Ctx ctx = test_ctx();
    Loopback lo = fresh(&ctx);
    lo.config.image_sources = "https://tiles.example";
    loopback_start(&ctx, &lo);
    Str answer = ask(ctx.arena, &lo, GET("/api/hello"));
    assert_int_equal(answer_status(answer), 200);
    assert_true(answer_has(answer, "\r\n\r\nhello"));
    assert_true(answer_has(answer, "img-src 'self' data: blob: https://tiles.example;"));
    assert_true(answer_has(answer, "frame-ancestors 'self'"));
    assert_true(answer_has(answer, "X-Content-Type-Options: nosniff"));
    assert_true(answer_has(answer, "Cache-Control: no-store"));
    assert_false(answer_has(answer, "Strict-Transport-Security"));
    http_server_stop(lo.server);
}

TEST(parameters_query_and_cookies_arrive_decoded)
{
    Ctx ctx = test_ctx();
    Loopback lo = fresh(&ctx);
    loopback_start(&ctx, &lo);
    Str answer = ask(ctx.arena, &lo,
                     "GET /api/cases/GL%2F5?q=a+b%26%E9%BC%93 HTTP/1.1\r\nHost: x\r\nCookie: a=1; sid=xyz\r\n\r\n");
    assert_true(answer_has(answer, "{\"number\":\"GL/5\",\"q\":\"a b&鼓\",\"ip\":\"127.0.0.1\",\"sid\":\"xyz\"}"));
    assert_int_equal(answer_status(ask(ctx.arena, &lo, GET("/api/cases/%00"))), 400);
    assert_int_equal(answer_status(ask(ctx.arena, &lo, GET("/api/cases/%c0%af"))), 400);
    assert_int_equal(answer_status(ask(ctx.arena, &lo, GET("/api/cases/5?q=%zz"))), 400);
    assert_int_equal(answer_status(ask(ctx.arena, &lo, GET("/api/cases/%2e%2e"))), 400);
    http_server_stop(lo.server);
}

TEST(a_forwarded_address_is_believed_only_from_a_trusted_proxy)
{
    Ctx ctx = test_ctx();
    static const Str proxies[] = {STR("127.0.0.0/8"), STR("10.0.0.0/8")};
    const char *request =
        "GET /api/cases/5 HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 6.6.6.6, 203.0.113.9, 10.1.2.3\r\n\r\n";
    Loopback lo = fresh(&ctx);
    loopback_start(&ctx, &lo);
    assert_true(answer_has(ask(ctx.arena, &lo, request), "\"ip\":\"127.0.0.1\""));
    http_server_stop(lo.server);
    lo.config.trusted_proxies = proxies;
    lo.config.trusted_proxy_count = 2;
    loopback_start(&ctx, &lo);
    assert_true(answer_has(ask(ctx.arena, &lo, request), "\"ip\":\"203.0.113.9\""));
    http_server_stop(lo.server);
}

TEST(an_unknown_address_and_a_wrong_method_are_told_apart)
{
    Ctx ctx = test_ctx();
    Loopback lo = fresh(&ctx);
    loopback_start(&ctx, &lo);
    Str answer = ask(ctx.arena, &lo, GET("/api/nothing"));
    assert_int_equal(answer_status(answer), 404);
    assert_true(answer_has(answer, "application/problem+json"));
    assert_true(answer_has(answer, "\"code\":\"NOT_FOUND\""));
    answer = ask(ctx.arena, &lo, "DELETE /api/hello HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(answer_status(answer), 405);
    assert_true(answer_has(answer, "Allow: GET, HEAD, OPTIONS\r\n"));
    assert_int_equal(answer_status(ask(ctx.arena, &lo, "BREW /api/hello HTTP/1.1\r\nHost: x\r\n\r\n")), 501);
    http_server_stop(lo.server);
}

TEST(a_failure_speaks_the_persons_language_and_says_when_to_come_back)
{
    Ctx ctx = test_ctx();
    Loopback lo = fresh(&ctx);
    loopback_start(&ctx, &lo);
    Str answer = ask(ctx.arena, &lo, GET("/api/busy"));
    assert_int_equal(answer_status(answer), 429);
    assert_true(answer_has(answer, "Retry-After: 17\r\n"));
    assert_true(answer_has(answer, "操作太频繁"));
    answer = ask(ctx.arena, &lo, "GET /api/busy HTTP/1.1\r\nHost: x\r\nAccept-Language: en\r\n\r\n");
    assert_true(answer_has(answer, "try again in 17 seconds"));
    assert_true(answer_has(answer, "\"request_id\":\""));
    http_server_stop(lo.server);
}

TEST(head_gets_the_length_and_no_body)
{
    Ctx ctx = test_ctx();
    Loopback lo = fresh(&ctx);
    loopback_start(&ctx, &lo);
    int fd = loopback_connect(&lo);
    send_text(fd, "HEAD /api/hello HTTP/1.1\r\nHost: x\r\n\r\n" GET("/api/hello"));
    Str head = read_answer(ctx.arena, fd, true);
    assert_true(answer_has(head, "Content-Length: 5"));
    Str next = read_answer(ctx.arena, fd, false);
    assert_int_equal(answer_status(next), 200);
    (void)close(fd);
    http_server_stop(lo.server);
}

TEST(long_text_is_compressed_and_an_unchanged_one_not_sent_again)
{
    Ctx ctx = test_ctx();
    Loopback lo = fresh(&ctx);
    loopback_start(&ctx, &lo);
    Str answer = ask(ctx.arena, &lo, "GET /api/long HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br, gzip\r\n\r\n");
    assert_true(answer_has(answer, "Content-Encoding: gzip"));
    assert_true(answer_has(answer, "ETag: W/\"v1\""));
    assert_true(answer_has(answer, "Vary: Accept-Encoding"));
    assert_true(answer.len < 1500);
    answer = ask(ctx.arena, &lo, GET("/api/long"));
    assert_false(answer_has(answer, "Content-Encoding"));
    answer = ask(ctx.arena, &lo, "GET /api/long HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"v0\", W/\"v1\"\r\n\r\n");
    assert_int_equal(answer_status(answer), 304);
    assert_true(str_ends(answer, STR("\r\n\r\n")));
    http_server_stop(lo.server);
}

TEST(a_json_body_must_say_that_it_is_json_and_fit)
{
    Ctx ctx = test_ctx();
    Loopback lo = fresh(&ctx);
    lo.config.limits.body_bytes = 100;
    loopback_start(&ctx, &lo);
    Str answer = ask(
        ctx.arena, &lo,
        "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\":1}");
    assert_true(str_ends(answer, STR("{\"a\":1}")));
    answer =
        ask(ctx.arena, &lo,
            "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\n{\"a\":1}");
    assert_int_equal(answer_status(answer), 415);
    answer = ask(ctx.arena, &lo,
                 "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: "
                 "chunked\r\n\r\n7\r\n{\"a\":1}\r\n0\r\n\r\n");
    assert_true(str_ends(answer, STR("{\"a\":1}")));
    answer = ask(
        ctx.arena, &lo,
        "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n\"\xff\"");
    assert_int_equal(answer_status(answer), 400);
    char big[400];
    (void)snprintf(
        big, sizeof big,
        "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 101\r\n\r\n%0101d", 1);
    answer = ask(ctx.arena, &lo, big);
    assert_int_equal(answer_status(answer), 413);
    assert_true(answer_has(answer, "BODY_TOO_LARGE"));
    answer = ask(ctx.arena, &lo, "GET /api/hello HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na");
    assert_int_equal(answer_status(answer), 400);
    http_server_stop(lo.server);
}

TEST(a_sender_of_too_much_hears_the_reason_after_sending)
{
    Ctx ctx = test_ctx();
    Loopback lo = fresh(&ctx);
    lo.config.limits.upload_bytes = 100000;
    loopback_start(&ctx, &lo);
    int fd = loopback_connect(&lo);
    send_text(fd, "POST /api/photos HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; "
                  "boundary=b\r\nContent-Length: 5000000\r\n\r\n");
    char *junk = calloc(1, 5000000);
    send_bytes(fd, junk, 5000000);
    free(junk);
    assert_int_equal(answer_status(read_answer(ctx.arena, fd, false)), 413);
    (void)close(fd);
    fd = loopback_connect(&lo); /* who asks first is told at once */
    send_text(fd, "POST /api/photos HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; "
                  "boundary=b\r\nContent-Length: 5000000\r\nExpect: 100-continue\r\n\r\n");
    assert_int_equal(answer_status(read_answer(ctx.arena, fd, false)), 413);
    assert_true(peer_closed(fd));
    (void)close(fd);
    http_server_stop(lo.server);
}

#define PHOTO                                                                                                          \
    "--b\r\nContent-Disposition: form-data; name=\"words\"\r\n\r\n垃圾\r\n"                                          \
    "--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"    \
    "12345678\r\n--b--\r\n"

TEST(an_upload_is_on_disk_while_its_handler_runs_and_gone_afterwards)
{
    Ctx ctx = test_ctx();
    Loopback lo = fresh(&ctx);
    char *folder = test_folder();
    lo.config.upload_folder = folder;
    loopback_start(&ctx, &lo);
    int fd = loopback_connect(&lo);
    char head[300];
    (void)snprintf(head, sizeof head,
                   "POST /api/photos HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; "
                   "boundary=b\r\nContent-Length: %zu\r\n\r\n",
                   strlen(PHOTO));
    send_text(fd, head);
    send_text(fd, PHOTO);
    assert_true(str_ends(read_answer(ctx.arena, fd, false), STR("8 垃圾")));
    (void)close(fd);
    http_server_stop(lo.server);
    assert_int_equal(rmdir(folder), 0); /* empty */
}

TEST(clients_that_send_slowly_hold_no_worker)
{
    Ctx ctx = test_ctx();
    Loopback lo = fresh(&ctx);
    lo.config.limits.workers = 2;
    loopback_start(&ctx, &lo);
    int slow[10];
    for (int i = 0; i < 10; i++) {
        slow[i] = loopback_connect(&lo);
        send_text(slow[i], "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                           "20\r\n\r\n{\"a\":");
    }
    int64_t begun = clock_monotonic_us();
    assert_int_equal(answer_status(ask(ctx.arena, &lo, GET("/api/hello"))), 200);
    assert_true(clock_monotonic_us() - begun < 1000000);
    assert_int_equal(http_server_metrics(lo.server).working, 0);
    for (int i = 0; i < 10; i++)
        (void)close(slow[i]);
    http_server_stop(lo.server);
}

TEST(a_client_that_reads_slowly_holds_no_worker)
{
    Ctx ctx = test_ctx();
    Loopback lo = fresh(&ctx);
    lo.config.limits.workers = 1;
    loopback_start(&ctx, &lo);
    int slow = loopback_connect(&lo);
    send_text(slow, GET("/api/huge"));
    assert_int_equal(answer_status(ask(ctx.arena, &lo, GET("/api/hello"))), 200);
    Str all = read_answer(ctx.arena, slow, true);
    assert_true(answer_has(all, "Content-Length: 4000000"));
    (void)close(slow);
    http_server_stop(lo.server);
}

TEST(pipelined_requests_are_answered_in_order)
{
    Ctx ctx = test_ctx();
    Loopback lo = fresh(&ctx);
    loopback_start(&ctx, &lo);
    int fd = loopback_connect(&lo);
    send_text(fd, GET("/api/cases/1")
                      GET("/api/cases/2") "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: "
                                          "application/json\r\nContent-Length: 2\r\n\r\n{}" GET("/api/cases/3"));
    assert_true(answer_has(read_answer(ctx.arena, fd, false), "\"number\":\"1\""));
    assert_true(answer_has(read_answer(ctx.arena, fd, false), "\"number\":\"2\""));
    assert_true(str_ends(read_answer(ctx.arena, fd, false), STR("{}")));
    assert_true(answer_has(read_answer(ctx.arena, fd, false), "\"number\":\"3\""));
    (void)close(fd);
    http_server_stop(lo.server);
}

TEST(when_the_queue_is_full_the_rest_are_told_to_come_back)
{
    Ctx ctx = test_ctx();
    Loopback lo = fresh(&ctx);
    lo.config.limits.workers = 1;
    lo.config.limits.queue = 1;
    loopback_start(&ctx, &lo);
    int fds[6], busy = 0;
    for (int i = 0; i < 6; i++) {
        fds[i] = loopback_connect(&lo);
        send_text(fds[i], GET("/api/slow"));
    }
    for (int i = 0; i < 6; i++) {
        Str answer = read_answer(ctx.arena, fds[i], false);
        busy += answer_status(answer) == 503 && answer_has(answer, "Retry-After: 3");
        (void)close(fds[i]);
    }
    assert_in_range(busy, 3, 5);
    http_server_stop(lo.server);
}

TEST(a_head_that_never_ends_is_cut_off_with_408)
{
    Ctx ctx = test_ctx();
    Loopback lo = fresh(&ctx);
    lo.config.limits.header_ms = 400;
    loopback_start(&ctx, &lo);
    int fd = loopback_connect(&lo);
    send_text(fd, "GET /api/hello HTTP/1.1\r\nHost: x\r\n");
    for (int i = 0; i < 12; i++) { /* a header now and then keeps silence timeouts happy, but not a total one */
        (void)nanosleep(&(struct timespec){.tv_nsec = 100 * 1000000}, NULL);
        send_text(fd, "X-A: b\r\n");
    }
    Str answer = read_answer(ctx.arena, fd, false);
    assert_int_equal(answer_status(answer), 408);
    assert_true(answer_has(answer, "application/problem+json"));
    assert_true(peer_closed(fd));
    assert_int_equal(http_server_metrics(lo.server).timed_out, 1);
    (void)close(fd);
    http_server_stop(lo.server);
}

TEST(a_body_that_never_ends_and_an_idle_connection_are_cut_off_too)
{
    Ctx ctx = test_ctx();
    Loopback lo = fresh(&ctx);
    lo.config.limits.body_ms = 300;
    lo.config.limits.idle_ms = 300;
    loopback_start(&ctx, &lo);
    int body = loopback_connect(&lo), idle = loopback_connect(&lo);
    send_text(
        body,
        "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"a\":");
    send_text(idle, GET("/api/hello"));
    assert_int_equal(answer_status(read_answer(ctx.arena, idle, false)), 200);
    assert_int_equal(answer_status(read_answer(ctx.arena, body, false)), 408);
    assert_true(peer_closed(idle));
    (void)close(body);
    (void)close(idle);
    http_server_stop(lo.server);
}

TEST(one_address_cannot_take_all_connections)
{
    Ctx ctx = test_ctx();
    Loopback lo = fresh(&ctx);
    lo.config.limits.connections_per_ip = 5;
    loopback_start(&ctx, &lo);
    int fds[5];
    for (int i = 0; i < 5; i++) {
        fds[i] = loopback_connect(&lo);
        send_text(fds[i], GET("/api/hello"));
        assert_int_equal(answer_status(read_answer(ctx.arena, fds[i], false)), 200);
    }
    int sixth = loopback_connect(&lo);
    assert_true(peer_closed(sixth));
    (void)close(sixth);
    for (int i = 0; i < 5; i++)
        (void)close(fds[i]);
    http_server_stop(lo.server);
}

static void *stop_it(void *server)
{
    http_server_stop(server);
    return NULL;
}

TEST(a_graceful_stop_answers_what_is_in_flight)
{
    Ctx ctx = test_ctx();
    Loopback lo = fresh(&ctx);
    lo.config.limits.workers = 2;
    loopback_start(&ctx, &lo);
    int fds[5], idle = loopback_connect(&lo);
    send_text(idle, GET("/api/hello"));
    assert_int_equal(answer_status(read_answer(ctx.arena, idle, false)), 200);
    for (int i = 0; i < 5; i++) { /* two run, three wait in the queue */
        fds[i] = loopback_connect(&lo);
        send_text(fds[i], GET("/api/slow"));
    }
    while (http_server_metrics(lo.server).queued < 3)
        (void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    pthread_t stopper;
    assert_int_equal(pthread_create(&stopper, NULL, stop_it, lo.server), 0);
    for (int i = 0; i < 5; i++) {
        Str answer = read_answer(ctx.arena, fds[i], false);
        assert_int_equal(answer_status(answer), 200);
        (void)close(fds[i]);
    }
    assert_true(peer_closed(idle));
    (void)close(idle);
    (void)pthread_join(stopper, NULL);
}
