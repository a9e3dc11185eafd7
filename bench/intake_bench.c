/* Durable intake: cases a second through HTTP (request -> decision -> commit -> 201) at N connections, against the bare
 * engine: the very rows those cases left, written again by one thread in commits of N, nothing else. Same machine, same
 * run; what counts is the ratio.  intake_bench PROGRAM FOLDER [CASES] [CONNECTIONS...] */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PORT = 21777, THREADS_MAX = 512, ANSWER_MAX = 65536 };

static char cookie[256], csrf[128];

static double now(void)
{
    struct timespec ts;
    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void die(const char *what)
{
    fprintf(stderr, "intake_bench: %s\n", what);
    exit(1);
}

static int dial(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(PORT), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
        if (fd >= 0)
            (void)close(fd);
        return -1;
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

/* One exchange on a kept connection; the whole answer stands in `answer`. */
static int exchange(int fd, const char *request, size_t len, char *answer)
{
    size_t got = 0, need = 0;
    for (size_t put = 0; put < len;) {
        ssize_t n = write(fd, request + put, len - put);
        if (n <= 0)
            return 0;
        put += (size_t)n;
    }
    for (;;) {
        ssize_t n = read(fd, answer + got, ANSWER_MAX - 1 - got);
        if (n <= 0)
            return 0;
        got += (size_t)n;
        answer[got] = '\0';
        char *end = strstr(answer, "\r\n\r\n");
        if (end == NULL)
            continue;
        char *length = strcasestr(answer, "content-length:");
        need = (size_t)(end + 4 - answer) + (length != NULL && length < end ? (size_t)atol(length + 15) : 0);
        if (got >= need)
            return atoi(answer + 9);
    }
}

static void sign_in(void)
{
    static const char body[] = "{\"login\":\"hotline\",\"password\":\"gulou-demo-2026\"}";
    char request[512], *answer = malloc(ANSWER_MAX);
    int fd = dial();
    int len = snprintf(request, sizeof request,
                       "POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                       "Content-Length: %zu\r\n\r\n%s",
                       sizeof body - 1, body);
    if (fd < 0 || exchange(fd, request, (size_t)len, answer) != 200)
        die("cannot sign in");
    char *c = strcasestr(answer, "set-cookie: "), *t = strstr(answer, "\"csrf\":\"");
    if (c == NULL || t == NULL)
        die("no session");
    c += 12;
    (void)snprintf(cookie, sizeof cookie, "%.*s", (int)strcspn(c, ";\r"), c);
    t += 8;
    (void)snprintf(csrf, sizeof csrf, "%.*s", (int)strcspn(t, "\""), t);
    (void)close(fd);
    free(answer);
}

static const char *const texts[] = {
    "江厝路街头公园里，很多人露营乱扔垃圾", "西洪路路口井盖缺失，晚上很危险",   "楼下烧烤摊油烟很大，窗户不敢开",
    "湖前河边护栏断了一截，请尽快修",       "小区门口电动车乱停，堵住消防通道", "五四路路灯连续几盏不亮",
};

typedef struct Client {
    pthread_t thread;
    int id, count, done, refused;
} Client;

static void *run_client(void *self)
{
    Client *me = self;
    char request[1500], body[600], *answer = malloc(ANSWER_MAX);
    int fd = dial();
    for (int i = 0; i < me->count && fd >= 0; i++) {
        int n = snprintf(body, sizeof body,
                         "{\"text\":\"%s，第%d-%d件\",\"phone\":\"1380000%04d\",\"channel\":\"HOTLINE\","
                         "\"position\":{\"lat\":%.6f,\"lon\":%.6f,\"accuracy_m\":20}}",
                         texts[i % 6], me->id, i, i % 10000, 26.083 + (unsigned)(me->id * 7919 + i * 104729) % 24000u * 1e-6,
                         119.278 + (unsigned)(me->id * 31 + i * 7907) % 22000u * 1e-6);
        int len = snprintf(
            request, sizeof request,
            "POST /api/cases HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\nX-CSRF-Token: %s\r\n"
            "Idempotency-Key: bench-%d-%d-%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
            cookie, csrf, (int)getpid(), me->id, i + me->count * 1000, n, body);
        int status = exchange(fd, request, (size_t)len, answer);
        me->done += status == 201;
        me->refused += status != 201;
        if (status != 201 && me->refused == 1)
            fprintf(stderr, "refused: %.400s\n", answer);
    }
    if (fd >= 0)
        (void)close(fd);
    free(answer);
    return NULL;
}

static double through_http(int connections, int cases, int *refused)
{
    static Client clients[THREADS_MAX];
    static int round;
    double start = now();
    int done = 0;
    round++;
    for (int i = 0; i < connections; i++) {
        clients[i] = (Client){.id = round * 1000 + i, .count = cases / connections};
        if (pthread_create(&clients[i].thread, NULL, run_client, &clients[i]) != 0)
            die("no thread");
    }
    for (int i = 0; i < connections; i++) {
        (void)pthread_join(clients[i].thread, NULL);
        done += clients[i].done;
        *refused += clients[i].refused;
    }
    return done / (now() - start);
}

/* The tables a new case leaves rows in. */
static const char *const tables[] = {"cases",     "case_clocks", "case_events", "case_texts",
                                     "reporters", "decisions",   "idempotency"};
enum { TABLES = sizeof tables / sizeof tables[0] };

static void must(int code, sqlite3 *db, const char *what)
{
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
        return;
    fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(db));
    exit(1);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    must(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), db, sql);
    return statement;
}

typedef struct Copy {
    sqlite3_stmt *read, *write;
    int columns;
} Copy;

static Copy copy_of(sqlite3 *from, sqlite3 *to, const char *table)
{
    char sql[2000];
    (void)snprintf(sql, sizeof sql, "SELECT * FROM %s WHERE jurisdiction = (SELECT jurisdiction FROM cases LIMIT 1) AND number = ?1", table);
    Copy copy = {.read = prepare(from, sql)};
    copy.columns = sqlite3_column_count(copy.read);
    int len = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (?", table);
    for (int i = 1; i < copy.columns; i++)
        len += snprintf(sql + len, sizeof sql - (size_t)len, ",?");
    (void)snprintf(sql + len, sizeof sql - (size_t)len, ")");
    copy.write = prepare(to, sql);
    return copy;
}

/* Rows are read ahead into memory, so that only writing is timed. */
typedef struct Row {
    int table, columns;
    sqlite3_value *values[64];
} Row;

static Row *rows;
static size_t row_count, *case_ends, case_count;

static void read_rows(Copy *copies, sqlite3 *from, int limit)
{
    sqlite3_stmt *numbers = prepare(from, "SELECT number FROM cases ORDER BY submitted_at DESC LIMIT ?1");
    (void)sqlite3_bind_int(numbers, 1, limit);
    rows = calloc((size_t)limit * 16, sizeof *rows);
    case_ends = calloc((size_t)limit, sizeof *case_ends);
    while (sqlite3_step(numbers) == SQLITE_ROW) {
        for (int t = 0; t < TABLES; t++) {
            (void)sqlite3_bind_text(copies[t].read, 1, (const char *)sqlite3_column_text(numbers, 0), -1,
                                    SQLITE_TRANSIENT);
            while (sqlite3_step(copies[t].read) == SQLITE_ROW) {
                Row *row = &rows[row_count++];
                row->table = t;
                row->columns = copies[t].columns;
                for (int c = 0; c < row->columns; c++)
                    row->values[c] = sqlite3_value_dup(sqlite3_column_value(copies[t].read, c));
            }
            (void)sqlite3_reset(copies[t].read);
        }
        case_ends[case_count++] = row_count;
    }
    (void)sqlite3_finalize(numbers);
}

static double bare_engine(const char *folder, int batch, int limit)
{
    char path[600], schema[65536];
    sqlite3 *from = NULL, *to = NULL;
    Copy copies[TABLES];
    (void)snprintf(path, sizeof path, "%s/gulou.db", folder);
    must(sqlite3_open(path, &from), from, "open");
    (void)snprintf(path, sizeof path, "%s/bare.db", folder);
    (void)unlink(path);
    must(sqlite3_open(path, &to), to, "open");
    must(sqlite3_exec(to, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;", NULL, NULL,
                      NULL),
         to, "pragma");
    sqlite3_stmt *ddl =
        prepare(from, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'");
    while (sqlite3_step(ddl) == SQLITE_ROW) {
        (void)snprintf(schema, sizeof schema, "%s", (const char *)sqlite3_column_text(ddl, 0));
        must(sqlite3_exec(to, schema, NULL, NULL, NULL), to, schema);
    }
    (void)sqlite3_finalize(ddl);
    for (int t = 0; t < TABLES; t++)
        copies[t] = copy_of(from, to, tables[t]);
    row_count = case_count = 0;
    read_rows(copies, from, limit);
    double start = now();
    size_t at = 0;
    for (size_t c = 0; c < case_count;) {
        must(sqlite3_exec(to, "BEGIN IMMEDIATE", NULL, NULL, NULL), to, "begin");
        for (int b = 0; b < batch && c < case_count; b++, c++)
            for (; at < case_ends[c]; at++) {
                sqlite3_stmt *write = copies[rows[at].table].write;
                for (int i = 0; i < rows[at].columns; i++)
                    (void)sqlite3_bind_value(write, i + 1, rows[at].values[i]);
                must(sqlite3_step(write), to, "insert");
                (void)sqlite3_reset(write);
            }
        must(sqlite3_exec(to, "COMMIT", NULL, NULL, NULL), to, "commit");
    }
    double rate = (double)case_count / (now() - start);
    for (size_t i = 0; i < row_count; i++)
        for (int c = 0; c < rows[i].columns; c++)
            sqlite3_value_free(rows[i].values[c]);
    free(rows);
    free(case_ends);
    for (int t = 0; t < TABLES; t++) {
        (void)sqlite3_finalize(copies[t].read);
        (void)sqlite3_finalize(copies[t].write);
    }
    (void)sqlite3_close(from);
    (void)sqlite3_close(to);
    return rate;
}

static pid_t start_server(const char *program, const char *folder)
{
    pid_t pid = fork();
    if (pid == 0) {
        char port[16];
        (void)snprintf(port, sizeof port, "%d", PORT);
        (void)execl(program, program, "serve", "--data", folder, "--port", port, "--demo", "--no-history", "--connections-per-ip",
                    "2000", (char *)NULL);
        _exit(127);
    }
    for (int i = 0; i < 600; i++) {
        int fd = dial();
        if (fd >= 0) {
            (void)close(fd);
            return pid;
        }
        (void)usleep(100000);
    }
    die("the server does not come up");
    return -1;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        die("usage: intake_bench PROGRAM FOLDER [CASES] [CONNECTIONS ...]");
    int cases = argc > 3 ? atoi(argv[3]) : 20000;
    (void)signal(SIGPIPE, SIG_IGN);
    pid_t server = start_server(argv[1], argv[2]);
    sign_in();
    int warm = 0;
    (void)through_http(16, 1000, &warm);
    printf("connections  http cases/s  bare cases/s  ratio  refused\n");
    int default_connections[] = {1, 16, 64, 256};
    int rounds = argc > 4 ? argc - 4 : 4;
    for (int r = 0; r < rounds; r++) {
        int connections = argc > 4 ? atoi(argv[4 + r]) : default_connections[r];
        int count = connections == 1 ? cases / 10 : cases, refused = 0;
        double http = through_http(connections, count, &refused);
        (void)kill(server, SIGSTOP); /* the engine alone has the machine */
        double bare = bare_engine(argv[2], connections, count);
        (void)kill(server, SIGCONT);
        printf("%11d  %12.0f  %12.0f  %5.2f  %7d\n", connections, http, bare, http / bare, refused);
        (void)fflush(stdout);
    }
    (void)kill(server, SIGTERM);
    (void)waitpid(server, NULL, 0);
    return 0;
}
