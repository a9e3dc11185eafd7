/* One text of somebody else's server, remembered for a while by all threads of this process. */
#ifndef GULOU_SIGNON_REMEMBERED_H
#define GULOU_SIGNON_REMEMBERED_H

#include <pthread.h>

#include "base/ctx.h"

typedef struct Remembered {
    pthread_mutex_t mutex;
    char *at;
    size_t len;
    UnixMs since, minute;
    int asked; /* in that minute, before its time was up */
} Remembered;

void remembered_open(Remembered *r);
void remembered_close(Remembered *r);
/* False: nothing is known, or for longer than that. The text is the arena's. */
bool remembered_get(Remembered *r, Ctx *ctx, UnixMs at_most, Str *out);
void remembered_put(Remembered *r, const Ctx *ctx, Str text);
/* Whether it may be asked for before its time: so often in a minute, whoever provokes it. */
bool remembered_may_ask(Remembered *r, const Ctx *ctx, int times);

#endif
