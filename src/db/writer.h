/* The one writer of an embedded engine: a thread that drains a queue of actions, many to one commit, and a second one
 * that puts what was committed on the disk and answers, while the first goes on. Only for the room `db`. */
#ifndef GULOU_DB_WRITER_H
#define GULOU_DB_WRITER_H

#include "db/conn.h"

typedef struct Writer Writer;

/* Called once the commit is on the disk and before the answer, one at a time, in the order of the commits. */
typedef void (*DeliverFn)(void *self, const Tx *tx);

MUST_USE Err writer_start(Ctx *ctx, Conn *conn, DeliverFn deliver, void *self, Writer **out); /* owns conn on success */
void writer_stop(Writer *writer); /* finishes what is queued */
/* BUSY: the queue is full, or it is being stopped. STORAGE: also where the disk once failed to take what was committed:
 * whether that stands there nobody can say, so nothing is written any more until the store is opened anew. */
MUST_USE Err writer_run(Writer *writer, Ctx *ctx, ActionFn action, const void *in, void *out);
DbMetrics writer_metrics(Writer *writer);

#endif
