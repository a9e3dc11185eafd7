/* A store in memory, behind the same door as the files and servers: the named statements that the front line's actions
 * use, each answered by a small function over tables. It is for simulations: nothing is kept on a disk, texts and
 * events are counted and let go (an event's hash stays with its case), and what a case left is dropped once it is over.
 * That it answers as SQLite and PostgreSQL do is tested by playing the same city on all three.
 *
 * One thread at a time. An action that fails after it has written cannot be undone here: that is an error of the store,
 * and ends the run. */
#ifndef GULOU_SIM_MEMORY_H
#define GULOU_SIM_MEMORY_H

#include "db/db.h"

Conn *memory_open(void);
void memory_close(Conn *conn);
/* A case that is over, with all its rows: only its sums and its place among recurring matters stay. */
void memory_drop(Conn *conn, Str number);
/* A statement that writes (or reads) was run that often since it was opened. */
typedef struct MemoryUse {
    int64_t runs, queries;
} MemoryUse;
MemoryUse memory_use(const Conn *conn);

#endif
