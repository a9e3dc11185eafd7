/* The lists of the index of twins, and the keys under which a case stands in them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "brain/twins_parts.h"

#define METRES_PER_E7 0.011131949 /* of latitude: 40,075,017 m ÷ 360 ÷ 10^7 */
#define RADIANS_PER_E7 (M_PI / 180.0 / 1e7)

static void *or_die(void *memory)
{
    if (memory == NULL)
        abort(); /* as everywhere: all state is in the database */
    return memory;
}

void postings_init(Postings *postings)
{
    *postings = (Postings){.mask = 1023};
    postings->lists = or_die(calloc(postings->mask + 1, sizeof *postings->lists));
    postings->bytes = (postings->mask + 1) * sizeof *postings->lists;
}

void postings_free(Postings *postings)
{
    for (size_t i = 0; i <= postings->mask; i++)
        free(postings->lists[i].at);
    free(postings->lists);
}

static PostingList *slot(const Postings *postings, uint64_t key)
{
    size_t i = (key ^ key >> 29) & postings->mask;
    while (postings->lists[i].key != 0 && postings->lists[i].key != key)
        i = (i + 1) & postings->mask;
    return &postings->lists[i];
}

/* Lists that have become empty are forgotten here, so that places of past years do not pile up. */
static void rebuild(Postings *postings)
{
    size_t live = 0;
    for (size_t i = 0; i <= postings->mask; i++)
        live += postings->lists[i].len > 0;
    Postings fresh = {.mask = 1023};
    while (live * 4 > fresh.mask)
        fresh.mask = fresh.mask * 2 + 1;
    fresh.lists = or_die(calloc(fresh.mask + 1, sizeof *fresh.lists));
    fresh.bytes = (fresh.mask + 1) * sizeof *fresh.lists;
    for (size_t i = 0; i <= postings->mask; i++) {
        PostingList *list = &postings->lists[i];
        if (list->len == 0) {
            free(list->at);
            continue;
        }
        *slot(&fresh, list->key) = *list;
        fresh.used++;
        fresh.bytes += list->room * sizeof *list->at;
    }
    free(postings->lists);
    *postings = fresh;
}

void postings_add(Postings *postings, uint64_t key, const Posting *posting)
{
    if (postings->used * 2 > postings->mask)
        rebuild(postings);
    PostingList *list = slot(postings, key);
    postings->used += list->key == 0;
    list->key = key;
    if (list->len == list->room) {
        uint32_t room = list->room == 0 ? 4 : list->room + list->room / 2;
        list->at = or_die(realloc(list->at, room * sizeof *list->at));
        postings->bytes += (room - list->room) * sizeof *list->at;
        list->room = room;
    }
    list->at[list->len++] = *posting;
}

void postings_remove(Postings *postings, uint64_t key, uint32_t kept)
{
    PostingList *list = slot(postings, key);
    for (uint32_t i = 0; i < list->len; i++)
        if (list->at[i].kept == kept) {
            memmove(&list->at[i], &list->at[i + 1], (list->len - i - 1) * sizeof *list->at);
            list->len--;
            return;
        }
}

const PostingList *postings_find(const Postings *postings, uint64_t key)
{
    const PostingList *list = slot(postings, key);
    return list->len > 0 ? list : NULL;
}

/* --- keys --- */

enum { KEY_CELL = 1, KEY_COMMUNITY, KEY_NAME };

static uint64_t mix(uint64_t kind, uint64_t a, uint64_t b)
{
    uint64_t x = kind * 0x9e3779b97f4a7c15ULL ^ a * 0xbf58476d1ce4e5b9ULL ^ b * 0x94d049bb133111ebULL;
    x ^= x >> 31;
    x *= 0x9e3779b97f4a7c15ULL;
    x ^= x >> 29;
    return x != 0 ? x : 1;
}

int64_t cell_row(int32_t lat_e7)
{
    return (int64_t)floor(lat_e7 * METRES_PER_E7 / CELL_METRES);
}

int64_t cell_column(int64_t row, int32_t lon_e7)
{
    double lat = (double)row * CELL_METRES / METRES_PER_E7 * RADIANS_PER_E7;
    return (int64_t)floor(lon_e7 * METRES_PER_E7 * cos(lat) / CELL_METRES);
}

uint64_t key_of_cell(int64_t row, int64_t column, uint16_t group)
{
    return mix(KEY_CELL, (uint64_t)row << 32 ^ (uint64_t)(column & 0xffffffff), group);
}

uint64_t key_of_community(uint16_t community, uint16_t group)
{
    return mix(KEY_COMMUNITY, community, group);
}

size_t keys_of_names(const Gist *gist, uint64_t *out, size_t room)
{
    size_t len = 0;
    for (double least = 5.0; least > 0.0 && len < room; least -= 2.0)
        for (size_t i = 0; i < gist->len && len < room; i++) {
            double weight = gist_weight(gist, i);
            if (gist_names_place(gist, i) && weight >= least && weight < least + 2.0)
                out[len++] = mix(KEY_NAME, gist->tokens[i], 0);
        }
    return len;
}

Keys keys_of(const KeySource *source)
{
    Keys keys = {0};
    if (source->lat_e7 != 0 || source->lon_e7 != 0) {
        int64_t row = cell_row(source->lat_e7);
        keys.at[keys.len++] = key_of_cell(row, cell_column(row, source->lon_e7), source->group);
    }
    if (source->community != TWIN_NO_KIND)
        keys.at[keys.len++] = key_of_community(source->community, source->group);
    keys.len += keys_of_names(&source->side->gist, &keys.at[keys.len], NAME_KEYS);
    return keys;
}
