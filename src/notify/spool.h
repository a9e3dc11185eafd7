/* The built-in transport: each message becomes one JSON file in a folder, from which a district's own gateway takes it
 * (docs/operating.md). Files appear whole, are readable by the server's user only, and bear the message's id, so that
 * a message tried twice is there once. */
#ifndef GULOU_NOTIFY_SPOOL_H
#define GULOU_NOTIFY_SPOOL_H

#include "notify/transport.h"

typedef struct Spool {
    int fd;         /* of DIR/outbox */
    Str public_url; /* "https://front.example.org": links are written in full; empty: only paths */
} Spool;

/* Makes DIR/outbox (0700). STORAGE when it cannot. */
MUST_USE Err spool_open(Ctx *ctx, const char *data_folder, Str public_url, Spool *out);
void spool_close(Spool *spool); /* for CLEANUP, too */
Transport spool_transport(Spool *spool);

#endif
