#include "test.h"

#include "notify/sms_size.h"

/* `count` times `unit`, and how many messages that is. */
static int64_t of(const char *unit, size_t count)
{
    static char text[4096];
    size_t len = strlen(unit);
    assert_true(len * count < sizeof text);
    for (size_t i = 0; i < count; i++)
        memcpy(text + i * len, unit, len);
    return sms_segments((Str){text, len * count});
}

TEST(chinese_is_charged_by_seventy_characters_and_by_67_in_a_row)
{
    assert_int_equal(of("诉", 70), 1);
    assert_int_equal(of("诉", 71), 2);
    assert_int_equal(of("诉", 134), 2);
    assert_int_equal(of("诉", 135), 3);
}

TEST(latin_is_charged_by_160_and_by_153_in_a_row_and_some_signs_count_twice)
{
    assert_int_equal(of("", 0), 1);
    assert_int_equal(of("a", 160), 1);
    assert_int_equal(of("a", 161), 2);
    assert_int_equal(of("a", 306), 2);
    assert_int_equal(of("a", 307), 3);
    assert_int_equal(of("[", 80), 1);
    assert_int_equal(of("€", 81), 2);
    assert_int_equal(of("é", 160), 1);
    assert_int_equal(of("`", 71), 2); /* not in the alphabet */
}

TEST(a_character_beyond_the_first_plane_counts_twice)
{
    assert_int_equal(of("\xf0\xa0\xae\xb7", 35), 1);
    assert_int_equal(of("\xf0\xa0\xae\xb7", 36), 2);
}
