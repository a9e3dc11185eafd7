/* Durable intake: cases a second through HTTP (request -> decision -> commit -> 201) at N connections, against the bare
 * engine limit, on SQLite and on PostgreSQL. Same machine, same run, one after the other, again and again (full, bare,
 * full, bare ...); what counts is the ratio.
 *
 * The bare engine limit: the very rows the round's cases left in their seven tables, column by column, written by a
 * program that does nothing else into a twin of the store (copied before the first round, so that indexes are as deep),
 * with the same durability (a commit returns after fsync), prepared statements, values ready in memory; while the
 * server is stopped (SIGSTOP), so that the engine has the machine for itself. SQLite: one thread; as many cases to a
 * commit as there are connections, which is the most that any group commit of as many waiting clients could gather
 * (what the server gathered is told as `batch`). PostgreSQL: min(connections, 16) sessions, 16 being what the server
 * writes with; each case a transaction of its own, sent as one pipeline. Reading the rows is not timed. Its store has been ANALYZEd
 * after the first 2,000 cases, as its own autovacuum would have done within a minute. The load
 * generator is one thread of this program; it shares the machine's cores with the server, as do the server's HTTP loop,
 * decision and PostgreSQL's processes: `us` is processor time per case.
 *
 *   intake_bench [-d postgres://...] [-p PORT] [-n CASES] [-r REPEATS] PROGRAM FOLDER [CONNECTIONS...] */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "intake_bare.h"

enum { REPEATS_MAX = 99, ROUNDS_MAX = 16 };

typedef struct Options {
    const char *program, *folder, *database; /* NULL: the folder's own file */
    int port, repeats, rounds, connections[ROUNDS_MAX];
    size_t cases;
} Options;

typedef struct Spread {
    double at[REPEATS_MAX];
    int count;
} Spread;

static Options read_options(int argc, char **argv)
{
    Options o = {.port = 21777, .repeats = 3, .cases = 8000, .rounds = 4, .connections = {1, 16, 64, 256}};
    for (int c; (c = getopt(argc, argv, "d:p:n:r:")) != -1;) {
        if (c == 'd')
            o.database = optarg;
        else if (c == 'p')
            o.port = atoi(optarg);
        else if (c == 'n')
            o.cases = (size_t)atol(optarg);
        else if (c == 'r')
            o.repeats = atoi(optarg);
        else
            die("unknown option");
    }
    if (argc - optind < 2 || o.repeats < 1 || o.repeats > REPEATS_MAX || o.cases < 1)
        die("usage: intake_bench [-d postgres://...] [-p PORT] [-n CASES] [-r REPEATS] PROGRAM FOLDER "
            "[CONNECTIONS...]");
    o.program = argv[optind++];
    o.folder = argv[optind++];
    if (optind < argc)
        for (o.rounds = 0; optind < argc && o.rounds < ROUNDS_MAX; optind++)
            o.connections[o.rounds++] = atoi(argv[optind]);
    return o;
}

static pid_t start_server(const Options *o)
{
    char port[16];
    (void)snprintf(port, sizeof port, "%d", o->port);
    const char *words[16] = {
        o->program, "serve", "--data", o->folder, "--port", port, "--demo", "--no-history", "--connections-per-ip",
        "2000"};
    if (o->database != NULL) {
        words[10] = "--database";
        words[11] = o->database;
    }
    pid_t pid = fork();
    if (pid == 0) {
        if (freopen("/dev/null", "w", stdout) == NULL)
            _exit(127);
        (void)execv(o->program, (char **)(uintptr_t)words);
        _exit(127);
    }
    for (int i = 0; i < 1200; i++) {
        int fd = dial(o->port);
        if (fd >= 0) {
            (void)close(fd);
            return pid;
        }
        (void)usleep(100000);
    }
    die("the server does not come up");
    return -1;
}

/* A fresh store's first start trains a model beside the server; that is no part of what is measured. */
static void wait_until_trained(pid_t pid)
{
    enum { QUIET_S = 8, MOST_S = 180 };
    char command[80];
    (void)snprintf(command, sizeof command, "pgrep -P %d -f train >/dev/null", (int)pid);
    for (int quiet = 0, waited = 0; quiet < QUIET_S && waited < MOST_S; waited++) {
        (void)sleep(1);
        quiet = system(command) == 0 ? 0 : quiet + 1;
    }
}

static void stop_server(pid_t pid)
{
    (void)kill(pid, SIGTERM);
    (void)waitpid(pid, NULL, 0);
}

/* Processor time of a process so far, in seconds. */
static double cpu_of(pid_t pid)
{
    char path[64];
    long user = 0, system = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "r");
    if (file == NULL ||
        fscanf(file, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &user, &system) != 2)
        die("the server is gone");
    (void)fclose(file);
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static double metric(const char *name)
{
    char line[100];
    (void)snprintf(line, sizeof line, "\n%s ", name);
    const char *at = strstr(fetch("/metrics"), line);
    return at != NULL ? atof(at + strlen(line)) : 0;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double middle(Spread *spread)
{
    qsort(spread->at, (size_t)spread->count, sizeof *spread->at, by_size);
    return spread->at[spread->count / 2];
}

/* One line of the table. */
static void measure(const Options *o, const Bare *bare, pid_t server, int connections)
{
    size_t count = connections < 8 ? o->cases / 8 : o->cases, taken = 0, refused = 0;
    CaseNumber *numbers = calloc(count, sizeof *numbers);
    Spread full = {0}, limit = {0}, ratio = {0};
    double cpu = 0, load_cpu = 0, bare_cpu = 0;
    double commits = metric("gulou_db_commits_total"), actions = metric("gulou_db_actions_total");
    for (int r = 0; r < o->repeats; r++) {
        double before = cpu_of(server);
        Load load = load_run(connections, count, numbers);
        cpu += cpu_of(server) - before;
        load_cpu += load.cpu;
        taken += load.taken;
        refused += load.refused;
        (void)kill(server, SIGSTOP);
        BareTime written = bare->write(numbers, load.taken, connections);
        (void)kill(server, SIGCONT);
        bare_cpu += written.cpu;
        full.at[full.count++] = (double)load.taken / load.seconds;
        limit.at[limit.count++] = (double)load.taken / written.seconds;
        ratio.at[ratio.count++] = full.at[full.count - 1] / limit.at[limit.count - 1];
    }
    commits = metric("gulou_db_commits_total") - commits;
    actions = metric("gulou_db_actions_total") - actions;
    double http = middle(&full), engine = middle(&limit), share = middle(&ratio);
    printf("%11d  %12.0f  %12.0f  %5.2f %5.2f %5.2f  %5.1f  %7.0f  %6.0f  %6.0f  %7zu\n", connections, http, engine,
           ratio.at[0], share, ratio.at[ratio.count - 1], commits > 0 ? actions / commits : 0,
           cpu / (double)taken * 1e6, load_cpu / (double)taken * 1e6, bare_cpu / (double)taken * 1e6, refused);
    (void)fflush(stdout);
    free(numbers);
}

int main(int argc, char **argv)
{
    enum { WARM = 2000 };
    static CaseNumber warm[WARM];
    Options o = read_options(argc, argv);
    char store[600];
    const Bare *bare = o.database != NULL ? &bare_postgres : &bare_sqlite;
    (void)snprintf(store, sizeof store, "%s/gulou.db", o.folder);
    (void)signal(SIGPIPE, SIG_IGN);
    pid_t server = start_server(&o); /* makes the store, if there is none */
    wait_until_trained(server);
    stop_server(server);
    bare->twin(o.database != NULL ? o.database : store);
    server = start_server(&o);
    load_prepare("districts/gulou", o.port);
    (void)load_run(16, WARM, warm);
    if (bare->count_rows != NULL)
        bare->count_rows();
    printf("engine: %s; %zu cases a round, %d rounds each\n", o.database != NULL ? "PostgreSQL" : "SQLite", o.cases,
           o.repeats);
    printf("             median                          ratio                    us of processor a case\n");
    printf("connections  full cases/s  bare cases/s    min   med   max  batch   server    load    bare  refused\n");
    for (int r = 0; r < o.rounds; r++)
        measure(&o, bare, server, o.connections[r]);
    stop_server(server);
    bare->close();
    return 0;
}
