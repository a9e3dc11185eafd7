/* The model changes while others think. Meant for ThreadSanitizer as well (make tsan). */
#include "brain/stage.h"
#include "text/classify.h"

#include <pthread.h>
#include <stdatomic.h>

enum { THINKERS = 4, SWAPS = 60 };

typedef struct Play {
    atomic_bool over;
    atomic_int decided, torn;
    Str versions[2];
} Play;

/* The starter brain's own model, and one that knows only two kinds. */
static Str small_model(void)
{
    static const char *const texts[] = {"路灯不亮", "路灯坏了一排", "井盖缺了", "井盖破损翘起"};
    Sample samples[COUNT_OF(texts)];
    Classifier *model = NULL;
    Str bytes;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        samples[i] = (Sample){i < 2 ? STR("P0108") : STR("P0101"), {.body = str_of(texts[i])}};
    assert_ok(
        classifier_train(&stage.ctx, &(ClassifierTraining){.samples = samples, .count = COUNT_OF(texts)}, &model));
    assert_ok(classifier_save(&stage.ctx, model, &bytes));
    classifier_free(model);
    return bytes;
}

static void *think(void *self)
{
    Play *play = self;
    Rand rand = rand_seeded(1);
    while (!atomic_load(&play->over)) {
        Arena *arena = arena_new(0);
        Ctx ctx = {.arena = arena, .rand = &rand, .district = stage.district};
        Decision *d = ARENA_NEW(arena, Decision);
        brain_decide(stage.brain, &ctx, &(Report){.text = STR("楼下路灯坏了，晚上看不清")}, d);
        bool known = str_eq(d->model, play->versions[0]) || str_eq(d->model, play->versions[1]);
        /* the small model has two kinds: more of them were the other's */
        bool small = str_eq(d->model, play->versions[1]);
        bool whole = known && d->category_count > 0 && (small ? d->category_count == 2 : d->category_count > 2);
        for (size_t i = 0; i < d->category_count; i++)
            whole = whole && category_find(stage.district, d->categories[i].code)->code.at == d->categories[i].code.at;
        atomic_fetch_add(&play->torn, !whole);
        atomic_fetch_add(&play->decided, 1);
        arena_free(arena);
    }
    return NULL;
}

TEST(models_change_while_others_think_and_each_thought_is_of_one_model)
{
    stage_set();
    static Play play;
    Str bytes[2];
    pthread_t threads[THINKERS];
    assert_ok(brain_save_model(&stage.ctx, stage.brain, &bytes[0]));
    bytes[1] = small_model();
    for (int i = 1; i >= 0; i--) {
        assert_ok(brain_swap_model(stage.brain, &stage.ctx, bytes[i]));
        play.versions[i] = brain_version(stage.brain, &stage.ctx);
        assert_true(str_eq(brain_model(stage.brain, &stage.ctx), model_id(stage.ctx.arena, bytes[i])));
    }
    assert_false(str_eq(play.versions[0], play.versions[1]));
    for (size_t i = 0; i < THINKERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, think, &play), 0);
    for (int i = 0; i < SWAPS || atomic_load(&play.decided) < 20; i++)
        assert_ok(brain_swap_model(stage.brain, &stage.ctx, bytes[(i + 1) % 2]));
    atomic_store(&play.over, true);
    for (size_t i = 0; i < THINKERS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(atomic_load(&play.torn), 0);
    assert_ok(brain_swap_model(stage.brain, &stage.ctx, bytes[0]));
}

TEST(a_broken_model_is_refused_and_the_one_before_goes_on)
{
    stage_set();
    Str bytes;
    assert_ok(brain_save_model(&stage.ctx, stage.brain, &bytes));
    Str before = brain_model(stage.brain, &stage.ctx);
    char *spoilt = str_z(stage.ctx.arena, bytes);
    for (size_t i = 0; i < bytes.len; i += bytes.len / 7 + 1) {
        spoilt[i] ^= 4;
        assert_err(brain_swap_model(stage.brain, &stage.ctx, (Str){spoilt, bytes.len}), ERR_INVALID);
        spoilt[i] ^= 4;
    }
    assert_err(brain_swap_model(stage.brain, &stage.ctx, STR("")), ERR_INVALID);
    assert_err(brain_swap_model(stage.brain, &stage.ctx, STR("0123456789abcdef0123456789abcdef0123456789")),
               ERR_INVALID);
    assert_true(str_eq(brain_model(stage.brain, &stage.ctx), before));
    Decision d = ask_text("楼下路灯坏了，晚上看不清");
    assert_str(d.category, "P0108");
}

TEST(a_decision_holds_what_is_needed_to_make_it_again)
{
    Report report = {.text = STR("江厝路街头公园里乱扔垃圾"),
                     .has_point = true,
                     .lat = 26.1087012,
                     .lon = 119.2829,
                     .accuracy_m = 12,
                     .point_source = STR("gps"),
                     .category_choice = STR("E0106"),
                     .photo_count = 2};
    Decision d = ask(&report);
    Str json = decision_json(stage.ctx.arena, &d);
    assert_true(str_find(json, STR("\"asked\":{\"lat\":26.1087012,\"lon\":119.2829000,\"accuracy_m\":12,"
                                   "\"point_source\":\"gps\",\"category_choice\":\"E0106\",\"photo_count\":2}")) > 0);
    assert_true(str_find(json, report.text) < 0); /* the texts stand where they can be erased */
}
