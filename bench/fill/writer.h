/* Rows into a database as fast as it takes them, past the program: the one file of SQLite without a journal, PostgreSQL
 * by COPY. Secondary indexes are dropped before and made after. Failing ends the process: a filled store is made anew.
 */
#ifndef GULOU_BENCH_FILL_WRITER_H
#define GULOU_BENCH_FILL_WRITER_H

#include "db/db.h"

enum { WRITER_TABLES_MAX = 16, WRITER_COLUMNS_MAX = 80 };

typedef struct Table {
    const char *name, *columns; /* "jurisdiction, number, ..." */
    size_t column_count;
} Table;

typedef struct Writer Writer;
typedef struct WriterKind {
    Writer *(*open)(const char *where, const Table *tables, size_t count); /* file or URL; drops the indexes */
    void (*row)(Writer *w, size_t table, const DbValue *values);
    void (*finish)(Writer *w); /* writes out, makes the indexes again, closes */
} WriterKind;

/* Every engine's writer begins so. */
struct Writer {
    const WriterKind *kind;
};
extern const WriterKind writer_sqlite, writer_postgres;

/* A few rows read or a statement run beside the writing, on the same engine: `each` hears every row's columns as text.
 */
typedef void (*RowHeard)(void *self, const char *const *columns);
typedef struct Ask {
    const char *sql;
    RowHeard each; /* NULL: no rows are wanted */
    void *self;
} Ask;
void ask_sqlite(const char *path, const Ask *ask);
void ask_postgres(const char *url, const Ask *ask);

_Noreturn void fill_die(const char *what, const char *why);

#endif
