/* The store's tables spread over the nodes of a Citus cluster (PostgreSQL): each by `jurisdiction`, so that all rows of
 * a district lie together on one node, the reference tables whole on every node. docs/scaling.md says what of Citus is
 * used. */
#ifndef GULOU_STORE_DISTRIBUTE_H
#define GULOU_STORE_DISTRIBUTE_H

#include "db/db.h"
#include "store/tables.h"

/* Hears of each table when it is settled; `now`: spread just now, otherwise it was before. */
typedef struct Distribute {
    void (*settled)(void *self, const StoreTable *table, bool now);
    void *self;
} Distribute;

/* Each table in a transaction of its own: cut short, it goes on where it was. INVALID: a file, or no Citus, or too old
 * a one; CONFLICT: somebody spread a table otherwise. */
MUST_USE Err distribute_tables(Db *db, Ctx *ctx, const Distribute *in);
/* Names of tables not yet spread, ", " between; empty where all are, and where there is no Citus. */
MUST_USE Err distribute_missing(Db *db, Ctx *ctx, Str *out);

#endif
