/* Counted once for all who ask; see shelf.h. */
#include "api/shelf.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

enum { PLACES = 64, SLOW_US = 400000, TIMES = 10, MOST_US = 60 * 1000000 };

typedef struct Place {
    Hash key;
    bool used, counting;
    bool quick;       /* it was the last time: then nobody waits for another's count */
    int64_t told_us;  /* when the count was there */
    int64_t until_us; /* the text is shown until then */
    char *text;       /* NULL: none is kept */
    size_t len;
} Place;

struct Shelf {
    pthread_mutex_t mutex;
    pthread_cond_t counted;
    Place places[PLACES];
};

Shelf *shelf_new(void)
{
    Shelf *shelf = calloc(1, sizeof *shelf);
    if (shelf == NULL)
        abort();
    (void)pthread_mutex_init(&shelf->mutex, NULL);
    (void)pthread_cond_init(&shelf->counted, NULL);
    return shelf;
}

void shelf_free(Shelf *shelf)
{
    if (shelf == NULL)
        return;
    for (size_t i = 0; i < PLACES; i++)
        free(shelf->places[i].text);
    (void)pthread_cond_destroy(&shelf->counted);
    (void)pthread_mutex_destroy(&shelf->mutex);
    free(shelf);
}

/* The key's place, or the one that was told longest ago; NULL: all are being counted. */
static Place *find_place(Shelf *shelf, const Hash *key)
{
    Place *oldest = NULL;
    for (size_t i = 0; i < PLACES; i++) {
        Place *place = &shelf->places[i];
        if (place->used && hash_eq(&place->key, key))
            return place;
        if (!place->counting && (oldest == NULL || place->told_us < oldest->told_us))
            oldest = place;
    }
    if (oldest != NULL) {
        free(oldest->text);
        *oldest = (Place){.key = *key, .used = true};
    }
    return oldest;
}

static bool take(const Place *place, Arena *arena, int64_t since_us, Str *out)
{
    bool fresh = place->text != NULL && (clock_monotonic_us() < place->until_us || place->told_us >= since_us);
    if (fresh)
        *out = str_copy(arena, (Str){place->text, place->len});
    return fresh;
}

/* Waits while somebody else counts the same. True: the answer is there; false: it is ours to count (place may be NULL).
 */
static bool wait_for(Shelf *shelf, const Hash *key, Arena *arena, Place **place, Str *out)
{
    int64_t asked_us = clock_monotonic_us();
    for (;;) {
        *place = find_place(shelf, key);
        if (*place == NULL)
            return false;
        if (take(*place, arena, asked_us, out))
            return true;
        if (!(*place)->counting) {
            (*place)->counting = true;
            return false;
        }
        if ((*place)->quick) {
            *place = NULL;
            return false;
        }
        (void)pthread_cond_wait(&shelf->counted, &shelf->mutex);
    }
}

static void put(Place *place, int64_t took_us, Str text)
{
    free(place->text);
    place->text = NULL;
    place->quick = took_us < SLOW_US;
    place->told_us = clock_monotonic_us();
    place->until_us = place->told_us + (took_us * TIMES < MOST_US ? took_us * TIMES : MOST_US);
    if (place->quick)
        return;
    place->text = malloc(text.len + 1);
    if (place->text == NULL)
        abort();
    memcpy(place->text, text.at, text.len);
    place->len = text.len;
}

Err shelf_answer(Shelf *shelf, Ctx *ctx, const ShelfAsk *ask, Str *out)
{
    Hash key = hash_sha256(ask->key);
    Place *place = NULL;
    (void)pthread_mutex_lock(&shelf->mutex);
    bool there = wait_for(shelf, &key, ctx->arena, &place, out);
    (void)pthread_mutex_unlock(&shelf->mutex);
    if (there)
        return OK;
    int64_t began = clock_monotonic_us();
    Str text;
    Err err = ask->count(ask->self, &text);
    if (place != NULL) {
        (void)pthread_mutex_lock(&shelf->mutex);
        if (err == OK)
            put(place, clock_monotonic_us() - began, text);
        place->counting = false;
        (void)pthread_cond_broadcast(&shelf->counted);
        (void)pthread_mutex_unlock(&shelf->mutex);
    }
    if (err == OK)
        *out = text;
    return err;
}
