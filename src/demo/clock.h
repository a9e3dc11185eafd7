/* The demo's clock: it may be moved forward, and stays moved after a restart. Outside a demo it is never touched. */
#ifndef GULOU_DEMO_CLOCK_H
#define GULOU_DEMO_CLOCK_H

#include "db/db.h"

/* The shift that was reached, at the start and after TELL_RELOAD: another server may have moved the clock. */
MUST_USE Err demo_clock_restore(Ctx *ctx, Db *db);
/* Moves the clock on by `span` and remembers it. */
MUST_USE Err demo_clock_advance(Ctx *ctx, Db *db, UnixMs span);

#endif
