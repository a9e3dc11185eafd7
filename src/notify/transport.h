/* How a message leaves the building: a gateway, a mail server, a messenger, or a spool folder. One thread at a time
 * asks. */
#ifndef GULOU_NOTIFY_TRANSPORT_H
#define GULOU_NOTIFY_TRANSPORT_H

#include "base/ctx.h"
#include "domain/way.h"

typedef struct Letter {
    Str id;   /* the same when it is tried again: a gateway may drop what it has */
    Str kind; /* see store/outbox_store.h */
    Via way;
    Str to; /* phone, mail address or the messenger's id of the person */
    Lang lang;
    Str text, link; /* link: a path on this server; empty: none */
    Str number;     /* the case; empty: none */
    Str track;      /* path of the case's page for whom it is written to, with its secret; empty: none */
    Str leave;      /* names this person's choice of ways, for "no more mail"; empty: none */
    Str reply_mac;  /* answers that bear it are the reporter's; empty: answers are nobody's */
    Str thread;     /* Message-ID of what they wrote last; empty: nothing */
    UnixMs at;      /* when it was written */
} Letter;

typedef struct Transport {
    /* OK: it is out of our hands. GONE: it will never be taken (why: a short code in ctx->failure.internal). TOO_MANY:
     * no more for now, which counts as no attempt. Any other error: it will be tried again later. */
    Err (*send)(void *self, Ctx *ctx, const Letter *letter);
    void *self;
} Transport;

#endif
