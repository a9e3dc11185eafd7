/* Inside of files beside the store's own; what it is for stands in db.h (Beside). Only for the room `db`. */
#ifndef GULOU_DB_BESIDE_H
#define GULOU_DB_BESIDE_H

#include "db/conn.h"

void beside_close(BesideKept *kept); /* NULL is fine */
MUST_USE Err beside_lock(Ctx *ctx, const char *file, const BesideLock *in, int *lock);

#endif
