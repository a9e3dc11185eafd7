#include "test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "api/shelf.h"

typedef struct Counting {
    Ctx ctx;
    Shelf *shelf;
    atomic_int *times;
    useconds_t takes;
    bool fails;
    Str told;
    Err err;
} Counting;

static Err count(void *self, Str *out)
{
    Counting *c = self;
    int time = atomic_fetch_add(c->times, 1) + 1;
    (void)usleep(c->takes);
    if (c->fails)
        return fail(&c->ctx, ERR_STORAGE, MSG_STORAGE);
    *out = str_printf(c->ctx.arena, "count %d", time);
    return OK;
}

static void *ask(void *self)
{
    Counting *c = self;
    c->err = shelf_answer(c->shelf, &c->ctx, &(ShelfAsk){STR("a year of the district"), count, c}, &c->told);
    return NULL;
}

TEST(a_quick_count_is_made_anew_each_time)
{
    atomic_int times = 0;
    Counting c = {.ctx = test_ctx(), .shelf = shelf_new(), .times = &times};
    (void)ask(&c);
    (void)ask(&c);
    assert_str(c.told, "count 2");
    shelf_free(c.shelf);
}

TEST(a_slow_count_is_made_once_for_all_who_ask_meanwhile_and_soon_after)
{
    enum { ASKERS = 6 };
    atomic_int times = 0;
    Shelf *shelf = shelf_new();
    Counting askers[ASKERS];
    pthread_t threads[ASKERS];
    for (int i = 0; i < ASKERS; i++) {
        askers[i] = (Counting){.ctx = test_ctx(), .shelf = shelf, .times = &times, .takes = 450000};
        askers[i].ctx.arena = arena_new(0);
        assert_int_equal(pthread_create(&threads[i], NULL, ask, &askers[i]), 0);
    }
    for (int i = 0; i < ASKERS; i++) {
        (void)pthread_join(threads[i], NULL);
        assert_ok(askers[i].err);
        assert_str(askers[i].told, "count 1");
        arena_free(askers[i].ctx.arena);
    }
    Counting later = {.ctx = test_ctx(), .shelf = shelf, .times = &times};
    (void)ask(&later);
    assert_str(later.told, "count 1");
    shelf_free(shelf);
}

TEST(a_count_that_failed_is_nobodys_answer)
{
    atomic_int times = 0;
    Counting c = {.ctx = test_ctx(), .shelf = shelf_new(), .times = &times, .takes = 450000, .fails = true};
    (void)ask(&c);
    assert_int_equal(c.err, ERR_STORAGE);
    c.fails = false;
    (void)ask(&c);
    assert_ok(c.err);
    assert_str(c.told, "count 2");
    shelf_free(c.shelf);
}
