/* Feeding the index of twins; see twins_feed.h. A commit may become visible some time after the moment it bears, so
 * each look goes a little further back than the last one reached; what is already known in that version is passed over.
 */
#include "brain/twins_feed.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "store/twin_store.h"

#define BACK SECONDS(30)
enum { CALM_MS = 200, REST_MS = 2000, LEISURE = 9, LOOKED_MOST_MS = 500 };

typedef struct Look {
    const TwinsFeedSetup *setup;
    TwinCursor after;
    bool changes; /* else: by the time of submission */
    bool more;
} Look;

static bool is_followable(CaseState state)
{
    return case_is_open(state) && state != CASE_RESOLVED;
}

static Err take_case(Tx *tx, Twins *twins, Str number)
{
    TwinRow row;
    TRY(twin_row(tx, number, &row));
    if (!row.there || row.submitted_at < tx->ctx->now - twins_window(twins)) {
        twins_drop(twins, number);
        return OK;
    }
    twins_put(twins, &(TwinCase){.number = number,
                                 .version = row.version,
                                 .category = row.category,
                                 .community = row.community,
                                 .text = row.text,
                                 .place_text = row.place,
                                 .has_point = row.lat_e7 != 0 || row.lon_e7 != 0,
                                 .open = is_followable(row.state),
                                 .lat_e7 = row.lat_e7,
                                 .lon_e7 = row.lon_e7,
                                 .at = row.submitted_at});
    return OK;
}

static Err read_page(Tx *tx, const void *in, void *out)
{
    Look look = *(const Look *)in;
    Twins *twins = look.setup->twins;
    TwinPage *page = ARENA_NEW(tx->ctx->arena, TwinPage);
    TRY(look.changes ? twin_page_changed(tx, &look.after, page) : twin_page_submitted(tx, &look.after, page));
    for (size_t i = 0; i < page->len; i++)
        if (!look.changes || !twins_has(twins, page->number[i], page->version[i]))
            TRY(take_case(tx, twins, page->number[i]));
    look.more = page->len == TWIN_PAGE;
    if (page->len > 0)
        look.after = (TwinCursor){page->key[page->len - 1], page->number[page->len - 1]};
    *(Look *)out = look;
    return OK;
}

/* Short transactions: nobody's log has to wait for a long reader. */
static Err read_all(Ctx *ctx, Look *look)
{
    char kept[TWIN_NUMBER_MAX + 1];
    do {
        Ctx page = *ctx;
        Arena *arena CLEANUP(arena_freep) = arena_new(0);
        page.arena = arena;
        TRY(db_read(look->setup->db, &page, read_page, look, look));
        size_t len = look->after.number.len < TWIN_NUMBER_MAX ? look->after.number.len : TWIN_NUMBER_MAX;
        for (size_t i = 0; i < len; i++)
            kept[i] = look->after.number.at[i];
        look->after.number = (Str){kept, len};
    } while (look->more);
    look->after.number = STR(""); /* only the moment outlives the reading */
    return OK;
}

Err twins_look(const TwinsFeedSetup *setup, Ctx *ctx, TwinsLook *look)
{
    UnixMs begun = ctx->now;
    if (look->seen == 0) {
        Look month = {.setup = setup, .after = {ctx->now - twins_window(setup->twins), STR("")}};
        TRY(read_all(ctx, &month));
        look->seen = begun;
    }
    Look since = {.setup = setup, .after = {look->seen - BACK, STR("")}, .changes = true};
    TRY(read_all(ctx, &since));
    look->seen = since.after.key > look->seen ? since.after.key : look->seen;
    twins_expire(setup->twins, ctx->now);
    return OK;
}

/* --- the thread --- */

struct TwinsFeed {
    TwinsFeedSetup setup; /* its twins are the thread's; others ask `ready` */
    _Atomic(Twins *) ready;
    bool own;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool poked;
    atomic_bool stopping;
};

static struct timespec in_ms(int64_t ms)
{
    struct timespec at;
    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_nsec += ms % 1000 * 1000000;
    at.tv_sec += ms / 1000 + at.tv_nsec / 1000000000;
    at.tv_nsec %= 1000000000;
    return at;
}

static void wait_for_poke(TwinsFeed *feed)
{
    struct timespec until = in_ms(REST_MS);
    (void)pthread_mutex_lock(&feed->mutex);
    while (!feed->poked && pthread_cond_timedwait(&feed->wake, &feed->mutex, &until) == 0)
        ;
    feed->poked = false;
    (void)pthread_mutex_unlock(&feed->mutex);
}

static void stay_calm(TwinsFeed *feed, int64_t ms)
{
    struct timespec until = in_ms(ms);
    (void)pthread_mutex_lock(&feed->mutex);
    while (!atomic_load(&feed->stopping) && pthread_cond_timedwait(&feed->wake, &feed->mutex, &until) == 0)
        ;
    (void)pthread_mutex_unlock(&feed->mutex);
}

/* Until somebody pokes, else a while; then calm, so that a storm of commits is one look, and the longer the longer that
 * look took: each goes over the last half minute again, and all the looking shall cost a tenth of a core. */
static void rest(TwinsFeed *feed, int64_t looked_ms)
{
    wait_for_poke(feed);
    stay_calm(feed, CALM_MS + LEISURE * (looked_ms < LOOKED_MOST_MS ? looked_ms : LOOKED_MOST_MS));
}

static void *work(void *self)
{
    TwinsFeed *feed = self;
    TwinsLook look = {0};
    Rand rand = rand_system();
    if (feed->own)
        feed->setup.twins = twins_new(&(TwinsSetup){.district = feed->setup.district});
    atomic_store(&feed->ready, feed->setup.twins);
    while (!atomic_load(&feed->stopping)) {
        int64_t begun = clock_monotonic_us();
        Arena *arena = arena_new(0);
        Ctx ctx = {.arena = arena, .now = clock_now(), .rand = &rand, .jurisdiction = feed->setup.jurisdiction};
        if (twins_look(&feed->setup, &ctx, &look) != OK) /* the next look reads it again */
            log_line(LOG_WARN, "recent cases were not read", LOG_STR("why", ctx.failure.internal));
        arena_free(arena);
        rest(feed, (clock_monotonic_us() - begun) / 1000);
    }
    return NULL;
}

TwinsFeed *twins_feed_start(const TwinsFeedSetup *setup)
{
    TwinsFeed *feed = calloc(1, sizeof *feed);
    if (feed == NULL)
        abort();
    feed->setup = *setup;
    feed->own = setup->twins == NULL;
    pthread_condattr_t attr;
    (void)pthread_condattr_init(&attr);
    (void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&feed->mutex, NULL);
    (void)pthread_cond_init(&feed->wake, &attr);
    (void)pthread_condattr_destroy(&attr);
    if (pthread_create(&feed->thread, NULL, work, feed) != 0)
        abort();
    return feed;
}

Twins *twins_feed_twins(const TwinsFeed *feed)
{
    return feed == NULL ? NULL : atomic_load(&feed->ready);
}

void twins_feed_poke(TwinsFeed *feed)
{
    (void)pthread_mutex_lock(&feed->mutex);
    feed->poked = true;
    (void)pthread_cond_signal(&feed->wake);
    (void)pthread_mutex_unlock(&feed->mutex);
}

void twins_feed_stop(TwinsFeed *feed)
{
    if (feed == NULL)
        return;
    atomic_store(&feed->stopping, true);
    twins_feed_poke(feed);
    (void)pthread_join(feed->thread, NULL);
    if (feed->own)
        twins_free(feed->setup.twins);
    (void)pthread_cond_destroy(&feed->wake);
    (void)pthread_mutex_destroy(&feed->mutex);
    free(feed);
}
