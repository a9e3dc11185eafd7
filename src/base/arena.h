/* A request's memory: allocated forward, dropped whole when the request ends.
 * Out of memory ends the process (all state is in the database). A budget guards against a request
 * that would eat the machine: past it `arena_over_budget` stays true, and the loops that can grow
 * without bound (rows, output) test it. */
#ifndef GULOU_BASE_ARENA_H
#define GULOU_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Arena Arena;

enum { ARENA_DEFAULT_BUDGET = 64 * 1024 * 1024 };

Arena *arena_new(size_t budget);              /* 0: ARENA_DEFAULT_BUDGET */
void arena_free(Arena *arena);                /* runs the on-drop functions, latest first; NULL is fine */
void arena_reset(Arena *arena);               /* like free + new, keeping one block */
void *arena_alloc(Arena *arena, size_t size); /* zeroed, aligned for any type */
void *arena_room(Arena *arena, size_t size);  /* the same, not zeroed: the caller writes before reading */
/* Makes the latest allocation larger where it stands (`from` to `to` bytes, no less); false: it has to move. */
bool arena_extend(Arena *arena, const void *at, size_t from, size_t to);
void *arena_array(Arena *arena, size_t count, size_t size); /* zeroed; overflow ends the process */
void *arena_copy(Arena *arena, const void *from, size_t size);
/* A list to which one item after another is put: `at` with room for one more after `len`, or a copy of it with twice
 * the room. At first `at` is NULL and `len` 0. */
void *arena_more(Arena *arena, void *at, size_t len, size_t size);
bool arena_over_budget(const Arena *arena); /* sticky until reset */
size_t arena_used(const Arena *arena);
void arena_on_drop(Arena *arena, void (*fn)(void *), void *what);

#define ARENA_NEW(arena, Type) ((Type *)arena_alloc((arena), sizeof(Type)))
#define ARENA_ARRAY(arena, Type, count) ((Type *)arena_array((arena), (count), sizeof(Type)))
#define ARENA_MORE(arena, at, len) arena_more((arena), (at), (len), sizeof *(at))

void arena_freep(Arena **arena); /* for CLEANUP(arena_freep) */

#endif
