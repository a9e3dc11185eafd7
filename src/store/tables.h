/* Every table of the store, once: how its rows lie on several nodes, what identifies a row, whether it moves with the
 * district. tests/store/keys_test.c holds this table against what the migrations really make, on both engines. A new
 * table needs its line here. Not listed: partitions of a table, and SQLite's virtual tables with their shadows. */
#ifndef GULOU_STORE_TABLES_H
#define GULOU_STORE_TABLES_H

#include "base/str.h"

typedef enum TablePlace {
    TABLE_DISTRIBUTED, /* by `jurisdiction`: all of a district's rows lie together on one node */
    TABLE_REFERENCE,   /* the same few rows on every node; the only kind without a jurisdiction */
} TablePlace;

typedef enum TableStay {
    TABLE_MOVES, /* belongs to the district: goes where it goes */
    TABLE_STAYS, /* of this store or its processes alone: made again elsewhere */
} TableStay;

enum { TABLE_KEY_MAX = 8 };

typedef struct StoreTable {
    const char *name;
    TablePlace place;
    TableStay stay;
    const char *key; /* columns that identify a row, "jurisdiction, number": the primary key begins so */
} StoreTable;

extern const StoreTable store_tables[];
extern const size_t store_table_count;

const StoreTable *store_table_find(Str name); /* NULL: none */
/* The columns of table->key; how many. */
size_t store_table_key(const StoreTable *table, Str columns[TABLE_KEY_MAX]);

#endif
