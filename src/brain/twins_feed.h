/* Keeps the recent cases in memory true to the store: reads the month once at the start, and from then on whatever was
 * changed since the last look, by this process or another. A thread of its own; nobody waits for it. */
#ifndef GULOU_BRAIN_TWINS_FEED_H
#define GULOU_BRAIN_TWINS_FEED_H

#include "brain/twins.h"
#include "db/db.h"

typedef struct TwinsFeed TwinsFeed;
typedef struct TwinsFeedSetup {
    Db *db;
    Twins *twins; /* NULL: made by the feed's thread of the district, and its own; a start does not wait for it */
    const District *district;
    Str jurisdiction;
} TwinsFeedSetup;
TwinsFeed *twins_feed_start(const TwinsFeedSetup *setup); /* the setup's parts outlive it */
Twins *twins_feed_twins(const TwinsFeed *feed);           /* NULL: not made yet, or there is no feed */
void twins_feed_poke(TwinsFeed *feed);                    /* something was committed: look soon. From any thread */
void twins_feed_stop(TwinsFeed *feed);                    /* NULL is fine */

/* One look, as the thread takes it; for tests and for who cannot wait. */
typedef struct TwinsLook {
    UnixMs seen; /* changes up to then were read; 0: nothing yet, the whole month is read */
} TwinsLook;
MUST_USE Err twins_look(const TwinsFeedSetup *setup, Ctx *ctx, TwinsLook *look);

#endif
