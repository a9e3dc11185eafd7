#include "test.h"

#include <stdio.h>

#include "auth/throttle.h"

TEST(a_phone_may_send_thirty_cases_at_once_and_then_one_every_twenty_seconds)
{
    Ctx ctx = test_ctx();
    Limiter *limiter = limiter_new(&limit_submissions);
    for (int i = 0; i < 30; i++)
        assert_ok(limiter_take(limiter, &ctx, STR("10.0.0.1")));
    assert_err(limiter_take(limiter, &ctx, STR("10.0.0.1")), ERR_TOO_MANY);
    assert_str(ctx.failure.args[0], "21");
    assert_ok(limiter_take(limiter, &ctx, STR("10.0.0.2")));
    ctx.now += SECONDS(20) + 1;
    assert_ok(limiter_take(limiter, &ctx, STR("10.0.0.1")));
    assert_err(limiter_take(limiter, &ctx, STR("10.0.0.1")), ERR_TOO_MANY);
    ctx.now += DAYS(1);
    for (int i = 0; i < 30; i++)
        assert_ok(limiter_take(limiter, &ctx, STR("10.0.0.1")));
    assert_err(limiter_take(limiter, &ctx, STR("10.0.0.1")), ERR_TOO_MANY);
    limiter_free(limiter);
}

TEST(one_household_does_not_get_more_by_changing_its_ipv6_address)
{
    Ctx ctx = test_ctx();
    Limiter *limiter = limiter_new(&limit_submissions);
    for (int i = 0; i < 30; i++)
        assert_ok(limiter_take(limiter, &ctx, str_printf(ctx.arena, "2001:db8:0:7::%x", i + 1)));
    assert_err(limiter_take(limiter, &ctx, STR("2001:db8:0:7:ffff::9")), ERR_TOO_MANY);
    assert_ok(limiter_take(limiter, &ctx, STR("2001:db8:0:8::1")));
    limiter_free(limiter);
}

TEST(a_hundred_thousand_addresses_cost_no_more_memory_and_forget_nobody_recent)
{
    Ctx ctx = test_ctx();
    Limiter *limiter = limiter_new(&limit_submissions);
    for (int i = 0; i < 100000; i++) {
        ctx.now += 1;
        char address[24];
        (void)snprintf(address, sizeof address, "10.%d.%d.%d", i >> 16, (i >> 8) & 255, i & 255);
        assert_ok(limiter_take(limiter, &ctx, str_of(address)));
    }
    Str last = STR("192.0.2.1");
    for (int i = 0; i < 30; i++)
        assert_ok(limiter_take(limiter, &ctx, last));
    for (int i = 0; i < 500; i++) { /* some hundred strangers on 4,096 places */
        ctx.now += 1;
        assert_ok(limiter_take(limiter, &ctx, str_printf(ctx.arena, "172.16.%d.%d", i >> 8, i & 255)));
    }
    assert_err(limiter_take(limiter, &ctx, last), ERR_TOO_MANY);
    limiter_free(limiter);
}

TEST(what_people_type_as_login_is_not_what_is_stored)
{
    Ctx ctx = test_ctx();
    ThrottleSubject a = throttle_of_login(&ctx, STR(" Chen")), b = throttle_of_login(&ctx, STR("chen"));
    assert_true(str_eq(a.key, b.key));
    assert_int_equal(str_find(a.key, STR("chen")), -1);
    assert_int_equal(a.key.len, 32);
    ThrottleSubject v4 = throttle_of_address(&ctx, STR("10.0.0.1")),
                    mapped = throttle_of_address(&ctx, STR("::ffff:10.0.0.1"));
    assert_true(str_eq(v4.key, mapped.key));
}

/* Whoever knows a person's id could otherwise keep them out by typing it as a login. */
TEST(no_login_that_is_typed_holds_a_second_factor)
{
    Ctx ctx = test_ctx();
    static const char *const typed[] = {"p1", "second:p1", "second factor of p1"};
    ThrottleSubject second = throttle_of_second(&ctx, STR("p1"));
    for (size_t i = 0; i < COUNT_OF(typed); i++)
        assert_false(str_eq(throttle_of_login(&ctx, str_of(typed[i])).key, second.key));
    assert_false(str_eq(throttle_of_second(&ctx, STR("p2")).key, second.key));
}
