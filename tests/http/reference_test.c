/* The same hostile bytes to us and to nginx: whatever nginx refuses, we refuse. Where we are stricter the table says
 * so. */
#include "test.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "http/server.h"
#include "support/loopback.h"

typedef struct Hostile {
    const char *what;
    Str bytes;
    bool accepted; /* by us */
} Hostile;

#define H "Host: a\r\nConnection: close\r\n"
#define END "\r\n"

static const Hostile cases[] = {
    {"plain GET", STR("GET / HTTP/1.1\r\n" H END), true},
    {"HTTP/1.0 without Host", STR("GET / HTTP/1.0\r\n\r\n"), true},
    {"POST with a length", STR("POST / HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc"), true},
    {"POST in chunks", STR("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"), true},
    {"an empty line first", STR("\r\nGET / HTTP/1.1\r\n" H END), true},
    {"two lengths that differ", STR("POST / HTTP/1.1\r\n" H "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
     false},
    {"two lengths that agree", STR("POST / HTTP/1.1\r\n" H "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"), false},
    {"a list of lengths", STR("POST / HTTP/1.1\r\n" H "Content-Length: 3, 3\r\n\r\nabc"), false},
    {"a negative length", STR("POST / HTTP/1.1\r\n" H "Content-Length: -3\r\n\r\nabc"), false},
    {"a signed length", STR("POST / HTTP/1.1\r\n" H "Content-Length: +3\r\n\r\nabc"), false},
    {"a hexadecimal length", STR("POST / HTTP/1.1\r\n" H "Content-Length: 0x3\r\n\r\nabc"), false},
    {"a length beyond 64 bits", STR("POST / HTTP/1.1\r\n" H "Content-Length: 99999999999999999999\r\n\r\nabc"), false},
    {"an empty length", STR("POST / HTTP/1.1\r\n" H "Content-Length:\r\n\r\nabc"), false},
    {"length and chunks",
     STR("POST / HTTP/1.1\r\n" H
         "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n" H END),
     false},
    {"chunks and length",
     STR("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"), false},
    {"an unknown transfer coding", STR("POST / HTTP/1.1\r\n" H "Transfer-Encoding: zork\r\n\r\nabc"), false},
    {"chunked and something", STR("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
     false},
    {"chunked twice",
     STR("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), false},
    {"chunked with a tab in front", STR("POST / HTTP/1.1\r\n" H "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n"),
     false},
    {"chunks in HTTP/1.0", STR("POST / HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), false},
    {"a chunk size that is none",
     STR("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n"), false},
    {"a chunk longer than told",
     STR("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n"), false},
    {"a chunk size beyond 64 bits",
     STR("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc\r\n0\r\n\r\n"), false},
    {"no Host", STR("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"), false},
    {"two Hosts", STR("GET / HTTP/1.1\r\n" H "Host: b\r\n\r\n"), false},
    {"an empty Host", STR("GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n"), false},
    {"a Host with a slash", STR("GET / HTTP/1.1\r\nHost: a/b\r\nConnection: close\r\n\r\n"), false},
    {"a Host with two names", STR("GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n"), false},
    {"a folded header", STR("GET / HTTP/1.1\r\n" H "X-A: b\r\n c\r\n\r\n"), false},
    {"a folded first header", STR("GET / HTTP/1.1\r\n X-A: b\r\n" H END), false},
    {"a NUL in a header", STR("GET / HTTP/1.1\r\n" H "X-A: b\0c\r\n\r\n"), false},
    {"a NUL in a name", STR("GET / HTTP/1.1\r\n" H "X\0A: b\r\n\r\n"), false},
    {"a NUL in the address", STR("GET /a\0b HTTP/1.1\r\n" H END), false},
    {"a NUL that hides a length", STR("POST / HTTP/1.1\r\n" H "Content-Length: 3\0\r\n\r\nabc"), false},
    {"a bare CR in a header", STR("GET / HTTP/1.1\r\n" H "X-A: b\rc\r\n\r\n"), false},
    {"bare LF line ends", STR("GET / HTTP/1.1\nHost: a\nConnection: close\n\n"), false},
    {"one bare LF", STR("GET / HTTP/1.1\r\nHost: a\nConnection: close\r\n\r\n"), false},
    {"a bare LF at the end", STR("GET / HTTP/1.1\r\n" H "\n"), false},
    {"a space before the colon", STR("POST / HTTP/1.1\r\n" H "Content-Length : 3\r\n\r\nabc"), false},
    {"a header without a colon", STR("GET / HTTP/1.1\r\n" H "nonsense\r\n\r\n"), false},
    {"a header without a name", STR("GET / HTTP/1.1\r\n" H ": b\r\n\r\n"), false},
    {"a bell in a header", STR("GET / HTTP/1.1\r\n" H "X-A: \a\r\n\r\n"), false},
    {"no version", STR("GET /\r\n" H END), false},
    {"HTTP/2.0", STR("GET / HTTP/2.0\r\n" H END), false},
    {"HTTP/1.11", STR("GET / HTTP/1.11\r\n" H END), false},
    {"a small http", STR("GET / http/1.1\r\n" H END), false},
    {"a space in the address", STR("GET /a b HTTP/1.1\r\n" H END), false},
    {"two spaces before the address", STR("GET  / HTTP/1.1\r\n" H END), false},
    {"a space after the version", STR("GET / HTTP/1.1 \r\n" H END), false},
    {"a method of small letters", STR("get / HTTP/1.1\r\n" H END), false},
    {"a method that is no word", STR("G(T / HTTP/1.1\r\n" H END), false},
    {"CONNECT", STR("CONNECT a:80 HTTP/1.1\r\n" H END), false},
    {"TRACE", STR("TRACE / HTTP/1.1\r\n" H END), false},
    {"another's address", STR("GET http://b/ HTTP/1.1\r\n" H END), false},
    {"an address without a slash", STR("GET index HTTP/1.1\r\n" H END), false},
    {"an address of a star", STR("GET * HTTP/1.1\r\n" H END), false},
    {"climbing out", STR("GET /../../etc/passwd HTTP/1.1\r\n" H END), false},
    {"climbing out, escaped", STR("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" H END), false},
    {"an escaped NUL", STR("GET /%00 HTTP/1.1\r\n" H END), false},
    {"half an escape", STR("GET /%4 HTTP/1.1\r\n" H END), false},
    {"TLS on the plain port", STR("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"), false},
};

static Err answer_ok(Request *req, Response *res)
{
    (void)req;
    respond_bytes(res, "text/plain", STR("ok"));
    return OK;
}

static const Route routes[] = {{HTTP_GET, "/", answer_ok, 0, BODY_NONE, 0},
                               {HTTP_POST, "/", answer_ok, 0, BODY_RAW, 0}};

static int free_port(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
    (void)close(fd);
    return ntohs(at.sin_port);
}

static int connect_to(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval patience = {.tv_usec = 400 * 1000};
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
        return fd;
    (void)close(fd);
    return -1;
}

static void write_conf(const char *folder, int port)
{
    char path[200];
    (void)snprintf(path, sizeof path, "%s/nginx.conf", folder);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    (void)fprintf(
        f,
        "daemon off; master_process off; pid %s/pid; error_log %s/error.log;\n"
        "events { worker_connections 64; }\n"
        "http { access_log off; client_body_temp_path %s/b; proxy_temp_path %s/p; fastcgi_temp_path %s/f;\n"
        "uwsgi_temp_path %s/u; scgi_temp_path %s/s;\n"
        "server { listen 127.0.0.1:%d; location / { proxy_pass http://127.0.0.1:%d; } }\n" /* so that it reads bodies */
        "server { listen 127.0.0.1:%d; location / { return 200 ok; } } }\n",
        folder, folder, folder, folder, folder, folder, folder, port, port + 1, port + 1);
    (void)fclose(f);
}

static pid_t start_nginx(int *port)
{
    char *folder = test_folder(), conf[200];
    *port = free_port();
    write_conf(folder, *port);
    (void)snprintf(conf, sizeof conf, "%s/nginx.conf", folder);
    pid_t pid = fork();
    if (pid == 0) {
        (void)freopen("/dev/null", "w", stderr);
        (void)execl("/usr/sbin/nginx", "nginx", "-p", folder, "-c", conf, (char *)NULL);
        _exit(127);
    }
    for (int i = 0; i < 500; i++) {
        int fd = connect_to(*port);
        if (fd >= 0) {
            (void)close(fd);
            return pid;
        }
        (void)nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
    }
    (void)kill(pid, SIGKILL);
    return -1;
}

typedef struct Verdict {
    int status; /* of the first answer; 0: none */
    int answers;
    int successes;
} Verdict;

static Verdict judge(Ctx *ctx, int port, Str bytes)
{
    Verdict verdict = {0};
    char piece[4096];
    Buf all = buf_new(ctx->arena);
    int fd = connect_to(port);
    assert_true(fd >= 0);
    send_bytes(fd, bytes.at, bytes.len);
    for (ssize_t n; (n = recv(fd, piece, sizeof piece, 0)) > 0;)
        buf_add(&all, (Str){piece, (size_t)n});
    (void)close(fd);
    Str seen = buf_str(&all);
    verdict.status = str_starts(seen, STR("HTTP/1.")) ? answer_status(seen) : 0;
    for (ptrdiff_t at; (at = str_find(seen, STR("HTTP/1.1 "))) >= 0; verdict.answers++) {
        seen = str_slice(seen, (size_t)at + 9, seen.len);
        verdict.successes += str_starts(seen, STR("2"));
    }
    return verdict;
}

static bool served(Verdict v)
{
    return v.status >= 200 && v.status < 400;
}

/* The library writes the head of its own 400 for a bad Content-Length twice before it closes: ugly, but both refuse. */
static bool as_told(const Hostile *hostile, Verdict ours)
{
    return hostile->accepted ? served(ours) && ours.answers == 1 : !served(ours) && ours.successes == 0;
}

TEST(we_refuse_whatever_nginx_refuses)
{
    Ctx ctx = test_ctx();
    int port = 0, wrong = 0;
    pid_t nginx = start_nginx(&port);
    assert_true(nginx > 0);
    Loopback lo = loopback_new(ctx.arena, routes, COUNT_OF(routes));
    loopback_start(&ctx, &lo);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Verdict theirs = judge(&ctx, port, cases[i].bytes);
        Verdict ours = judge(&ctx, http_server_port(lo.server), cases[i].bytes);
        bool fine = as_told(&cases[i], ours) && (served(theirs) || !served(ours));
        if (!fine || getenv("SHOW") != NULL)
            print_message("%-32s nginx %3d, we %3d (%d answers)%s\n", cases[i].what, theirs.status, ours.status,
                          ours.answers, fine ? "" : "   <-- WRONG");
        wrong += !fine;
    }
    http_server_stop(lo.server);
    (void)kill(nginx, SIGTERM);
    (void)waitpid(nginx, NULL, 0);
    assert_int_equal(wrong, 0);
}

static int status_of(Ctx *ctx, const Loopback *lo, Str request)
{
    return judge(ctx, http_server_port(lo->server), request).status;
}

TEST(each_limit_of_a_head_has_its_own_answer)
{
    Ctx ctx = test_ctx();
    Loopback lo = loopback_new(ctx.arena, routes, COUNT_OF(routes));
    loopback_start(&ctx, &lo);
    Arena *a = ctx.arena;
    assert_int_equal(status_of(&ctx, &lo, str_printf(a, "GET /%05000d HTTP/1.1\r\n" H END, 1)), 414);
    assert_int_equal(status_of(&ctx, &lo, str_printf(a, "GET / HTTP/1.1\r\n" H "X-A: %017000d\r\n\r\n", 1)), 431);
    assert_int_equal(status_of(&ctx, &lo, str_printf(a, "GET / HTTP/1.1\r\n" H "Cookie: a=%08000d\r\n\r\n", 1)), 200);
    Buf many = buf_new(a);
    buf_z(&many, "GET / HTTP/1.1\r\n" H);
    for (int i = 0; i < 70; i++)
        buf_z(&many, "X-A: b\r\n");
    buf_z(&many, "\r\n");
    assert_int_equal(status_of(&ctx, &lo, buf_str(&many)), 431);
    assert_int_equal(status_of(&ctx, &lo, STR("BREW / HTTP/1.1\r\n" H END)), 501);
    assert_int_equal(status_of(&ctx, &lo, STR("POST / HTTP/1.1\r\n" H "Transfer-Encoding: gzip\r\n\r\n")), 501);
    assert_int_equal(status_of(&ctx, &lo, STR("POST / HTTP/1.1\r\n" H "Content-Length: 9999999999\r\n\r\n")), 413);
    http_server_stop(lo.server);
}
