#include "test.h"

#include "base/buf.h"
#include "text/automaton.h"

static Automaton *of(Ctx *ctx, const char *const *words, size_t count)
{
    Str *patterns = ARENA_ARRAY(ctx->arena, Str, count);
    for (size_t i = 0; i < count; i++)
        patterns[i] = str_of(words[i]);
    return automaton_new(ctx->arena, patterns, count);
}

TEST(every_word_is_reported_also_inside_a_longer_one)
{
    Ctx ctx = test_ctx();
    const char *words[] = {"湖前社区", "湖前", "前社区", "社", "", "湖前"};
    Hits hits = automaton_scan(of(&ctx, words, 6), ctx.arena, STR("五凤湖前社区"));
    static const uint32_t expected[] = {1, 5, 3, 0, 2};
    assert_int_equal(hits.len, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(hits.at[i].pattern, expected[i]);
    assert_int_equal(hits.at[3].from, 6);
    assert_int_equal(hits.at[3].to, 18);
}

TEST(a_word_is_not_torn_out_of_a_longer_word_or_number)
{
    Ctx ctx = test_ctx();
    const char *words[] = {"900医院", "lake", "5路"};
    Automaton *automaton = of(&ctx, words, 3);
    assert_int_equal(automaton_scan(automaton, ctx.arena, STR("1900医院")).len, 0);
    assert_int_equal(automaton_scan(automaton, ctx.arena, STR("第900医院")).len, 1);
    assert_int_equal(automaton_scan(automaton, ctx.arena, STR("lakes")).len, 0);
    assert_int_equal(automaton_scan(automaton, ctx.arena, STR("flake")).len, 0);
    assert_int_equal(automaton_scan(automaton, ctx.arena, STR("lake5路")).len, 2);
    assert_int_equal(automaton_scan(automaton, ctx.arena, STR("35路")).len, 0);
}

TEST(no_patterns_and_no_text_are_fine)
{
    Ctx ctx = test_ctx();
    assert_int_equal(automaton_scan(automaton_new(ctx.arena, NULL, 0), ctx.arena, STR("湖")).len, 0);
    const char *words[] = {"湖"};
    assert_int_equal(automaton_scan(of(&ctx, words, 1), ctx.arena, STR("")).len, 0);
}

TEST(a_hostile_text_cannot_ask_for_endless_hits)
{
    Ctx ctx = test_ctx();
    const char *words[] = {"一", "一一", "一一一"};
    Buf buf = buf_new(ctx.arena);
    for (int i = 0; i < 10000; i++)
        buf_z(&buf, "一");
    Hits hits = automaton_scan(of(&ctx, words, 3), ctx.arena, buf_str(&buf));
    assert_int_equal(hits.len, HITS_MAX);
    assert_true(hits.cut);
}

/* Against the plain way, over a small alphabet where everything overlaps. */
TEST(it_finds_exactly_what_a_plain_search_finds)
{
    Ctx ctx = test_ctx();
    static const char *const letters[] = {"湖", "前", "路"};
    for (int round = 0; round < 300; round++) {
        Arena *arena = arena_new(0);
        Str words[20];
        for (size_t i = 0; i < 20; i++) {
            Buf buf = buf_new(arena);
            for (uint64_t n = 1 + rand_below(ctx.rand, 4); n > 0; n--)
                buf_z(&buf, letters[rand_below(ctx.rand, 3)]);
            words[i] = buf_str(&buf);
        }
        Buf text = buf_new(arena);
        for (int i = 0; i < 40; i++)
            buf_z(&text, letters[rand_below(ctx.rand, 3)]);
        Hits hits = automaton_scan(automaton_new(arena, words, 20), arena, buf_str(&text));
        size_t plain = 0;
        for (size_t at = 0; at < text.len; at += 3)
            for (size_t i = 0; i < 20; i++)
                plain += str_starts(str_slice(buf_str(&text), at, text.len), words[i]);
        assert_int_equal(hits.len, plain);
        for (size_t i = 0; i < hits.len; i++)
            assert_true(str_eq(str_slice(buf_str(&text), hits.at[i].from, hits.at[i].to), words[hits.at[i].pattern]));
        arena_free(arena);
    }
}
