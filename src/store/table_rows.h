/* Rows of any table of the store as plain values, in the order of its key: what a move carries from one store to
 * another. The only statements of the store made at run time, from the table of tables and the catalog. */
#ifndef GULOU_STORE_TABLE_ROWS_H
#define GULOU_STORE_TABLE_ROWS_H

#include "base/hash.h"
#include "db/db.h"
#include "store/tables.h"

typedef struct TableShape {
    const StoreTable *table;
    Str *names; /* of the columns, in byte order: the same on both engines */
    bool *numbers;
    size_t count;
    size_t key[TABLE_KEY_MAX]; /* which columns, in the key's order */
    size_t key_count;
} TableShape;

typedef struct TableRows {
    const TableShape *shape;
    DbValue *cells; /* row after row */
    size_t count;
} TableRows;

/* Rows whose key is greater than `after` and not greater than `until`: key_count values each, NULL for no bound. */
typedef struct TableRange {
    const DbValue *after, *until;
    size_t most; /* 0: all */
} TableRange;

MUST_USE Err table_shape(Tx *tx, const StoreTable *table, TableShape *out);
MUST_USE Err table_count(Tx *tx, const StoreTable *table, int64_t *out);
MUST_USE Err table_read(Tx *tx, const TableShape *shape, const TableRange *range, TableRows *out);
/* The range then holds just these rows (at most table_batch of them). CONFLICT: one is also elsewhere in the table. */
MUST_USE Err table_replace(Tx *tx, const TableRange *range, const TableRows *rows);
size_t table_batch(const TableShape *shape); /* how many rows one INSERT may bring */

/* `count` rows from the first on; no copy. */
TableRows table_part(const TableRows *rows, size_t first, size_t count);
const DbValue *table_key(Arena *arena, const TableRows *rows, size_t row);
/* As both engines order: by key, of two rows, and of a row and a key. */
int table_row_cmp(const TableRows *a, size_t i, const TableRows *b, size_t j);
int table_row_cmp_key(const TableRows *rows, size_t row, const DbValue *key);
bool table_row_eq(const TableRows *a, size_t i, const TableRows *b, size_t j);
/* A digest of all rows: begin with zeros, go on with each row in the order of the key. */
Hash table_row_hash(const Hash *before, const TableRows *rows, size_t row);

#endif
