#include "learning/town.h"

#include <stdio.h>

static const Sample *find(const Samples *samples, const char *text)
{
    for (size_t i = 0; i < samples->len; i++)
        if (str_is(samples->at[i].message.body, text))
            return &samples->at[i];
    return NULL;
}

/* A case of this text that is taught, not held back. */
static void teach(Town *town, const char *text, const char *phone, const char *category)
{
    Str number = town_taught(town, text, phone, category);
    for (int i = 0; case_is_held_out(number) && i < 50; i++)
        number = town_taught(town, text, phone, category);
}

TEST(one_click_on_correct_stands_in_the_next_training_set_with_its_label)
{
    Town town CLEANUP(town_end) = town_new();
    teach(&town, "九彩巷口那棵榕树的气根垂到路上了", NULL, "E0101");
    TrainingSet set = town_set(&town);
    const Sample *taught = find(&set.samples, "九彩巷口那棵榕树的气根垂到路上了");
    assert_non_null(taught);
    assert_str(taught->label, "E0101");
    assert_int_equal(set.cases, 1);
}

TEST(what_is_held_back_is_learnt_from_nowhere_even_when_told_twice)
{
    Town town CLEANUP(town_end) = town_new();
    Str number = {0};
    do
        number = town_taught(&town, "九彩巷口那棵榕树的气根垂到路上了", NULL, "E0101");
    while (!case_is_held_out(number));
    teach(&town, "九彩巷口那棵榕树的气根垂到路上了", NULL, "E0101");
    TrainingSet set = town_set(&town);
    assert_int_equal(set.held, 1);
    assert_null(find(&set.samples, "九彩巷口那棵榕树的气根垂到路上了"));
}

TEST(a_fifth_of_the_cases_is_held_back_and_always_the_same_fifth)
{
    char number[16];
    int held = 0;
    for (int i = 0; i < 2000; i++) {
        (void)snprintf(number, sizeof number, "261122%06d7", i * 37);
        held += case_is_held_out(str_of(number));
        assert_int_equal(case_is_held_out(str_of(number)), case_is_held_out(str_of(number)));
    }
    assert_true(held > 330 && held < 470);
}

static size_t learnt(Town *town, int cases, const char *phone)
{
    for (int i = 0; i < cases; i++) {
        Str text = str_printf(town->world.ctx.arena, "楼下烧烤店第%d次半夜还在吵", i);
        (void)town_taught(town, str_z(town->world.ctx.arena, text), phone, "E0101");
    }
    TrainingSet set = town_set(town);
    return set.cases;
}

TEST(a_flood_of_one_voice_teaches_no_more_than_a_few)
{
    Town town CLEANUP(town_end) = town_new();
    assert_int_equal(learnt(&town, 40, "13900000001"), VOICE_KIND_MOST);
}

TEST(a_nameless_flood_of_one_day_teaches_no_more_than_ten)
{
    Town town CLEANUP(town_end) = town_new();
    assert_int_equal(learnt(&town, 40, NULL), NAMELESS_DAY_MOST);
}

TEST(what_was_taught_long_ago_is_not_learnt_any_more)
{
    Town town CLEANUP(town_end) = town_new();
    teach(&town, "九彩巷口那棵榕树的气根垂到路上了", NULL, "E0101");
    TrainingSet before = town_set(&town);
    town.world.ctx.now += DAYS(EXAMPLE_DAYS + 1);
    TrainingSet after = town_set(&town);
    assert_int_equal(before.cases, 1);
    assert_int_equal(after.cases, 0);
    assert_false(hash_eq(&before.learnt_from, &after.learnt_from));
}

TEST(a_text_that_the_district_checks_with_is_not_learnt_when_somebody_sends_it)
{
    Town town CLEANUP(town_end) = town_new();
    const Example *check = NULL;
    for (size_t i = 0; i < town.district.check_count && check == NULL; i++)
        if (category_find(&town.district, town.district.check[i].category) != NULL)
            check = &town.district.check[i];
    assert_non_null(check);
    const char *text = str_z(town.world.ctx.arena, check->text);
    teach(&town, text, NULL, "E0101");
    TrainingSet set = town_set(&town);
    assert_null(find(&set.samples, text));
    assert_int_equal(set.cases, 0);
}
