/* Lists that grow in an arena. */
#include "base/arena.h"

#include <stdint.h>

#include "test.h"

typedef struct Pair {
    int64_t a, b;
} Pair;

TEST(a_list_keeps_what_was_put_to_it_and_its_new_room_is_empty)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Pair *list = NULL;
    for (size_t len = 0; len < 1000; len++) {
        list = ARENA_MORE(arena, list, len);
        assert_int_equal(list[len].a, 0);
        assert_int_equal(list[len].b, 0);
        list[len] = (Pair){(int64_t)len, -1};
    }
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(list[i].a, i);
        assert_int_equal(list[i].b, -1);
    }
}

TEST(a_list_moves_only_when_it_is_full)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    char *list = NULL;
    size_t moves = 0;
    for (size_t len = 0; len < 1024; len++) {
        char *before = list;
        list = ARENA_MORE(arena, list, len);
        moves += list != before;
        (void)arena_alloc(arena, 1); /* something behind it, so that it cannot stay where it is */
        list[len] = 'x';
    }
    assert_int_equal(moves, 8); /* at 0, 8, 16 ... 512 */
}
