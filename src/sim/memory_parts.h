/* Inside of the memory engine; only for its own files. */
#ifndef GULOU_SIM_MEMORY_PARTS_H
#define GULOU_SIM_MEMORY_PARTS_H

#include "db/conn.h"
#include "sim/map.h"
#include "sim/packed.h"

enum { SAVES_MAX = 8, FOUND_MAX = 8, LEASES_MAX = 16, MODES_MAX = 64, SUMS_MAX = 128 };

/* What a case's rows are kept in, a part for each table. */
typedef enum PartOf {
    PART_CASE,
    PART_CALLS,
    PART_CLOCKS,
    PART_REQUESTS,
    PART_ITEMS, /* due_items */
    PART_REPORTER,
    PART_DECISION,
    PART_EXAMPLES,
    PART_KEY, /* idempotency */
    PART_COUNT
} PartOf;

typedef struct Folder {
    int64_t number, version, seq; /* seq: of its last event */
    uint64_t key;                 /* of its idempotency key */
    uint64_t spot_cell;           /* where it is found as a recurring matter; 0: nowhere */
    Part parts[PART_COUNT];
} Folder;

/* What falls due, the earliest first. An entry may be out of date: the row says what is true. */
typedef struct Due {
    UnixMs at;
    int64_t number;
} Due;
typedef struct DueHeap {
    Due *at;
    size_t len, room;
} DueHeap;

/* Answers of a query. `cells` hold the row that was last asked for. */
typedef struct Found {
    bool taken;
    Str *rows; /* packed; NULL: `part`, row by row */
    size_t len, next;
    const Part *part;
    PartRow row;
    Cell cells[ROW_CELLS_MAX];
} Found;

/* How many rows of a table fall under a word, and two sums of them. */
typedef struct Sum {
    Str word;
    int64_t n, first, second;
} Sum;
typedef struct Sums {
    Sum at[SUMS_MAX];
    size_t len;
} Sums;

typedef struct Memory {
    Conn conn;
    Words *words;
    Map folders; /* by number */
    Map gone;    /* of the latest day: numbers of dropped cases, which are not given again */
    int64_t day; /* the latest, as numbers tell it */
    Map keys;    /* idempotency: folder, by hash of scope and key */
    Map photos;  /* loose ones */
    Map cells;   /* recurring matters: cases near, by cell and category */
    Map spots;   /* by id */
    Map spot_cells;
    Map people;  /* by login */
    Str *logins; /* sorted */
    size_t login_count;
    Map posts; /* by unit and role: who holds it */
    DueHeap due_clocks, due_wakings;
    Str leases[LEASES_MAX], modes[MODES_MAX]; /* packed rows, malloc'd */
    size_t lease_count, mode_count;
    Sums events, items, outbox, rows; /* by action, measure, kind, table */
    int64_t runs, queries, saves[SAVES_MAX];
    size_t depth;
    bool open;
    Found found[FOUND_MAX];
    unsigned char row[ROW_BYTES_MAX];
} Memory;

/* One call of a statement. */
typedef struct Asked {
    Tx *tx;
    Memory *m;
    const DbValue *args;
    size_t count;
} Asked;

typedef Err (*MemoryRun)(const Asked *asked, int64_t *changed);
typedef Err (*MemoryQuery)(const Asked *asked, Found *found);

/* A table of statements; several files bring one each, ended by an entry without functions. */
typedef struct Statement {
    SqlId id;
    MemoryRun run;
    MemoryQuery query;
} Statement;
extern const Statement memory_case_statements[], memory_due_statements[], memory_spot_statements[],
    memory_people_statements[], memory_sum_statements[];

void *memory_room(size_t size); /* zeroed; out of memory ends the process */
int64_t number_of(Str number);  /* of a case; 0: it is none */
Str number_text(Arena *arena, int64_t number);
Folder *folder_of(Memory *m, Str number);                   /* NULL: none */
Folder *folder_made(Memory *m, Str number);                 /* made where there is none */
Str packed(Memory *m, const DbValue *values, size_t count); /* until the next one is packed */
Str lasting(Str bytes);                                     /* a copy of its own, to be freed */
void found_part(Found *found, const Part *part);
void found_rows(Found *found, Str *rows, size_t len);
/* Packs a row into the arena of the question. */
Str found_row(const Asked *asked, const DbValue *values, size_t count);

void due_push(DueHeap *heap, UnixMs at, int64_t number);
void spots_follow(Memory *m, Folder *folder, const DbValue *args); /* a case's row was written */
void spots_free(Memory *m);
void people_free(Memory *m);
void sums_free(Memory *m);
void sum_add(Sums *sums, Str word, const Sum *more); /* `more`: by how much */

#endif
