/* The event modes that hold, as this process last saw them, so that not every report asks the store. Asked anew when a
 * switch is told (by this process or another: forget) and at the latest after EVENTS_SEEN_MS, should a hint be lost.
 * A mode that ends by itself ends to the moment. */
#ifndef GULOU_RECEPTION_EVENTS_SEEN_H
#define GULOU_RECEPTION_EVENTS_SEEN_H

#include "db/db.h"
#include "domain/duty.h"

enum { EVENTS_SEEN_MS = 1000 };

typedef struct EventsSeen EventsSeen;

EventsSeen *events_seen_new(void);
void events_seen_free(EventsSeen *seen);   /* NULL is fine */
void events_seen_forget(EventsSeen *seen); /* from any thread */
/* As events_now (store/event_mode_store.h), at ctx->now. */
MUST_USE Err events_seen_now(EventsSeen *seen, Db *db, Ctx *ctx, Events *out);

#endif
