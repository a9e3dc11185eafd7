/* See remembered.h. */
#include "signon/remembered.h"

#include <stdlib.h>
#include <string.h>

void remembered_open(Remembered *r)
{
    *r = (Remembered){0};
    (void)pthread_mutex_init(&r->mutex, NULL);
}

void remembered_close(Remembered *r)
{
    (void)pthread_mutex_destroy(&r->mutex);
    free(r->at);
}

bool remembered_get(Remembered *r, Ctx *ctx, UnixMs at_most, Str *out)
{
    (void)pthread_mutex_lock(&r->mutex);
    bool known = r->at != NULL && ctx->now >= r->since && ctx->now < r->since + at_most;
    if (known)
        *out = str_copy(ctx->arena, (Str){r->at, r->len});
    (void)pthread_mutex_unlock(&r->mutex);
    return known;
}

void remembered_put(Remembered *r, const Ctx *ctx, Str text)
{
    char *copy = malloc(text.len + 1);
    if (copy == NULL)
        abort();
    memcpy(copy, text.at, text.len);
    (void)pthread_mutex_lock(&r->mutex);
    free(r->at);
    r->at = copy;
    r->len = text.len;
    r->since = ctx->now;
    (void)pthread_mutex_unlock(&r->mutex);
}

bool remembered_may_ask(Remembered *r, const Ctx *ctx, int times)
{
    (void)pthread_mutex_lock(&r->mutex);
    UnixMs minute = ctx->now - ctx->now % MINUTES(1);
    if (r->minute != minute)
        r->asked = 0;
    r->minute = minute;
    bool may = r->asked < times;
    r->asked += may ? 1 : 0;
    (void)pthread_mutex_unlock(&r->mutex);
    return may;
}
