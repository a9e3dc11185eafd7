/* See events_seen.h. What was read is only kept if nothing was told while it was read. */
#include "reception/events_seen.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "store/event_mode_store.h"

enum { CODE_MAX = 40 };

typedef struct SeenMode {
    char code[CODE_MAX];
    size_t len;
    UnixMs until;
} SeenMode;

struct EventsSeen {
    pthread_mutex_t mutex;
    SeenMode modes[EVENTS_MAX];
    size_t count;
    int64_t read_us; /* when what stands here was read; 0: nothing stands here */
    uint64_t told;   /* how often it was forgotten */
};

EventsSeen *events_seen_new(void)
{
    EventsSeen *seen = calloc(1, sizeof *seen);
    if (seen == NULL)
        abort();
    (void)pthread_mutex_init(&seen->mutex, NULL);
    return seen;
}

void events_seen_free(EventsSeen *seen)
{
    if (seen == NULL)
        return;
    (void)pthread_mutex_destroy(&seen->mutex);
    free(seen);
}

void events_seen_forget(EventsSeen *seen)
{
    (void)pthread_mutex_lock(&seen->mutex);
    seen->read_us = 0;
    seen->told++;
    (void)pthread_mutex_unlock(&seen->mutex);
}

/* False: it must be read. */
static bool recall(EventsSeen *seen, Ctx *ctx, Events *out, uint64_t *told)
{
    Events events = {0};
    (void)pthread_mutex_lock(&seen->mutex);
    bool fresh = seen->read_us != 0 && clock_monotonic_us() - seen->read_us < EVENTS_SEEN_MS * 1000;
    *told = seen->told;
    for (size_t i = 0; fresh && i < seen->count; i++)
        if (seen->modes[i].until > ctx->now)
            events.at[events.len++] = str_copy(ctx->arena, (Str){seen->modes[i].code, seen->modes[i].len});
    (void)pthread_mutex_unlock(&seen->mutex);
    if (fresh)
        *out = events;
    return fresh;
}

static void keep(EventsSeen *seen, const EventModes *modes, int64_t begun_us, uint64_t told)
{
    for (size_t i = 0; i < modes->len; i++)
        if (modes->at[i].event.len > CODE_MAX)
            return;
    (void)pthread_mutex_lock(&seen->mutex);
    if (seen->told == told) {
        for (size_t i = 0; i < modes->len; i++) {
            Str code = modes->at[i].event;
            memcpy(seen->modes[i].code, code.at, code.len);
            seen->modes[i].len = code.len;
            seen->modes[i].until = modes->at[i].until;
        }
        seen->count = modes->len;
        seen->read_us = begun_us;
    }
    (void)pthread_mutex_unlock(&seen->mutex);
}

static Err modes_in_tx(Tx *tx, const void *in, void *out)
{
    (void)in;
    return event_modes_now(tx, out);
}

Err events_seen_now(EventsSeen *seen, Db *db, Ctx *ctx, Events *out)
{
    uint64_t told = 0;
    if (recall(seen, ctx, out, &told))
        return OK;
    EventModes *modes = ARENA_NEW(ctx->arena, EventModes);
    Events events = {0};
    int64_t begun_us = clock_monotonic_us();
    TRY(db_look(db, ctx, modes_in_tx, NULL, modes));
    for (size_t i = 0; i < modes->len; i++)
        events.at[events.len++] = modes->at[i].event;
    keep(seen, modes, begun_us, told);
    *out = events;
    return OK;
}
