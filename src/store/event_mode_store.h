/* Event modes <-> rows: which state of things holds (台风应急), since when, until when, and who said so. Rows are only
 * ever added; an event holds while its latest row's end has not come, so that it ends by itself. */
#ifndef GULOU_STORE_EVENT_MODE_STORE_H
#define GULOU_STORE_EVENT_MODE_STORE_H

#include "db/db.h"
#include "domain/duty.h"

typedef struct EventMode {
    Str event; /* code of events.csv */
    UnixMs at; /* of this switch */
    UnixMs since, until;
    Str person, unit, note;
} EventMode;

enum { EVENT_SWITCHES_MAX = 30 };

typedef struct EventModes {
    EventMode at[EVENT_SWITCHES_MAX];
    size_t len;
} EventModes;

MUST_USE Err event_modes_now(Tx *tx, EventModes *out);    /* those that hold at ctx->now and that the district knows */
MUST_USE Err event_modes_newest(Tx *tx, EventModes *out); /* the last switches, newest first */
MUST_USE Err event_mode_add(Tx *tx, const EventMode *row);
/* The codes alone, as the duty table asks for them. */
MUST_USE Err events_now(Tx *tx, Events *out);

#endif
