/* SQLite: one thread that only binds and steps, synchronous=FULL, as many cases to a commit as there are connections.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "intake_bare.h"

const char *const bare_tables[BARE_TABLES] = {"cases",     "case_clocks", "case_events", "case_texts",
                                              "reporters", "decisions",   "idempotency"};

typedef struct Row {
    struct Row *next;
    int table, columns;
    sqlite3_value *values[];
} Row;

static sqlite3 *from, *to;
static sqlite3_stmt *inserts[BARE_TABLES];
static char twin_path[600];

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

static void run(sqlite3 *db, const char *sql)
{
    must(sqlite3_exec(db, sql, NULL, NULL, NULL), db, sql);
}

static sqlite3_stmt *insert_into(const char *table)
{
    char sql[2000];
    (void)snprintf(sql, sizeof sql, "SELECT * FROM %s LIMIT 0", table);
    sqlite3_stmt *shape = prepare(to, sql);
    int columns = sqlite3_column_count(shape);
    (void)sqlite3_finalize(shape);
    int len = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (?", table);
    for (int i = 1; i < columns; i++)
        len += snprintf(sql + len, sizeof sql - (size_t)len, ",?");
    (void)snprintf(sql + len, sizeof sql - (size_t)len, ")");
    return prepare(to, sql);
}

static void twin(const char *store)
{
    (void)snprintf(twin_path, sizeof twin_path, "%s.bare", store);
    (void)unlink(twin_path);
    must(sqlite3_open(store, &from), from, store);
    must(sqlite3_open(twin_path, &to), to, twin_path);
    sqlite3_backup *copy = sqlite3_backup_init(to, "main", from, "main");
    must(sqlite3_backup_step(copy, -1), to, "copying the store");
    must(sqlite3_backup_finish(copy), to, "copying the store");
    run(to,
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-40000; PRAGMA wal_autocheckpoint=8000;");
    run(from, "CREATE TEMP TABLE fresh (at INTEGER, number TEXT PRIMARY KEY)");
    for (int t = 0; t < BARE_TABLES; t++)
        inserts[t] = insert_into(bare_tables[t]);
}

static void note_numbers(const CaseNumber *numbers, size_t count)
{
    run(from, "DELETE FROM fresh");
    sqlite3_stmt *add = prepare(from, "INSERT INTO fresh VALUES (?1, ?2)");
    for (size_t i = 0; i < count; i++) {
        (void)sqlite3_bind_int64(add, 1, (sqlite3_int64)i);
        (void)sqlite3_bind_text(add, 2, numbers[i], -1, SQLITE_STATIC);
        must(sqlite3_step(add), from, "fresh");
        (void)sqlite3_reset(add);
    }
    (void)sqlite3_finalize(add);
}

/* cases[i]: the rows of the i-th case. */
static Row **read_rows(const CaseNumber *numbers, size_t count)
{
    Row **cases = calloc(count, sizeof *cases);
    note_numbers(numbers, count);
    for (int t = 0; t < BARE_TABLES; t++) {
        char sql[300];
        (void)snprintf(sql, sizeof sql,
                       "SELECT fresh.at, t.* FROM %s t JOIN fresh ON fresh.number = t.number "
                       "WHERE t.jurisdiction = (SELECT jurisdiction FROM cases LIMIT 1)",
                       bare_tables[t]);
        sqlite3_stmt *read = prepare(from, sql);
        while (sqlite3_step(read) == SQLITE_ROW) {
            size_t at = (size_t)sqlite3_column_int64(read, 0);
            int columns = sqlite3_column_count(read) - 1;
            Row *row = calloc(1, sizeof *row + (size_t)columns * sizeof *row->values);
            *row = (Row){.next = cases[at], .table = t, .columns = columns};
            for (int c = 0; c < columns; c++)
                row->values[c] = sqlite3_value_dup(sqlite3_column_value(read, c + 1));
            cases[at] = row;
        }
        (void)sqlite3_finalize(read);
    }
    return cases;
}

static void write_row(const Row *row)
{
    sqlite3_stmt *insert = inserts[row->table];
    for (int i = 0; i < row->columns; i++)
        (void)sqlite3_bind_value(insert, i + 1, row->values[i]);
    must(sqlite3_step(insert), to, "insert");
    (void)sqlite3_reset(insert);
}

static void free_rows(Row *row)
{
    for (Row *next; row != NULL; row = next) {
        next = row->next;
        for (int c = 0; c < row->columns; c++)
            sqlite3_value_free(row->values[c]);
        free(row);
    }
}

static BareTime write_cases(const CaseNumber *numbers, size_t count, int connections)
{
    Row **cases = read_rows(numbers, count);
    double start = wall_now(), cpu = cpu_now();
    for (size_t i = 0; i < count;) {
        run(to, "BEGIN IMMEDIATE");
        for (int b = 0; b < connections && i < count; b++, i++)
            for (const Row *row = cases[i]; row != NULL; row = row->next)
                write_row(row);
        run(to, "COMMIT");
    }
    BareTime time = {wall_now() - start, cpu_now() - cpu};
    for (size_t i = 0; i < count; i++)
        free_rows(cases[i]);
    free(cases);
    return time;
}

static void close_both(void)
{
    for (int t = 0; t < BARE_TABLES; t++)
        (void)sqlite3_finalize(inserts[t]);
    (void)sqlite3_close(from);
    (void)sqlite3_close(to);
    (void)unlink(twin_path);
}

const Bare bare_sqlite = {twin, NULL, write_cases, close_both};
