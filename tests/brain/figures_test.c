/* How often the brain is right on texts it has never seen, asserted loosely; bench/decide_bench.c prints the figures.
 */
#include "brain/stage.h"

#include <pthread.h>

#include "base/csv.h"

static Csv unseen(void)
{
    stage_set();
    DistrictFiles files = gulou_files(&stage.ctx);
    Csv table;
    assert_ok(csv_read(&stage.ctx, gulou_file(&files, "corpus_check.csv")->content, &table));
    assert_true(table.row_count >= 250);
    return table;
}

TEST(where_the_kind_is_sure_it_is_right_and_it_is_sure_often_enough)
{
    Csv table = unseen();
    size_t sure = 0, right = 0, in_three = 0;
    for (size_t i = 0; i < table.row_count; i++) {
        Decision d = ask(&(Report){.text = table.rows[i].cells[1]});
        Str truth = table.rows[i].cells[0];
        sure += d.category_sure;
        right += d.category_sure && str_eq(d.category, truth);
        for (size_t k = 0; k < 3 && k < d.category_count; k++)
            in_three += str_eq(d.categories[k].code, truth);
    }
    print_message("%zu texts: %zu sure, %zu of them right; %zu in three\n", table.row_count, sure, right, in_three);
    assert_true(right * 100 >= sure * 95);
    assert_true(sure * 100 >= table.row_count * 45);
    assert_true(in_three * 100 >= table.row_count * 90);
}

TEST(a_pin_in_the_middle_of_each_community_finds_its_desk)
{
    stage_set();
    size_t asked = 0;
    for (size_t i = 0; i < stage.district->place_count; i++) {
        const DistrictPlace *place = &stage.district->places[i];
        if (!str_is(place->kind, "community"))
            continue;
        Report report = {.text = STR("路灯不亮"),
                         .has_point = true,
                         .lat = place->lat,
                         .lon = place->lon,
                         .accuracy_m = 5,
                         .point_source = STR("pin")};
        Decision d = ask(&report);
        assert_true(d.confident);
        assert_true(str_eq(d.community, place->area));
        assert_true(str_eq(d.owner, str_slice(place->area, 0, 9)));
        assert_true(str_starts(d.grid, place->area));
        asked++;
    }
    assert_int_equal(asked, 69);
}

/* --- many threads, one brain --- */

typedef struct Asker {
    pthread_t thread;
    const Csv *table;
    size_t from;
    size_t differing;
    const Str *expected;
} Asker;

static void *ask_all(void *self)
{
    Asker *asker = self;
    Ctx ctx = {.arena = arena_new(0), .now = stage.ctx.now};
    for (size_t k = 0; k < asker->table->row_count; k++) {
        size_t i = (asker->from + k) % asker->table->row_count;
        Decision d;
        brain_decide(stage.brain, &ctx, &(Report){.text = asker->table->rows[i].cells[1]}, &d);
        asker->differing += !str_eq(decision_json(ctx.arena, &d), asker->expected[i]);
        arena_reset(ctx.arena);
    }
    arena_free(ctx.arena);
    return NULL;
}

TEST(many_threads_ask_one_brain_and_hear_the_same)
{
    Csv table = unseen();
    Str *expected = ARENA_ARRAY(stage.ctx.arena, Str, table.row_count);
    for (size_t i = 0; i < table.row_count; i++) {
        Decision d = ask(&(Report){.text = table.rows[i].cells[1]});
        expected[i] = decision_json(stage.ctx.arena, &d);
    }
    Asker askers[4];
    for (size_t i = 0; i < COUNT_OF(askers); i++) {
        askers[i] = (Asker){.table = &table, .from = i * 70, .expected = expected};
        assert_int_equal(pthread_create(&askers[i].thread, NULL, ask_all, &askers[i]), 0);
    }
    for (size_t i = 0; i < COUNT_OF(askers); i++) {
        assert_int_equal(pthread_join(askers[i].thread, NULL), 0);
        assert_int_equal(askers[i].differing, 0);
    }
}
