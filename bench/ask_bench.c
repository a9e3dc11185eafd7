/* Asks a server for addresses over kept connections, each as fast as its answers come, and tells how long they took.
 *   ask_bench PORT CONNECTIONS MILLISECONDS < asks       one ask a line: PATH[<tab>Header: value]...
 * Prints one JSON object; times are from the first byte sent to the last received. A warm-up of one ask each is not
 * counted. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ASKS_MAX = 4096, REQUEST_MAX = 4096, ANSWER_MAX = 8 << 20, TIMES_MAX = 1 << 20, CONNECTIONS_MAX = 256 };

static char *asks[ASKS_MAX];
static size_t ask_count;
static int port;
static double until;

typedef struct Asker {
    pthread_t thread;
    size_t next, count, failed;
    double *times; /* milliseconds */
    double bytes;
} Asker;

static double now(void)
{
    struct timespec ts;
    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static void die(const char *what)
{
    fprintf(stderr, "ask_bench: %s\n", what);
    exit(1);
}

static int dial(void)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
        die("nobody listens");
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static void read_asks(void)
{
    char line[REQUEST_MAX], request[2 * REQUEST_MAX];
    while (ask_count < ASKS_MAX && fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        char *rest = line, *path = strsep(&rest, "\t");
        int len = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\n", path);
        for (char *header = strsep(&rest, "\t"); header != NULL; header = strsep(&rest, "\t"))
            len += snprintf(request + len, sizeof request - (size_t)len, "%s\r\n", header);
        (void)snprintf(request + len, sizeof request - (size_t)len, "\r\n");
        asks[ask_count++] = strdup(request);
    }
    if (ask_count == 0)
        die("nothing to ask");
}

/* The answer's status; 0: the connection ended. */
static int exchange(int fd, const char *request, char *answer, size_t *got)
{
    size_t need = 0, len = strlen(request);
    *got = 0;
    if (write(fd, request, len) != (ssize_t)len)
        return 0;
    while (need == 0 || *got < need) {
        ssize_t n = read(fd, answer + *got, ANSWER_MAX - 1 - *got);
        if (n <= 0)
            return 0;
        *got += (size_t)n;
        answer[*got] = '\0';
        char *end = need == 0 ? strstr(answer, "\r\n\r\n") : NULL;
        char *length = end != NULL ? strcasestr(answer, "content-length:") : NULL;
        if (end != NULL)
            need = (size_t)(end + 4 - answer) + (length != NULL && length < end ? (size_t)atol(length + 15) : 0);
    }
    return atoi(answer + 9);
}

static void *run(void *self)
{
    Asker *me = self;
    char *answer = malloc(ANSWER_MAX);
    size_t got = 0;
    int fd = dial();
    if (answer == NULL || (me->times = calloc(TIMES_MAX, sizeof *me->times)) == NULL)
        abort();
    (void)exchange(fd, asks[me->next % ask_count], answer, &got);
    do {
        double began = now();
        int status = exchange(fd, asks[me->next++ % ask_count], answer, &got);
        me->times[me->count++] = now() - began;
        me->bytes += (double)got;
        if (status != 200 && me->failed++ == 0)
            fprintf(stderr, "ask_bench: %.300s\n", answer);
        if (status == 0)
            break;
    } while (now() < until && me->count < TIMES_MAX);
    (void)close(fd);
    free(answer);
    return NULL;
}

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
    static Asker askers[CONNECTIONS_MAX];
    if (argc != 4)
        die("usage: ask_bench PORT CONNECTIONS MILLISECONDS < asks");
    int connections = atoi(argv[2]);
    port = atoi(argv[1]);
    read_asks();
    double began = now(), bytes = 0;
    size_t count = 0, failed = 0;
    until = began + atof(argv[3]);
    for (int i = 0; i < connections && i < CONNECTIONS_MAX; i++) {
        askers[i].next = (size_t)i * 17;
        if (pthread_create(&askers[i].thread, NULL, run, &askers[i]) != 0)
            die("no thread");
    }
    double *all = calloc((size_t)connections * TIMES_MAX, sizeof *all);
    if (all == NULL)
        abort();
    for (int i = 0; i < connections; i++) {
        (void)pthread_join(askers[i].thread, NULL);
        memcpy(all + count, askers[i].times, askers[i].count * sizeof *all);
        count += askers[i].count;
        failed += askers[i].failed;
        bytes += askers[i].bytes;
        free(askers[i].times);
    }
    double seconds = (now() - began) / 1e3;
    qsort(all, count, sizeof *all, by_time);
    printf("{\"asked\":%zu,\"failed\":%zu,\"per_second\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"bytes\":%.0f}\n", count,
           failed, (double)count / seconds, all[count / 2], all[count * 99 / 100], bytes / (double)count);
    free(all);
    return 0;
}
