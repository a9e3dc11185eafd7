/* PostgreSQL: min(connections, 16) sessions, each a thread: a case is one transaction sent as one pipeline (BEGIN, its
 * rows' prepared INSERTs, COMMIT; one sync), so that it costs one round trip and one flush. synchronous_commit is on.
 */
#include <libpq-fe.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intake_bare.h"

enum { COLUMNS_MAX = 80, ROWS_MAX = 24 };

typedef struct Row {
    int table, at; /* its row in results[table] */
} Row;

typedef struct CaseRows {
    size_t count;
    Row rows[ROWS_MAX];
} CaseRows;

typedef struct Session {
    PGconn *pg;
    pthread_t thread;
} Session;

static PGconn *from;
static Session sessions[BARE_CONNECTIONS_MAX];
static PGresult *results[BARE_TABLES];
static CaseRows *cases;
static size_t case_count;
static atomic_size_t next_case;
static char store_url[600], twin_url[640];

static PGconn *connect_to(const char *url)
{
    PGconn *pg = PQconnectdb(url);
    if (PQstatus(pg) != CONNECTION_OK)
        die(PQerrorMessage(pg));
    return pg;
}

static PGresult *ask(PGconn *pg, const char *sql)
{
    PGresult *result = PQexec(pg, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN)
        die(PQerrorMessage(pg));
    return result;
}

static void run(PGconn *pg, const char *sql)
{
    PQclear(ask(pg, sql));
}

static void prepare_inserts(PGconn *pg)
{
    for (int t = 0; t < BARE_TABLES; t++) {
        char sql[1500], name[8];
        (void)snprintf(sql, sizeof sql, "SELECT * FROM %s LIMIT 0", bare_tables[t]);
        PGresult *shape = ask(pg, sql);
        int len = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES ($1", bare_tables[t]);
        for (int i = 2; i <= PQnfields(shape); i++)
            len += snprintf(sql + len, sizeof sql - (size_t)len, ",$%d", i);
        (void)snprintf(sql + len, sizeof sql - (size_t)len, ")");
        (void)snprintf(name, sizeof name, "t%d", t);
        PQclear(shape);
        PGresult *result = PQprepare(pg, name, sql, 0, NULL);
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            die(PQerrorMessage(pg));
        PQclear(result);
    }
}

static void twin(const char *store)
{
    const char *slash = strrchr(store, '/');
    char sql[300], other[600];
    (void)snprintf(store_url, sizeof store_url, "%s", store);
    (void)snprintf(twin_url, sizeof twin_url, "%s_bare", store);
    (void)snprintf(other, sizeof other, "%.*s/postgres", (int)(slash - store), store);
    PGconn *pg = connect_to(other);
    run(pg, "SET client_min_messages = warning");
    (void)snprintf(sql, sizeof sql, "DROP DATABASE IF EXISTS \"%s_bare\"", slash + 1);
    run(pg, sql);
    (void)snprintf(sql, sizeof sql, "CREATE DATABASE \"%s_bare\" TEMPLATE \"%s\"", slash + 1, slash + 1);
    run(pg, sql);
    PQfinish(pg);
    from = connect_to(store_url);
    run(from, "CREATE TEMP TABLE fresh (at BIGINT, number TEXT PRIMARY KEY)");
    for (int i = 0; i < BARE_CONNECTIONS_MAX; i++) {
        sessions[i].pg = connect_to(twin_url);
        run(sessions[i].pg, "SET synchronous_commit = on");
        prepare_inserts(sessions[i].pg);
    }
}

/* As autovacuum does within a minute. */
static void count_rows(void)
{
    run(from, "ANALYZE");
}

static void note_numbers(const CaseNumber *numbers, size_t count)
{
    run(from, "TRUNCATE fresh");
    run(from, "COPY fresh FROM STDIN");
    for (size_t i = 0; i < count; i++) {
        char line[64];
        int len = snprintf(line, sizeof line, "%zu\t%s\n", i, numbers[i]);
        if (PQputCopyData(from, line, len) != 1)
            die("copy");
    }
    if (PQputCopyEnd(from, NULL) != 1)
        die("copy");
    for (PGresult *result; (result = PQgetResult(from)) != NULL;)
        PQclear(result);
    run(from, "ANALYZE fresh");
}

static void read_rows(const CaseNumber *numbers, size_t count)
{
    cases = calloc(count, sizeof *cases);
    case_count = count;
    note_numbers(numbers, count);
    for (int t = 0; t < BARE_TABLES; t++) {
        char sql[300];
        (void)snprintf(sql, sizeof sql,
                       "SELECT fresh.at, t.* FROM %s t JOIN fresh ON fresh.number = t.number "
                       "WHERE t.jurisdiction = (SELECT jurisdiction FROM cases LIMIT 1)",
                       bare_tables[t]);
        results[t] = ask(from, sql);
        for (int i = 0; i < PQntuples(results[t]); i++) {
            CaseRows *one = &cases[atol(PQgetvalue(results[t], i, 0))];
            if (one->count == ROWS_MAX)
                die("too many rows of one case");
            one->rows[one->count++] = (Row){t, i};
        }
    }
}

static void send_row(PGconn *pg, const Row *row)
{
    const PGresult *result = results[row->table];
    const char *values[COLUMNS_MAX];
    char name[8];
    int columns = PQnfields(result) - 1;
    for (int i = 0; i < columns; i++)
        values[i] = PQgetisnull(result, row->at, i + 1) ? NULL : PQgetvalue(result, row->at, i + 1);
    (void)snprintf(name, sizeof name, "t%d", row->table);
    if (PQsendQueryPrepared(pg, name, columns, values, NULL, NULL, 0) != 1)
        die(PQerrorMessage(pg));
}

static void send_control(PGconn *pg, const char *sql)
{
    if (PQsendQueryParams(pg, sql, 0, NULL, NULL, NULL, NULL, 0) != 1)
        die(PQerrorMessage(pg));
}

static void drain(PGconn *pg)
{
    for (;;) {
        PGresult *result = PQgetResult(pg);
        ExecStatusType status = PQresultStatus(result);
        if (result != NULL && status != PGRES_COMMAND_OK && status != PGRES_PIPELINE_SYNC)
            die(PQerrorMessage(pg));
        PQclear(result);
        if (status == PGRES_PIPELINE_SYNC)
            return;
    }
}

static void *write_some(void *self)
{
    PGconn *pg = ((Session *)self)->pg;
    for (size_t i; (i = atomic_fetch_add(&next_case, 1)) < case_count;) {
        send_control(pg, "BEGIN");
        for (size_t r = 0; r < cases[i].count; r++)
            send_row(pg, &cases[i].rows[r]);
        send_control(pg, "COMMIT");
        if (PQpipelineSync(pg) != 1)
            die(PQerrorMessage(pg));
        drain(pg);
    }
    return NULL;
}

static BareTime write_cases(const CaseNumber *numbers, size_t count, int connections)
{
    int used = connections < BARE_CONNECTIONS_MAX ? connections : BARE_CONNECTIONS_MAX;
    read_rows(numbers, count);
    atomic_store(&next_case, 0);
    for (int i = 0; i < used; i++)
        if (PQenterPipelineMode(sessions[i].pg) != 1)
            die("no pipeline");
    double start = wall_now(), cpu = cpu_now();
    for (int i = 0; i < used; i++)
        if (pthread_create(&sessions[i].thread, NULL, write_some, &sessions[i]) != 0)
            die("no thread");
    for (int i = 0; i < used; i++)
        (void)pthread_join(sessions[i].thread, NULL);
    BareTime time = {wall_now() - start, cpu_now() - cpu};
    for (int i = 0; i < used; i++)
        (void)PQexitPipelineMode(sessions[i].pg);
    for (int t = 0; t < BARE_TABLES; t++)
        PQclear(results[t]);
    free(cases);
    return time;
}

static void close_all(void)
{
    for (int i = 0; i < BARE_CONNECTIONS_MAX; i++)
        PQfinish(sessions[i].pg);
    run(from, "DROP TABLE fresh");
    char sql[300];
    (void)snprintf(sql, sizeof sql, "DROP DATABASE \"%s\"", strrchr(twin_url, '/') + 1);
    run(from, sql);
    PQfinish(from);
}

const Bare bare_postgres = {twin, count_rows, write_cases, close_all};
