#include "test.h"

#include "http/cookie.h"

static Request with_cookies(Ctx *ctx, Str header)
{
    Request req = {.ctx = ctx, .cookies = {ARENA_ARRAY(ctx->arena, NameValue, 8), 0}};
    cookie_parse(header, &req.cookies, 8);
    return req;
}

TEST(malformed_pairs_are_skipped_and_the_rest_is_read)
{
    Ctx ctx = test_ctx();
    Request req = with_cookies(&ctx, STR("a=1; b ad=2; =3; noequals; q=\"quoted\"; sp=x y; z=ok=ay"));
    assert_int_equal(req.cookies.count, 3);
    assert_str(request_cookie(&req, "a"), "1");
    assert_str(request_cookie(&req, "q"), "quoted");
    assert_str(request_cookie(&req, "z"), "ok=ay");
}

TEST(a_name_planted_twice_counts_as_absent)
{
    Ctx ctx = test_ctx();
    Request req = with_cookies(&ctx, STR("sid=mine; sid=theirs; lang=zh; lang=zh"));
    assert_str(request_cookie(&req, "sid"), "");
    assert_str(request_cookie(&req, "lang"), "zh");
}

TEST(more_cookies_than_there_is_room_for_are_dropped)
{
    Ctx ctx = test_ctx();
    Request req = with_cookies(&ctx, STR("a=1;b=1;c=1;d=1;e=1;f=1;g=1;h=1;i=1;j=1"));
    assert_int_equal(req.cookies.count, 8);
}

TEST(a_session_cookie_is_out_of_reach_of_scripts_and_other_sites)
{
    Ctx ctx = test_ctx();
    SetCookie cookie = {
        .name = STR("sid"), .value = STR("abc-_1"), .max_age = 3600, .same_site = SAME_SITE_STRICT, .secure = true};
    assert_str(cookie_write(ctx.arena, &cookie), "sid=abc-_1; Path=/; Max-Age=3600; HttpOnly; SameSite=Strict; Secure");
    cookie =
        (SetCookie){.name = STR("lang"), .value = STR("en"), .path = "/field/", .max_age = -1, .script_may_read = true};
    assert_str(cookie_write(ctx.arena, &cookie), "lang=en; Path=/field/; SameSite=Lax");
}
