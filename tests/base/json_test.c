#include "test.h"

#include <math.h>
#include <stdio.h>

#include "base/json.h"

TEST(a_number_of_three_hundred_digits_is_written_so_that_it_reads_the_same)
{
    Ctx ctx = test_ctx();
    static const double numbers[] = {1e308, -1e308, 9007199254740992.0, -1.5e17, 26.0798};
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        JsonOut out = json_out(ctx.arena);
        json_put_number(&out, numbers[i], 4);
        const Json *value = NULL;
        double again = 0.0;
        assert_ok(json_parse(&ctx, json_text(&out), &value));
        assert_true(json_number(value, &again) && again == numbers[i]);
    }
}

TEST(numbers_are_written_as_printf_writes_them)
{
    Ctx ctx = test_ctx();
    uint64_t seed = 20260101;
    double values[4096] = {0.0,    -0.0,    0.5,        1.5,         2.5,  0.125,
                           0.0005, -0.0004, 99999.9999, 119.3012345, 1e11, 123456789.5};
    for (size_t i = 12; i < COUNT_OF(values); i++) {
        seed = seed * 6364136223846793005ull + 1442695040888963407ull;
        static const double scales[] = {1.0, 180.0, 1e5, 1e9};
        values[i] = ((double)(seed >> 11) / 9007199254740992.0 - 0.5) * scales[i % 4];
        if (i % 5 == 0) /* near to what lies between two neighbours */
            values[i] = round(values[i] * 2000.0) / 2000.0;
    }
    for (size_t i = 0; i < COUNT_OF(values); i++)
        for (int decimals = 0; decimals <= 8; decimals++) {
            char expected[64];
            (void)snprintf(expected, sizeof expected, "%.*f", decimals, values[i]);
            JsonOut out = json_out(ctx.arena);
            json_put_number(&out, values[i], decimals);
            assert_str(json_text(&out), expected);
        }
}

TEST(a_moment_is_written_to_the_millisecond)
{
    Ctx ctx = test_ctx();
    static const struct {
        UnixMs at;
        const char *text;
    } moments[] = {{1, "1970-01-01T00:00:00.001Z"},
                   {-1, "1969-12-31T23:59:59.999Z"},
                   {951782400000, "2000-02-29T00:00:00.000Z"},
                   {1798761599999, "2026-12-31T23:59:59.999Z"},
                   {253402300800000, "10000-01-01T00:00:00.000Z"}};
    for (size_t i = 0; i < COUNT_OF(moments); i++)
        assert_str(clock_format(ctx.arena, moments[i].at), moments[i].text);
}

TEST(a_text_grows_while_others_grow_beside_it)
{
    Ctx ctx = test_ctx();
    Buf one = buf_new(ctx.arena), other = buf_new(ctx.arena);
    for (int i = 0; i < 40000; i++) {
        buf_char(&one, (char)('a' + i % 26));
        if (i % 3 == 0)
            buf_add(&other, STR("xyz"));
        if (i % 1000 == 0)
            memset(arena_alloc(ctx.arena, 8), 0xff, 8);
    }
    assert_int_equal(one.len, 40000);
    assert_int_equal(other.len, 40002);
    for (size_t i = 0; i < one.len; i++)
        assert_int_equal(one.at[i], 'a' + (int)(i % 26));
    for (size_t i = 0; i < other.len; i++)
        assert_int_equal(other.at[i], 'x' + (int)(i % 3));
}
