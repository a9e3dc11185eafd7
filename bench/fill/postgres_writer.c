/* A connection for each table, each in the middle of one COPY. */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "writer.h"

enum { INDEXES_MAX = 96, SQL_MAX = 4096, CHUNK = 1 << 16 };

typedef struct Copy {
    PGconn *pg;
    char bytes[2 * CHUNK];
    size_t len;
} Copy;

typedef struct PostgresWriter {
    Writer writer;
    char *url;
    Copy *copies; /* one a table */
    const Table *tables;
    size_t count;
    char *indexes[INDEXES_MAX];
    size_t index_count;
} PostgresWriter;

static PGconn *dial(const char *url)
{
    PGconn *pg = PQconnectdb(url);
    if (PQstatus(pg) != CONNECTION_OK)
        fill_die("cannot connect", PQerrorMessage(pg));
    return pg;
}

static PGresult *run(PGconn *pg, const char *sql)
{
    PGresult *result = PQexec(pg, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN)
        fill_die(sql, PQerrorMessage(pg));
    return result;
}

/* Keys stay; of a partitioned table the parent's definition stands for all its parts. */
static void drop_indexes(PostgresWriter *w, PGconn *pg, const Table *table)
{
    char sql[SQL_MAX];
    (void)snprintf(
        sql, sizeof sql,
        "SELECT replace(pg_get_indexdef(x.indexrelid), ' ON ONLY ', ' ON '), x.indexrelid::regclass::text FROM "
        "pg_index x WHERE x.indrelid = '%s'::regclass AND NOT x.indisprimary",
        table->name);
    PGresult *list = run(pg, sql);
    for (int i = 0; i < PQntuples(list) && w->index_count < INDEXES_MAX; i++) {
        w->indexes[w->index_count++] = strdup(PQgetvalue(list, i, 0));
        (void)snprintf(sql, sizeof sql, "DROP INDEX %s", PQgetvalue(list, i, 1));
        PQclear(run(pg, sql));
    }
    PQclear(list);
}

static void begin_copy(Copy *copy, const char *url, const Table *table)
{
    char sql[SQL_MAX];
    copy->pg = dial(url);
    PQclear(run(copy->pg, "SET synchronous_commit = off; SET client_encoding = 'UTF8'"));
    (void)snprintf(sql, sizeof sql, "COPY %s (%s) FROM STDIN", table->name, table->columns);
    PQclear(run(copy->pg, sql));
}

static Writer *open_writer(const char *url, const Table *tables, size_t count)
{
    PostgresWriter *w = calloc(1, sizeof *w);
    if (w == NULL || (w->copies = calloc(count, sizeof *w->copies)) == NULL)
        abort();
    w->writer.kind = &writer_postgres;
    w->url = strdup(url);
    w->tables = tables;
    w->count = count;
    PGconn *pg = dial(url);
    for (size_t t = 0; t < count; t++)
        drop_indexes(w, pg, &tables[t]);
    PQfinish(pg);
    for (size_t t = 0; t < count; t++)
        begin_copy(&w->copies[t], url, &tables[t]);
    return &w->writer;
}

static void flush(Copy *copy)
{
    if (copy->len > 0 && PQputCopyData(copy->pg, copy->bytes, (int)copy->len) != 1)
        fill_die("COPY", PQerrorMessage(copy->pg));
    copy->len = 0;
}

static void put(Copy *copy, const char *bytes, size_t len)
{
    for (size_t at = 0; at < len;) {
        if (copy->len >= CHUNK)
            flush(copy);
        size_t part = len - at < CHUNK ? len - at : CHUNK;
        memcpy(copy->bytes + copy->len, bytes + at, part);
        copy->len += part;
        at += part;
    }
}

static void put_text(Copy *copy, Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == '\\' || c == '\t' || c == '\n' || c == '\r') {
            put(copy, "\\", 1);
            c = c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : c;
        }
        put(copy, &c, 1);
    }
}

static void write_row(Writer *writer, size_t table, const DbValue *values)
{
    PostgresWriter *w = (PostgresWriter *)writer;
    Copy *copy = &w->copies[table];
    char digits[32];
    for (size_t i = 0; i < w->tables[table].column_count; i++) {
        if (i > 0)
            put(copy, "\t", 1);
        if (values[i].type == DB_INT)
            put(copy, digits, (size_t)snprintf(digits, sizeof digits, "%lld", (long long)values[i].number));
        else if (values[i].type == DB_TEXT)
            put_text(copy, values[i].text);
        else
            put(copy, "\\N", 2);
    }
    put(copy, "\n", 1);
}

static void end_copy(Copy *copy, const char *table)
{
    flush(copy);
    if (PQputCopyEnd(copy->pg, NULL) != 1)
        fill_die(table, PQerrorMessage(copy->pg));
    for (PGresult *result = PQgetResult(copy->pg); result != NULL; result = PQgetResult(copy->pg)) {
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            fill_die(table, PQerrorMessage(copy->pg));
        PQclear(result);
    }
    PQfinish(copy->pg);
}

static void finish(Writer *writer)
{
    PostgresWriter *w = (PostgresWriter *)writer;
    char sql[SQL_MAX];
    for (size_t t = 0; t < w->count; t++)
        end_copy(&w->copies[t], w->tables[t].name);
    PGconn *pg = dial(w->url);
    PQclear(run(pg, "SET maintenance_work_mem = '512MB'"));
    for (size_t i = 0; i < w->index_count; i++) {
        PQclear(run(pg, w->indexes[i]));
        free(w->indexes[i]);
    }
    /* what autovacuum would do within the hour */
    for (size_t t = 0; t < w->count; t++) {
        (void)snprintf(sql, sizeof sql, "VACUUM ANALYZE %s", w->tables[t].name);
        PQclear(run(pg, sql));
    }
    PQfinish(pg);
    free(w->url);
    free(w->copies);
    free(w);
}

void ask_postgres(const char *url, const Ask *ask)
{
    const char *columns[WRITER_COLUMNS_MAX];
    PGconn *pg = dial(url);
    PGresult *result = run(pg, ask->sql);
    int count = PQnfields(result);
    for (int r = 0; r < PQntuples(result) && ask->each != NULL; r++) {
        for (int i = 0; i < count && i < WRITER_COLUMNS_MAX; i++)
            columns[i] = PQgetisnull(result, r, i) ? NULL : PQgetvalue(result, r, i);
        ask->each(ask->self, columns);
    }
    PQclear(result);
    PQfinish(pg);
}

const WriterKind writer_postgres = {open_writer, write_row, finish};
