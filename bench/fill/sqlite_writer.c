/* One file, one thread, no journal: whoever pulls the plug begins again. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "writer.h"

enum { INDEXES_MAX = 96, SQL_MAX = 4096 };

typedef struct SqliteWriter {
    Writer writer;
    sqlite3 *db;
    sqlite3_stmt *insert[WRITER_TABLES_MAX];
    const Table *tables;
    size_t count;
    char *indexes[INDEXES_MAX]; /* how to make them again */
    size_t index_count;
} SqliteWriter;

static void must(int code, sqlite3 *db, const char *what)
{
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
        fill_die(what, sqlite3_errmsg(db));
}

static void run(sqlite3 *db, const char *sql)
{
    must(sqlite3_exec(db, sql, NULL, NULL, NULL), db, sql);
}

static sqlite3 *open_file(const char *path)
{
    sqlite3 *db = NULL;
    must(sqlite3_open(path, &db), db, path);
    return db;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    must(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), db, sql);
    return statement;
}

static void drop_indexes(SqliteWriter *w)
{
    char sql[SQL_MAX];
    for (size_t t = 0; t < w->count; t++) {
        sqlite3_stmt *list = prepare(
            w->db, "SELECT sql, name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?1");
        size_t first = w->index_count;
        char *names[INDEXES_MAX];
        (void)sqlite3_bind_text(list, 1, w->tables[t].name, -1, SQLITE_STATIC);
        while (sqlite3_step(list) == SQLITE_ROW && w->index_count < INDEXES_MAX) {
            names[w->index_count] = strdup((const char *)sqlite3_column_text(list, 1));
            w->indexes[w->index_count++] = strdup((const char *)sqlite3_column_text(list, 0));
        }
        (void)sqlite3_finalize(list);
        for (size_t i = first; i < w->index_count; i++) {
            (void)snprintf(sql, sizeof sql, "DROP INDEX %s", names[i]);
            run(w->db, sql);
            free(names[i]);
        }
    }
}

static sqlite3_stmt *insert_into(sqlite3 *db, const Table *table)
{
    char sql[SQL_MAX];
    int len = snprintf(sql, sizeof sql, "INSERT INTO %s (%s) VALUES (?", table->name, table->columns);
    for (size_t i = 1; i < table->column_count; i++)
        len += snprintf(sql + len, sizeof sql - (size_t)len, ",?");
    (void)snprintf(sql + len, sizeof sql - (size_t)len, ")");
    return prepare(db, sql);
}

static Writer *open_writer(const char *path, const Table *tables, size_t count)
{
    SqliteWriter *w = calloc(1, sizeof *w);
    if (w == NULL)
        abort();
    w->writer.kind = &writer_sqlite;
    w->db = open_file(path);
    w->tables = tables;
    w->count = count;
    run(w->db,
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = "
        "-400000;");
    drop_indexes(w);
    for (size_t t = 0; t < count; t++)
        w->insert[t] = insert_into(w->db, &tables[t]);
    run(w->db, "BEGIN");
    return &w->writer;
}

static void write_row(Writer *writer, size_t table, const DbValue *values)
{
    SqliteWriter *w = (SqliteWriter *)writer;
    sqlite3_stmt *insert = w->insert[table];
    for (size_t i = 0; i < w->tables[table].column_count; i++) {
        int at = (int)i + 1;
        if (values[i].type == DB_INT)
            (void)sqlite3_bind_int64(insert, at, values[i].number);
        else if (values[i].type == DB_TEXT)
            (void)sqlite3_bind_text(insert, at, values[i].text.len > 0 ? values[i].text.at : "",
                                    (int)values[i].text.len, SQLITE_STATIC);
        else
            (void)sqlite3_bind_null(insert, at);
    }
    must(sqlite3_step(insert), w->db, w->tables[table].name);
    (void)sqlite3_reset(insert);
}

static void finish(Writer *writer)
{
    SqliteWriter *w = (SqliteWriter *)writer;
    run(w->db, "COMMIT");
    for (size_t t = 0; t < w->count; t++)
        (void)sqlite3_finalize(w->insert[t]);
    for (size_t i = 0; i < w->index_count; i++) {
        run(w->db, w->indexes[i]);
        free(w->indexes[i]);
    }
    run(w->db, "PRAGMA locking_mode = NORMAL; PRAGMA journal_mode = WAL;");
    (void)sqlite3_close(w->db);
    free(w);
}

void ask_sqlite(const char *path, const Ask *ask)
{
    const char *columns[WRITER_COLUMNS_MAX];
    sqlite3 *db = open_file(path);
    sqlite3_stmt *statement = prepare(db, ask->sql);
    int count = sqlite3_column_count(statement), code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        for (int i = 0; i < count && i < WRITER_COLUMNS_MAX; i++)
            columns[i] = (const char *)sqlite3_column_text(statement, i);
        if (ask->each != NULL)
            ask->each(ask->self, columns);
    }
    must(code, db, ask->sql);
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(db);
}

const WriterKind writer_sqlite = {open_writer, write_row, finish};
