#include "test.h"

#include "domain/way.h"

enum { CHINA = 480 };

/* A local time of one day, in minutes. */
static UnixMs at(int64_t hour, int64_t minute)
{
    return DAYS(20000) + (hour * 60 + minute - CHINA) * MINUTES(1);
}

TEST(a_night_goes_past_midnight)
{
    Quiet night = {21 * 60, 8 * 60};
    assert_int_equal(quiet_end(&night, at(20, 59), CHINA), 0);
    assert_int_equal(quiet_end(&night, at(21, 0), CHINA), at(32, 0));
    assert_int_equal(quiet_end(&night, at(23, 30) + 59999, CHINA), at(32, 0));
    assert_int_equal(quiet_end(&night, at(0, 0), CHINA), at(8, 0));
    assert_int_equal(quiet_end(&night, at(7, 59), CHINA), at(8, 0));
    assert_int_equal(quiet_end(&night, at(8, 0), CHINA), 0);
}

TEST(a_nap_at_noon_and_no_rest_at_all)
{
    Quiet nap = {12 * 60 + 30, 14 * 60}, none = {600, 600};
    assert_int_equal(quiet_end(&nap, at(12, 29), CHINA), 0);
    assert_int_equal(quiet_end(&nap, at(13, 0), CHINA), at(14, 0));
    assert_int_equal(quiet_end(&nap, at(14, 0), CHINA), 0);
    assert_int_equal(quiet_end(&none, at(10, 0), CHINA), 0);
}

TEST(west_of_greenwich_and_before_1970_a_day_is_a_day)
{
    Quiet night = {21 * 60, 8 * 60};
    assert_int_equal(quiet_end(&night, HOURS(2), -300), HOURS(13)); /* 21:00 the day before; until 08:00 */
    assert_true(quiet_end(&night, -HOURS(1), 0) > 0);
}

TEST(addresses_that_can_do_no_harm)
{
    static const char *const good[] = {"li@example.org", "a.b+case-1@mail.gulou.gov.cn", "x_y=z@a-b.c0"};
    static const char *const bad[] = {"",
                                      "li",
                                      "li@",
                                      "@example.org",
                                      "li@example",
                                      "li@example..org",
                                      "li@-example.org",
                                      "li@example-.org",
                                      ".li@example.org",
                                      "li.@example.org",
                                      "l..i@example.org",
                                      "li@example.org\r\nBcc: all@example.org",
                                      "li@exam ple.org",
                                      "<li@example.org>",
                                      "\"li\"@example.org",
                                      "li@[127.0.0.1]",
                                      "li@a@example.org",
                                      "李@example.org",
                                      "li@例子.中国",
                                      "li@example.org,wu@example.org"};
    for (size_t i = 0; i < COUNT_OF(good); i++)
        assert_true(is_mail_address(str_of(good[i])));
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(is_mail_address(str_of(bad[i])));
    assert_false(is_mail_address((Str){"a\0b@example.org", 15}));
    char longest[300];
    memset(longest, 'a', sizeof longest);
    memcpy(longest + 60, "@", 1);
    assert_false(is_mail_address((Str){longest, sizeof longest}));
}
