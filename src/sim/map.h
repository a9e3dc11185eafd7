/* A table from 64-bit keys to pointers, for one thread. Key 0 is not used. */
#ifndef GULOU_SIM_MAP_H
#define GULOU_SIM_MAP_H

#include <stddef.h>
#include <stdint.h>

typedef struct Map {
    struct MapEntry *at;
    size_t room, used; /* room: 0 or a power of two */
} Map;

void *map_get(const Map *map, uint64_t key);       /* NULL: none */
void map_put(Map *map, uint64_t key, void *value); /* value not NULL */
void map_drop(Map *map, uint64_t key);
/* Every value, in no order worth relying on. */
void map_each(const Map *map, void (*fn)(void *self, void *value), void *self);
void map_free(Map *map);

#endif
