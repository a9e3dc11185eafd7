/* What retention (retain.c, sweep.c) would erase now; nothing is changed. */
#ifndef GULOU_JOBS_RETENTION_LOOK_H
#define GULOU_JOBS_RETENTION_LOOK_H

#include "actions/erase_expired.h"

/* Beside a running server; ctx->district is set. Rows of every kind, and the cases they belong to. */
MUST_USE Err retention_look(Db *db, Ctx *ctx, Expired *out);

#endif
