/* The one writer of an embedded engine: a thread that drains a queue of actions, a savepoint each, many to one commit.
 * Only for the room `db`. */
#ifndef GULOU_DB_WRITER_H
#define GULOU_DB_WRITER_H

#include "db/conn.h"

typedef struct Writer Writer;

/* Called from the writer's thread, after the commit and before the answer. */
typedef void (*DeliverFn)(void *self, const Tx *tx);

MUST_USE Err writer_start(Ctx *ctx, Conn *conn, DeliverFn deliver, void *self, Writer **out); /* owns conn on success */
void writer_stop(Writer *writer); /* finishes what is queued */
/* BUSY: the queue is full, or it is being stopped. */
MUST_USE Err writer_run(Writer *writer, Ctx *ctx, ActionFn action, const void *in, void *out);
DbMetrics writer_metrics(Writer *writer);

#endif
