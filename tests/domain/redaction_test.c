/* Covering parts of words before others see them. */
#include "test.h"

#include "domain/redaction.h"

static Str covered(Ctx *ctx, const char *words, const Span *spans, size_t count)
{
    return words_cover(ctx->arena, str_of(words), &(Cover){spans, count});
}

TEST(each_letter_covered_becomes_one_block_whatever_its_bytes)
{
    Ctx ctx = test_ctx();
    assert_str(covered(&ctx, "我叫陈大明, Tel 138", (const Span[]){{2, 5}, {10, 13}}, 2), "我叫▇▇▇, Tel▇▇▇8");
    assert_str(covered(&ctx, "a😀b", (const Span[]){{1, 2}}, 1), "a▇b");
}

TEST(lines_stay_lines_and_what_lies_beyond_the_end_covers_nothing)
{
    Ctx ctx = test_ctx();
    assert_str(covered(&ctx, "一\n二", (const Span[]){{0, 3}}, 1), "▇\n▇");
    assert_str(covered(&ctx, "一二", (const Span[]){{1, 900}, {5, 3}, {-4, 0}}, 3), "一▇");
    assert_str(covered(&ctx, "一二", NULL, 0), "一二");
    assert_str(covered(&ctx, "", (const Span[]){{0, 1}}, 1), "");
}

TEST(two_versions_of_the_same_words_are_covered_where_either_is)
{
    Ctx ctx = test_ctx();
    assert_str(words_cover_both(ctx.arena, STR("▇二三四"), STR("一二▇四")), "▇二▇四");
    assert_str(words_cover_both(ctx.arena, STR("▇▇"), STR("▇▇")), "▇▇");
}

TEST(versions_of_different_words_show_nothing)
{
    Ctx ctx = test_ctx();
    assert_str(words_cover_both(ctx.arena, STR("一二三"), STR("一二")), "");
    assert_str(words_cover_both(ctx.arena, STR("一二"), STR("一三")), "");
    assert_str(words_cover_both(ctx.arena, STR("一二"), STR("")), "");
}

TEST(words_of_which_all_is_covered_are_no_words)
{
    assert_false(words_left(STR("▇▇ ▇\n▇　")));
    assert_false(words_left(STR("")));
    assert_true(words_left(STR("▇▇ 门")));
}
