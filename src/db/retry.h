/* Actions of an engine with many writers: each its own transaction on a borrowed connection, run again where another was
 * first or the connection died. Only for the room `db`. */
#ifndef GULOU_DB_RETRY_H
#define GULOU_DB_RETRY_H

#include "db/conns.h"

/* *out_tx is what the action's last run told (its notices). BUSY: lost the race too often, or the server is away. */
MUST_USE Err retry_write(Conns *writers, Tx *out_tx, ActionFn action, const void *in, void *out);
MUST_USE Err retry_read(Conns *readers, Ctx *ctx, ActionFn action, const void *in, void *out);
MUST_USE Err retry_look(Conns *readers, Ctx *ctx, ActionFn action, const void *in, void *out); /* one statement */

#endif
