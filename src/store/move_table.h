/* One table of a store made equal to the same table of another, while the first may be in use: both are read in the
 * order of the key, range by range, and where they differ the target's range is replaced. So the first pass copies, a
 * later one brings what changed, one that was cut short goes on, and one that finds nothing proves that both are equal.
 */
#ifndef GULOU_STORE_MOVE_TABLE_H
#define GULOU_STORE_MOVE_TABLE_H

#include "store/table_rows.h"

typedef struct MoveTable {
    Db *from, *to;
    const StoreTable *table;
    bool only_look;
    Arena *work[2]; /* reset again and again; failures may lie in them */
    void (*seen)(void *self, int64_t rows);
    void *self;
} MoveTable;

typedef struct MovedTable {
    int64_t rows, target_rows;  /* seen on either side */
    int64_t changed;            /* rows that were missing, other or too many in the target */
    int64_t put_off;            /* ranges whose rows still stood elsewhere in the target: the next pass brings them */
    Hash digest, target_digest; /* of the rows seen */
} MovedTable;

/* No reader stays longer than one range takes. CONFLICT: the two tables have not the same columns. */
MUST_USE Err move_table(Ctx *ctx, const MoveTable *in, MovedTable *out);

#endif
