/* How a message leaves the building: a gateway, or a spool folder. One thread at a time asks. */
#ifndef GULOU_NOTIFY_TRANSPORT_H
#define GULOU_NOTIFY_TRANSPORT_H

#include "base/ctx.h"

typedef struct Letter {
    Str id;   /* the same when it is tried again: a gateway may drop what it has */
    Str kind; /* sms, notice */
    Str phone;
    Str text, link; /* link: a path on this server; empty: none */
    Str number;     /* the case; empty: none */
    UnixMs at;      /* when it was written */
} Letter;

typedef struct Transport {
    /* OK: it is out of our hands. Any error: it will be tried again later. */
    Err (*send)(void *self, Ctx *ctx, const Letter *letter);
    void *self;
} Transport;

#endif
