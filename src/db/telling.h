/* What one process tells the others on the same server (LISTEN/NOTIFY): hints that something changed, so that every
 * desk's page hears of it wherever it is connected. Told after the commit by a thread of its own, because a NOTIFY
 * within the transaction would make all commits wait for each other. While the server is away hints wait; where some
 * may have been missed, TELL_RELOAD is heard instead. Only for `db`. */
#ifndef GULOU_DB_TELLING_H
#define GULOU_DB_TELLING_H

#include "db/conn.h"

typedef struct Telling Telling;

typedef void (*HeardFn)(void *self, Str topic, Str text);

MUST_USE Err telling_start(Ctx *ctx, const char *path, HeardFn heard, void *self, Telling **out);
void telling_stop(Telling *telling);                      /* NULL is fine */
void telling_tell(Telling *telling, Str topic, Str text); /* to all other processes, soon */

#endif
