/* Where a picture of a conversation is fetched from: the messenger that keeps it for us for some days. */
#ifndef GULOU_NOTIFY_MEDIA_SOURCE_H
#define GULOU_NOTIFY_MEDIA_SOURCE_H

#include "base/ctx.h"

typedef struct MediaSource {
    const char *channel;
    /* Into the file. GONE: it will never be there again; any other error: it may be tried again. */
    Err (*fetch)(void *self, Ctx *ctx, Str media, const char *file);
    void *self;
} MediaSource;

#endif
