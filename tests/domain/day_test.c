#include "test.h"

#include "domain/day.h"

TEST(every_day_of_four_centuries_goes_there_and_back)
{
    Day first = day_of_number(19700101), last = day_of_number(23700101);
    assert_int_equal(first, 0);
    int32_t before = 0;
    for (Day day = first; day <= last; day++) {
        int32_t number = day_number(day);
        assert_true(number > before);
        assert_int_equal(day_of_number(number), day);
        before = number;
    }
}

TEST(a_day_knows_its_weekday)
{
    assert_int_equal(day_weekday(day_of_number(20260604)), 4);
    assert_int_equal(day_weekday(day_of_number(20260607)), 7);
    assert_int_equal(day_weekday(day_of_number(20240229)), 4);
    assert_int_equal(day_weekday(day_of_number(19691231)), 3);
}

TEST(only_days_that_exist_are_read)
{
    Ctx ctx = test_ctx();
    Day day = 0;
    static const char *const wrong[] = {"",           "2026-02-29", "2026-13-01", "2026-00-10",
                                        "2026-04-31", "2026-4-1",   "20260401",   "2026-04-01 ",
                                        "2026-04-0a", "+026-04-01", "2026/04/01", "1969-12-31"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_false(day_parse(str_of(wrong[i]), &day));
    assert_true(day_parse(STR("2028-02-29"), &day));
    assert_str(day_format(ctx.arena, day), "2028-02-29");
}
