/* The load generator; see intake_load.h. */
#include "intake_load.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    CONNECTIONS_MAX = 1024,
    REQUEST_MAX = 2048,
    ANSWER_MAX = 16384,
    TEXTS_MAX = 8000,
    PLACES_MAX = 1000,
    TEXT_MAX = 400,
    ASIDE_E6 = 500
};

typedef struct Place {
    double lat, lon;
} Place;

typedef struct Caller {
    int fd;
    size_t len, sent, got;
    char request[REQUEST_MAX], answer[ANSWER_MAX];
} Caller;

static char cookie[256], csrf[128];
static char (*texts)[TEXT_MAX];
static size_t text_count, place_count, serial;
static Place places[PLACES_MAX];
static Caller *callers;
static int server_port;

void die(const char *what)
{
    fprintf(stderr, "intake_bench: %s\n", what);
    exit(1);
}

static double clock_seconds(clockid_t clock)
{
    struct timespec ts;
    (void)clock_gettime(clock, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

double wall_now(void)
{
    return clock_seconds(CLOCK_MONOTONIC);
}

double cpu_now(void)
{
    return clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
}

int dial(int port)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
        if (fd >= 0)
            (void)close(fd);
        return -1;
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

/* --- what is reported --- */

static FILE *district_file(const char *district, const char *name)
{
    char path[600], line[4096];
    (void)snprintf(path, sizeof path, "%s/%s", district, name);
    FILE *file = fopen(path, "r");
    if (file == NULL || fgets(line, sizeof line, file) == NULL)
        die("the district's files are missing");
    return file;
}

/* The second column of the corpus, as far as it holds nothing that JSON would have to escape. */
static void read_texts(const char *district)
{
    char line[4096];
    FILE *file = district_file(district, "corpus.csv");
    texts = calloc(TEXTS_MAX, sizeof *texts);
    while (text_count < TEXTS_MAX && fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        const char *text = strchr(line, ',');
        if (text == NULL || strlen(text + 1) >= TEXT_MAX || strpbrk(text + 1, "\"\\,") != NULL)
            continue;
        (void)snprintf(texts[text_count++], TEXT_MAX, "%s", text + 1);
    }
    (void)fclose(file);
}

static unsigned mixed(size_t at, unsigned salt)
{
    uint64_t z = (at + salt) * 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    return (unsigned)(z >> 33);
}

static void write_request(Caller *caller)
{
    char body[TEXT_MAX + 300];
    size_t n = serial++;
    const Place *place = &places[mixed(n, 1) % place_count];
    double lat = place->lat + ((double)(mixed(n, 2) % (2 * ASIDE_E6 + 1)) - ASIDE_E6) * 1e-6;
    double lon = place->lon + ((double)(mixed(n, 3) % (2 * ASIDE_E6 + 1)) - ASIDE_E6) * 1e-6;
    int len = snprintf(body, sizeof body,
                       "{\"text\":\"%s\",\"phone\":\"1380%07zu\",\"channel\":\"HOTLINE\","
                       "\"position\":{\"lat\":%.6f,\"lon\":%.6f,\"accuracy_m\":20}}",
                       texts[mixed(n, 4) % text_count], n % 10000000, lat, lon);
    int all =
        snprintf(caller->request, sizeof caller->request,
                 "POST /api/cases HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\nX-CSRF-Token: %s\r\n"
                 "Idempotency-Key: bench-%d-%zu\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
                 cookie, csrf, (int)getpid(), n, len, body);
    caller->len = (size_t)all;
    caller->sent = caller->got = 0;
}

/* --- exchanges --- */

static void send_request(Caller *caller)
{
    while (caller->sent < caller->len) {
        ssize_t n = write(caller->fd, caller->request + caller->sent, caller->len - caller->sent);
        if (n <= 0)
            die("the server closed a connection");
        caller->sent += (size_t)n;
    }
}

/* The status once the whole answer has come; 0 before. */
static int read_answer(Caller *caller)
{
    ssize_t n = read(caller->fd, caller->answer + caller->got, ANSWER_MAX - 1 - caller->got);
    if (n <= 0)
        die("the server closed a connection");
    caller->got += (size_t)n;
    caller->answer[caller->got] = '\0';
    const char *end = strstr(caller->answer, "\r\n\r\n");
    if (end == NULL)
        return 0;
    const char *length = strcasestr(caller->answer, "content-length:");
    size_t need = (size_t)(end + 4 - caller->answer) + (length != NULL && length < end ? (size_t)atol(length + 15) : 0);
    return caller->got >= need ? atoi(caller->answer + 9) : 0;
}

static int exchange(Caller *caller)
{
    int status = 0;
    send_request(caller);
    while (status == 0)
        status = read_answer(caller);
    return status;
}

const char *fetch(const char *path)
{
    static Caller caller;
    caller.fd = dial(server_port);
    caller.sent = caller.got = 0;
    caller.len =
        (size_t)snprintf(caller.request, sizeof caller.request, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
    if (caller.fd < 0 || exchange(&caller) != 200)
        die(path);
    (void)close(caller.fd);
    return caller.answer;
}

/* Whether a report from there would be taken; what lies at the district's edge is left out. */
static int lies_inside(double lat, double lon)
{
    static Caller caller;
    char body[100];
    int len = snprintf(body, sizeof body, "{\"position\":{\"lat\":%.6f,\"lon\":%.6f,\"accuracy_m\":20}}", lat, lon);
    if (caller.fd == 0)
        caller.fd = dial(server_port);
    caller.sent = caller.got = 0;
    caller.len = (size_t)snprintf(caller.request, sizeof caller.request,
                                  "POST /api/locate HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\nX-CSRF-Token: %s\r\n"
                                  "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
                                  cookie, csrf, len, body);
    if (exchange(&caller) != 200)
        die("a place cannot be looked up");
    return strstr(caller.answer, "\"inside\":true") != NULL;
}

static int wholly_inside(const Place *p)
{
    const double far = ASIDE_E6 * 1e-6;
    return lies_inside(p->lat - far, p->lon - far) && lies_inside(p->lat - far, p->lon + far) &&
           lies_inside(p->lat + far, p->lon - far) && lies_inside(p->lat + far, p->lon + far);
}

static void read_places(const char *district)
{
    char line[4096];
    FILE *file = district_file(district, "gazetteer.csv");
    while (place_count < PLACES_MAX && fgets(line, sizeof line, file) != NULL) {
        char *at = line;
        for (int comma = 0; comma < 3 && at != NULL; comma++)
            at = strchr(at, ',') != NULL ? strchr(at, ',') + 1 : NULL;
        Place place = {0};
        if (at != NULL && sscanf(at, "%lf,%lf", &place.lat, &place.lon) == 2 && wholly_inside(&place))
            places[place_count++] = place;
    }
    (void)fclose(file);
}

static void sign_in(void)
{
    static const char body[] = "{\"login\":\"hotline\",\"password\":\"gulou-demo-2026\"}";
    static Caller caller;
    caller.fd = dial(server_port);
    caller.len = (size_t)snprintf(caller.request, sizeof caller.request,
                                  "POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                  "Content-Length: %zu\r\n\r\n%s",
                                  sizeof body - 1, body);
    if (caller.fd < 0 || exchange(&caller) != 200)
        die("cannot sign in");
    const char *c = strcasestr(caller.answer, "set-cookie: "), *t = strstr(caller.answer, "\"csrf\":\"");
    if (c == NULL || t == NULL)
        die("no session");
    (void)snprintf(cookie, sizeof cookie, "%.*s", (int)strcspn(c + 12, ";\r"), c + 12);
    (void)snprintf(csrf, sizeof csrf, "%.*s", (int)strcspn(t + 8, "\""), t + 8);
    (void)close(caller.fd);
}

void load_prepare(const char *district, int port)
{
    server_port = port;
    sign_in();
    if (callers == NULL) {
        callers = calloc(CONNECTIONS_MAX, sizeof *callers);
        read_texts(district);
        read_places(district);
    }
}

static void note_answer(const Caller *caller, int status, Load *load, CaseNumber *numbers)
{
    const char *number = strstr(caller->answer, "\"number\":\"");
    if (status == 201 && number != NULL) {
        (void)snprintf(numbers[load->taken++], NUMBER_LEN, "%.*s", (int)strcspn(number + 10, "\""), number + 10);
        return;
    }
    if (load->refused++ == 0)
        fprintf(stderr, "refused: %.400s\n", caller->answer);
}

Load load_run(int connections, size_t count, CaseNumber *numbers)
{
    Load load = {0};
    struct epoll_event events[64];
    int poll = epoll_create1(0);
    if (connections > CONNECTIONS_MAX || (size_t)connections > count)
        die("too many connections");
    for (int i = 0; i < connections; i++) {
        callers[i].fd = dial(server_port);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &callers[i]};
        if (callers[i].fd < 0 || epoll_ctl(poll, EPOLL_CTL_ADD, callers[i].fd, &event) != 0)
            die("no connection");
    }
    double start = wall_now(), cpu = clock_seconds(CLOCK_THREAD_CPUTIME_ID);
    size_t given = 0;
    for (; given < (size_t)connections; given++) {
        write_request(&callers[given]);
        send_request(&callers[given]);
    }
    while (load.taken + load.refused < count) {
        int ready = epoll_wait(poll, events, 64, 30000);
        if (ready <= 0)
            die("no answer for 30 seconds");
        for (int i = 0; i < ready; i++) {
            Caller *caller = events[i].data.ptr;
            int status = read_answer(caller);
            if (status == 0)
                continue;
            note_answer(caller, status, &load, numbers);
            if (given++ < count) {
                write_request(caller);
                send_request(caller);
            }
        }
    }
    load.seconds = wall_now() - start;
    load.cpu = clock_seconds(CLOCK_THREAD_CPUTIME_ID) - cpu;
    for (int i = 0; i < connections; i++)
        (void)close(callers[i].fd);
    (void)close(poll);
    return load;
}
