#include "test.h"

#include "text/slips.h"
#include "text/sounds.h"

static const Str names[] = {{"三坊七巷", 12}, {"福建博物院", 15},   {"观风亭", 9}, {"西湖公园", 12},
                            {"江厝路", 9},    {"林则徐纪念馆", 18}, {"于山", 6}};

static SlipHits find(const char *text)
{
    static Arena *arena;
    if (arena == NULL)
        arena = test_ctx().arena;
    return slips_find(slips_new(arena, names, COUNT_OF(names)), arena, str_of(text));
}

TEST(one_character_of_the_same_sound_is_a_slip)
{
    static const struct {
        const char *text;
        uint32_t name;
    } cases[] = {
        {"去三房七巷玩", 0}, {"福建博物园门口", 1}, {"观凤亭那边", 2}, {"林则除纪念馆", 5}, {"在西湖公圆里", 3}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        SlipHits found = find(cases[i].text);
        assert_int_equal(found.len, 1);
        assert_int_equal(found.at[0].name, cases[i].name);
        assert_true(found.at[0].trust > 0.3 && found.at[0].trust < 0.88); /* never enough alone */
    }
}

TEST(a_character_lost_or_doubled_is_a_slip_of_a_long_name)
{
    assert_int_equal(find("福建物院停车场").len, 1);
    assert_int_equal(find("林则则徐纪念馆").len, 1);
    assert_int_equal(find("观亭").len, 0);
}

TEST(numbers_directions_and_other_kinds_are_no_slips)
{
    static const char *const others[] = {"三坊九巷", "东湖公园", "西湖公寓", "江滨路",
                                         "江厝街",   "北湖公园", "三坊七巷", "于水"};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_int_equal(find(others[i]).len, 0);
}

TEST(southern_tongues_hear_no_difference)
{
    assert_true(sounds_alike(0x6e56, 0x798f));  /* 湖 福: hu, fu */
    assert_true(sounds_alike(0x5357, 0x5170));  /* 南 兰: nan, lan */
    assert_true(sounds_alike(0x5f20, 0x81e7));  /* 张 臧: zhang, zang */
    assert_false(sounds_alike(0x6e56, 0x5c71)); /* 湖 山 */
    assert_false(sounds_alike('a', 'a'));       /* no character of ours */
}
