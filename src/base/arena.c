/* Bump allocation in blocks that double up to 1 MiB; large requests get a block of their own. */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 16 * 1024, LARGEST_BLOCK = 1024 * 1024, ALIGNMENT = 16 };

typedef struct Block {
    struct Block *next;
    size_t size;
    size_t used;
    size_t pad; /* keeps `bytes` aligned to 16 */
    unsigned char bytes[];
} Block;

typedef struct Drop {
    struct Drop *next;
    void (*fn)(void *);
    void *what;
} Drop;

struct Arena {
    Block *block;
    Drop *drops;
    size_t budget;
    size_t total;
    size_t next_size;
};

static void *or_die(void *memory)
{
    if (memory == NULL) {
        fputs("gulou: out of memory\n", stderr);
        abort();
    }
    return memory;
}

static void block_push(Arena *arena, size_t least)
{
    size_t size = arena->next_size;
    if (size < LARGEST_BLOCK)
        arena->next_size = size * 2;
    if (size < least)
        size = least;
    Block *block = or_die(malloc(sizeof(Block) + size));
    block->size = size;
    block->used = 0;
    block->next = arena->block;
    arena->block = block;
}

Arena *arena_new(size_t budget)
{
    Arena *arena = or_die(calloc(1, sizeof(Arena)));
    arena->budget = budget != 0 ? budget : ARENA_DEFAULT_BUDGET;
    arena->next_size = FIRST_BLOCK;
    return arena;
}

static void drop_all(Arena *arena)
{
    while (arena->drops != NULL) {
        Drop *drop = arena->drops;
        arena->drops = drop->next;
        drop->fn(drop->what);
    }
}

static void free_blocks(Block *block)
{
    while (block != NULL) {
        Block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_free(Arena *arena)
{
    if (arena == NULL)
        return;
    drop_all(arena);
    free_blocks(arena->block);
    free(arena);
}

void arena_reset(Arena *arena)
{
    drop_all(arena);
    Block *keep = arena->block;
    if (keep != NULL && keep->size <= LARGEST_BLOCK) {
        free_blocks(keep->next);
        keep->next = NULL;
        keep->used = 0;
    } else {
        free_blocks(keep);
        arena->block = NULL;
    }
    arena->total = 0;
}

void *arena_room(Arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        or_die(NULL);
    size_t need = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (arena->block == NULL || arena->block->size - arena->block->used < need)
        block_push(arena, need);
    void *at = arena->block->bytes + arena->block->used;
    arena->block->used += need;
    arena->total += need;
    return at;
}

bool arena_extend(Arena *arena, const void *at, size_t from, size_t to)
{
    Block *block = arena->block;
    size_t had = (from + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1),
           need = (to + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (block == NULL || (const unsigned char *)at + had != block->bytes + block->used ||
        block->size - block->used < need - had)
        return false;
    block->used += need - had;
    arena->total += need - had;
    return true;
}

void *arena_alloc(Arena *arena, size_t size)
{
    return memset(arena_room(arena, size), 0, size);
}

void *arena_array(Arena *arena, size_t count, size_t size)
{
    size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes))
        or_die(NULL);
    return arena_alloc(arena, bytes);
}

void *arena_copy(Arena *arena, const void *from, size_t size)
{
    void *to = arena_room(arena, size);
    if (size > 0)
        memcpy(to, from, size);
    return to;
}

void *arena_more(Arena *arena, void *at, size_t len, size_t size)
{
    enum { LEAST = 8 };
    bool full = len == 0 || (len >= LEAST && (len & (len - 1)) == 0); /* its room is what the doubling has come to */
    if (!full)
        return at;
    void *wider = arena_array(arena, len == 0 ? LEAST : len * 2, size);
    return len == 0 ? wider : memcpy(wider, at, len * size);
}

bool arena_over_budget(const Arena *arena)
{
    return arena->total > arena->budget;
}

size_t arena_used(const Arena *arena)
{
    return arena->total;
}

void arena_on_drop(Arena *arena, void (*fn)(void *), void *what)
{
    Drop *drop = ARENA_NEW(arena, Drop);
    *drop = (Drop){arena->drops, fn, what};
    arena->drops = drop;
}

void arena_freep(Arena **arena)
{
    arena_free(*arena);
    *arena = NULL;
}
