/* Keeping the recent cases: who is in, who leaves. See twins.h; searching stands in twins_find.c. */
#include "brain/twins.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "brain/twins_parts.h"

enum { ROOM_USUAL = 200000, GROWN_FIRST = 1024, DAYS_USUAL = 30 };

static void *or_die(void *memory)
{
    if (memory == NULL)
        abort(); /* as everywhere: all state is in the database */
    return memory;
}

static void collect_groups(Twins *twins)
{
    const District *d = twins->district;
    twins->groups = or_die(calloc(d->category_count + 1, sizeof *twins->groups));
    for (size_t i = 0; i < d->category_count; i++) {
        uint16_t group = twin_group(twins->sense, twin_kind(twins->sense, d->categories[i].code));
        bool known = group == TWIN_NO_KIND;
        for (size_t k = 0; k < twins->group_count && !known; k++)
            known = twins->groups[k] == group;
        if (!known)
            twins->groups[twins->group_count++] = group;
    }
    twins->groups[twins->group_count++] = TWIN_NO_KIND;
}

Twins *twins_new(const TwinsSetup *setup)
{
    Twins *twins = or_die(calloc(1, sizeof *twins));
    *twins = (Twins){.district = setup->district,
                     .sense = twin_sense_new(setup->district),
                     .room = setup->room > 0 ? setup->room : ROOM_USUAL,
                     .free_kept = NOBODY,
                     .oldest = NOBODY,
                     .newest = NOBODY,
                     .number_mask = 1};
    while (twins->number_mask < twins->room)
        twins->number_mask = twins->number_mask * 2 + 1;
    twins->numbers = or_die(malloc((twins->number_mask + 1) * sizeof *twins->numbers));
    memset(twins->numbers, 0xff, (twins->number_mask + 1) * sizeof *twins->numbers);
    postings_init(&twins->postings);
    collect_groups(twins);
    if (pthread_rwlock_init(&twins->lock, NULL) != 0 || pthread_mutex_init(&twins->sides.mutex, NULL) != 0)
        abort();
    return twins;
}

void twins_free(Twins *twins)
{
    if (twins == NULL)
        return;
    postings_free(&twins->postings);
    twin_sense_free(twins->sense);
    (void)pthread_rwlock_destroy(&twins->lock);
    (void)pthread_mutex_destroy(&twins->sides.mutex);
    free(twins->kept);
    free(twins->numbers);
    free(twins->groups);
    free(twins);
}

UnixMs twins_window(const Twins *twins)
{
    int64_t days = twins->district->limits.twin_days;
    return DAYS(days > 0 ? days : DAYS_USUAL);
}

/* --- by number --- */

static uint32_t *number_head(const Twins *twins, Str number)
{
    return &twins->numbers[(str_hash(number) >> 13) & twins->number_mask];
}

static uint32_t find_number(const Twins *twins, Str number)
{
    uint32_t at = *number_head(twins, number);
    while (at != NOBODY && !str_is(number, twins->kept[at].number))
        at = twins->kept[at].same_number;
    return at;
}

static void forget_number(Twins *twins, uint32_t gone)
{
    uint32_t *at = number_head(twins, str_of(twins->kept[gone].number));
    while (*at != gone)
        at = &twins->kept[*at].same_number;
    *at = twins->kept[gone].same_number;
}

/* --- by time --- */

static void link_by_time(Twins *twins, uint32_t at)
{
    Kept *new = &twins->kept[at];
    uint32_t before = twins->newest;
    while (before != NOBODY && twins->kept[before].at > new->at)
        before = twins->kept[before].older;
    new->older = before;
    new->newer = before == NOBODY ? twins->oldest : twins->kept[before].newer;
    *(before == NOBODY ? &twins->oldest : &twins->kept[before].newer) = at;
    *(new->newer == NOBODY ? &twins->newest : &twins->kept[new->newer].older) = at;
}

static void unlink_by_time(Twins *twins, uint32_t at)
{
    const Kept *gone = &twins->kept[at];
    *(gone->older == NOBODY ? &twins->oldest : &twins->kept[gone->older].newer) = gone->newer;
    *(gone->newer == NOBODY ? &twins->newest : &twins->kept[gone->newer].older) = gone->older;
}

/* --- in and out --- */

static Keys keys_of_kept(const Twins *twins, const Kept *kept)
{
    return keys_of(&(KeySource){.side = &kept->side,
                                .group = twin_group(twins->sense, kept->side.kind),
                                .community = kept->community,
                                .lat_e7 = kept->lat_e7,
                                .lon_e7 = kept->lon_e7});
}

static void post(Twins *twins, uint32_t at)
{
    const Kept *kept = &twins->kept[at];
    Keys keys = keys_of_kept(twins, kept);
    Posting posting = {.signature = kept->side.gist.signature,
                       .kept = at,
                       .lat_e7 = kept->lat_e7,
                       .lon_e7 = kept->lon_e7,
                       .minute = (uint32_t)(kept->at / 60000),
                       .kind = kept->side.kind,
                       .open = kept->open};
    for (size_t i = 0; i < keys.len; i++)
        postings_add(&twins->postings, keys.at[i], &posting);
}

static void unpost(Twins *twins, uint32_t at)
{
    Keys keys = keys_of_kept(twins, &twins->kept[at]);
    for (size_t i = 0; i < keys.len; i++)
        postings_remove(&twins->postings, keys.at[i], at);
}

static void drop(Twins *twins, uint32_t at)
{
    Kept *gone = &twins->kept[at];
    unpost(twins, at);
    forget_number(twins, at);
    unlink_by_time(twins, at);
    gone->used = false;
    gone->older = twins->free_kept;
    twins->free_kept = at;
    twins->count--;
}

static uint32_t take_room(Twins *twins)
{
    if (twins->free_kept == NOBODY && twins->grown == twins->room)
        drop(twins, twins->oldest);
    if (twins->free_kept != NOBODY) {
        uint32_t at = twins->free_kept;
        twins->free_kept = twins->kept[at].older;
        return at;
    }
    static const size_t most = (size_t)NOBODY - 1;
    size_t grown = twins->grown == 0 ? GROWN_FIRST : twins->grown + twins->grown / 2;
    grown = grown < twins->room ? grown : twins->room;
    grown = grown < most ? grown : most;
    twins->kept = or_die(realloc(twins->kept, grown * sizeof *twins->kept));
    for (size_t i = grown; i-- > twins->grown;) {
        twins->kept[i] = (Kept){.older = twins->free_kept};
        twins->free_kept = (uint32_t)i;
    }
    twins->grown = grown;
    return take_room(twins);
}

static uint16_t community_of(const District *d, Str code)
{
    const DistrictArea *area = str_empty(code) ? NULL : area_find(d, code);
    ptrdiff_t at = area != NULL ? area - d->areas : TWIN_NO_KIND;
    return at < TWIN_NO_KIND ? (uint16_t)at : TWIN_NO_KIND;
}

static void insert(Twins *twins, const Kept *new)
{
    uint32_t at = take_room(twins);
    Kept *kept = &twins->kept[at];
    *kept = *new;
    uint32_t *head = number_head(twins, str_of(kept->number));
    kept->same_number = *head;
    *head = at;
    link_by_time(twins, at);
    post(twins, at);
    twins->count++;
}

/* A case that was changed keeps its place in time: no walk through the month. */
static void replace(Twins *twins, uint32_t at, const Kept *new)
{
    unpost(twins, at);
    Kept *kept = &twins->kept[at], before = *kept;
    *kept = *new;
    kept->older = before.older;
    kept->newer = before.newer;
    kept->same_number = before.same_number;
    post(twins, at);
}

static bool is_confidential(const District *d, Str category)
{
    const Category *found = category_find(d, category);
    return found != NULL && found->confidential;
}

static bool fits(const Twins *twins, UnixMs at)
{
    return twins->count < twins->room || (twins->oldest != NOBODY && twins->kept[twins->oldest].at < at);
}

TwinSide twins_side(Twins *twins, Arena *arena, Str text, Str place)
{
    uint64_t key = (str_hash(text) * 31 + str_hash(place)) | 1;
    SidesKept *sides = &twins->sides;
    size_t at = (key >> 32) % SIDES_KEPT;
    (void)pthread_mutex_lock(&sides->mutex);
    bool found = sides->at[at].key == key;
    TwinSide side = sides->at[at].side;
    (void)pthread_mutex_unlock(&sides->mutex);
    if (found)
        return side;
    side = twin_side(twins->sense, arena, text, place);
    (void)pthread_mutex_lock(&sides->mutex);
    sides->at[at].key = key;
    sides->at[at].side = side;
    (void)pthread_mutex_unlock(&sides->mutex);
    return side;
}

void twins_put(Twins *twins, const TwinCase *c)
{
    assert(c->number.len <= TWIN_NUMBER_MAX);
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Kept new = {.at = c->at,
                .version = c->version,
                .lat_e7 = c->has_point ? (int32_t)c->lat_e7 : 0,
                .lon_e7 = c->has_point ? (int32_t)c->lon_e7 : 0,
                .community = community_of(twins->district, c->community),
                .used = true,
                .open = c->open,
                .side = twins_side(twins, arena, c->text, c->place_text)};
    memcpy(new.number, c->number.at, c->number.len);
    new.side.kind = twin_kind(twins->sense, c->category);
    (void)pthread_rwlock_wrlock(&twins->lock);
    uint32_t before = find_number(twins, c->number);
    bool wanted = !is_confidential(twins->district, c->category);
    if (before != NOBODY && wanted && twins->kept[before].at == c->at) {
        replace(twins, before, &new);
    } else {
        if (before != NOBODY)
            drop(twins, before);
        if (wanted && fits(twins, c->at))
            insert(twins, &new);
    }
    (void)pthread_rwlock_unlock(&twins->lock);
}

void twins_drop(Twins *twins, Str number)
{
    (void)pthread_rwlock_wrlock(&twins->lock);
    uint32_t at = find_number(twins, number);
    if (at != NOBODY)
        drop(twins, at);
    (void)pthread_rwlock_unlock(&twins->lock);
}

void twins_expire(Twins *twins, UnixMs now)
{
    (void)pthread_rwlock_wrlock(&twins->lock);
    while (twins->oldest != NOBODY && twins->kept[twins->oldest].at < now - twins_window(twins))
        drop(twins, twins->oldest);
    (void)pthread_rwlock_unlock(&twins->lock);
}

bool twins_has(Twins *twins, Str number, int64_t version)
{
    (void)pthread_rwlock_rdlock(&twins->lock);
    uint32_t at = find_number(twins, number);
    bool has = at != NOBODY && twins->kept[at].version >= version;
    (void)pthread_rwlock_unlock(&twins->lock);
    return has;
}

TwinsFigures twins_figures(Twins *twins)
{
    (void)pthread_rwlock_rdlock(&twins->lock);
    TwinsFigures figures = {.cases = twins->count,
                            .bytes = twins->grown * sizeof *twins->kept + twins->postings.bytes +
                                     (twins->number_mask + 1) * sizeof *twins->numbers};
    (void)pthread_rwlock_unlock(&twins->lock);
    return figures;
}
