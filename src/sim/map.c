/* Open addressing with linear probing; what is dropped leaves no tombstone: those behind it move up. */
#include "sim/map.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROOM_LEAST = 1024 };

typedef struct MapEntry {
    uint64_t key;
    void *value;
} MapEntry;

static size_t home(const Map *map, uint64_t key)
{
    key ^= key >> 32;
    key *= 0x9e3779b97f4a7c15ULL;
    return (size_t)(key ^ key >> 29) & (map->room - 1);
}

static size_t place_of(const Map *map, uint64_t key)
{
    size_t i = home(map, key);
    while (map->at[i].key != 0 && map->at[i].key != key)
        i = (i + 1) & (map->room - 1);
    return i;
}

void *map_get(const Map *map, uint64_t key)
{
    return map->room == 0 ? NULL : map->at[place_of(map, key)].value;
}

static void widen(Map *map)
{
    Map wider = {.room = map->room == 0 ? ROOM_LEAST : map->room * 2, .used = map->used};
    wider.at = calloc(wider.room, sizeof *wider.at);
    if (wider.at == NULL) {
        fputs("gulou: out of memory\n", stderr);
        abort();
    }
    for (size_t i = 0; i < map->room; i++)
        if (map->at[i].key != 0)
            wider.at[place_of(&wider, map->at[i].key)] = map->at[i];
    free(map->at);
    *map = wider;
}

void map_put(Map *map, uint64_t key, void *value)
{
    if (map->used * 2 >= map->room)
        widen(map);
    MapEntry *entry = &map->at[place_of(map, key)];
    map->used += entry->key == 0;
    *entry = (MapEntry){key, value};
}

void map_drop(Map *map, uint64_t key)
{
    if (map->room == 0)
        return;
    size_t hole = place_of(map, key), mask = map->room - 1;
    if (map->at[hole].key == 0)
        return;
    map->used--;
    for (size_t i = (hole + 1) & mask; map->at[i].key != 0; i = (i + 1) & mask) {
        size_t wanted = home(map, map->at[i].key);
        if (((i - wanted) & mask) < ((i - hole) & mask))
            continue; /* it may not stand before its home */
        map->at[hole] = map->at[i];
        hole = i;
    }
    map->at[hole] = (MapEntry){0};
}

void map_each(const Map *map, void (*fn)(void *self, void *value), void *self)
{
    for (size_t i = 0; i < map->room; i++)
        if (map->at[i].key != 0)
            fn(self, map->at[i].value);
}

void map_free(Map *map)
{
    free(map->at);
    *map = (Map){0};
}
