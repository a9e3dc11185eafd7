#include "test.h"

#include "http/path.h"

static bool refused(Ctx *ctx, Str text)
{
    Str out;
    return !percent_decode(ctx->arena, text, true, &out);
}

TEST(only_clean_utf8_comes_out_of_an_escape)
{
    Ctx ctx = test_ctx();
    Str out;
    assert_true(percent_decode(ctx.arena, STR("%E9%BC%93+a"), true, &out));
    assert_str(out, "鼓 a");
    assert_true(percent_decode(ctx.arena, STR("a+b"), false, &out));
    assert_str(out, "a+b");
    assert_true(refused(&ctx, STR("%")));
    assert_true(refused(&ctx, STR("%4")));
    assert_true(refused(&ctx, STR("%4g")));
    assert_true(refused(&ctx, STR("a%00b")));
    assert_true(refused(&ctx, STR("%01")));
    assert_true(refused(&ctx, STR("%c0%af")));       /* overlong '/' */
    assert_true(refused(&ctx, STR("%ed%a0%80")));    /* a surrogate */
    assert_true(refused(&ctx, STR("%f4%90%80%80"))); /* beyond Unicode */
    assert_true(refused(&ctx, STR("%e9%bc")));       /* cut short */
}

TEST(words_lose_what_turns_them_around_and_names_in_a_path_do_not_change)
{
    Ctx ctx = test_ctx();
    Str out;
    assert_true(percent_decode(ctx.arena, STR("%E2%80%AEgnp.exe"), true, &out));
    assert_str(out, "gnp.exe");
    assert_true(percent_decode(ctx.arena, STR("%E2%80%AEa"), false, &out));
    assert_int_equal(out.len, 4);
}

TEST(an_escaped_slash_stays_inside_its_segment)
{
    Ctx ctx = test_ctx();
    NameValues segments;
    assert_true(path_split(ctx.arena, STR("/a/b%2Fc/"), 8, &segments));
    assert_int_equal(segments.count, 3);
    assert_str(segments.at[1].value, "b/c");
    assert_str(segments.at[2].value, "");
}

TEST(dots_that_climb_are_refused_even_when_escaped)
{
    Ctx ctx = test_ctx();
    NameValues segments;
    assert_false(path_split(ctx.arena, STR("/a/../b"), 8, &segments));
    assert_false(path_split(ctx.arena, STR("/a/%2e%2E"), 8, &segments));
    assert_false(path_split(ctx.arena, STR("/./a"), 8, &segments));
    assert_true(path_split(ctx.arena, STR("/...a"), 8, &segments));
    assert_false(path_split(ctx.arena, STR("/1/2/3"), 2, &segments));
}

TEST(a_query_keeps_order_repeats_and_empty_values)
{
    Ctx ctx = test_ctx();
    NameValues query;
    assert_true(query_parse(ctx.arena, STR("a=1&&b&a=2&c=x=y"), 8, &query));
    assert_int_equal(query.count, 4);
    assert_str(query.at[1].name, "b");
    assert_str(query.at[1].value, "");
    assert_str(query.at[2].value, "2");
    assert_str(query.at[3].value, "x=y");
    assert_false(query_parse(ctx.arena, STR("a&b&c"), 2, &query));
    assert_false(query_parse(ctx.arena, STR("a=%ff"), 8, &query));
}
