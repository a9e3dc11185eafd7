#include "test.h"

TEST(a_number_that_does_not_fit_is_refused)
{
    int64_t n = 7;
    assert_true(str_to_i64(STR("-9223372036854775808"), &n));
    assert_true(n == INT64_MIN);
    assert_false(str_to_i64(STR("9223372036854775808"), &n));
    assert_false(str_to_i64(STR(""), &n));
    assert_false(str_to_i64(STR("-"), &n));
    assert_false(str_to_i64(STR("12 "), &n));
}

TEST(trimming_takes_the_wide_space_of_a_chinese_keyboard)
{
    assert_str(str_trim(STR("\xe3\x80\x80 垃圾 \n\xe3\x80\x80")), "垃圾");
    assert_str(str_trim(STR(" \t ")), "");
}

TEST(hex_goes_both_ways)
{
    Ctx ctx = test_ctx();
    unsigned char bytes[3];
    assert_true(str_unhex(STR("00fFa0"), bytes, 3));
    assert_str(str_hex(ctx.arena, bytes, 3), "00ffa0");
    assert_false(str_unhex(STR("00ff"), bytes, 3));
    assert_false(str_unhex(STR("00ffzz"), bytes, 3));
}

TEST(infinities_and_hexadecimal_are_no_coordinates)
{
    double d = 0;
    assert_true(str_to_double(STR("119.2965"), &d));
    assert_false(str_to_double(STR("inf"), &d));
    assert_false(str_to_double(STR("0x10"), &d));
    assert_false(str_to_double(STR("1e999"), &d));
    assert_false(str_to_double(STR("nan"), &d));
}

TEST(slicing_nothing_at_all_gives_nothing)
{
    Str none = str_slice((Str){0}, 0, 5);
    assert_null(none.at);
    assert_int_equal(none.len, 0);
    assert_int_equal(str_slice((Str){0}, 3, 2).len, 0);
    assert_str(str_slice(STR("abc"), 1, 9), "bc");
    assert_str(str_slice(STR("abc"), 7, 9), "");
}
