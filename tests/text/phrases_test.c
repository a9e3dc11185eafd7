#include "test.h"

#include <time.h>

#include "base/buf.h"
#include "text/phrases.h"

#define PHRASE(text_, tag_)                                                                                            \
    {                                                                                                                  \
        .text = {text_, sizeof(text_) - 1}, .tag = { tag_, sizeof(tag_) - 1 }                                          \
    }

static const Phrase list[] = {PHRASE("漏气", "U1"), PHRASE("煤气漏气", "U1"), PHRASE("漏电", "U1"),
                              PHRASE("塌陷", "U1"), PHRASE("加微信", "spam"), PHRASE("气", "smell")};

static void release(void *phrases)
{
    phrases_free(phrases);
}

static PhraseHits find(const char *z)
{
    Ctx ctx = test_ctx();
    Phrases *phrases = phrases_new(list, COUNT_OF(list));
    arena_on_drop(ctx.arena, release, phrases);
    return phrases_find(phrases, ctx.arena, str_of(z));
}

static const PhraseHit *danger(const PhraseHits *hits)
{
    for (size_t i = 0; i < hits->len; i++)
        if (str_is(hits->at[i].phrase->tag, "U1"))
            return &hits->at[i];
    return NULL;
}

static void assert_raised(const char *z, bool raised)
{
    PhraseHits hits = find(z);
    const PhraseHit *hit = danger(&hits);
    assert_non_null(hit);
    if (hit->negated == raised)
        print_error("%s: %s\n", z, raised ? "should be raised" : "should be denied");
    assert_int_equal(hit->negated, !raised);
}

TEST(of_overlapping_danger_words_the_longest_is_told_once)
{
    PhraseHits hits = find("楼下煤氣漏氣了");
    assert_int_equal(hits.len, 3); /* 煤气漏气, and 气 twice under its own tag */
    assert_str(hits.at[0].phrase->text, "煤气漏气");
    assert_int_equal(hits.at[0].from, 6);
    assert_int_equal(hits.at[0].to, 18);
    assert_str(hits.at[1].phrase->tag, "smell");
}

TEST(a_danger_that_is_denied_does_not_raise_the_alarm)
{
    static const char *const texts[] = {
        "没有漏气",   "目前未发现漏气", "检查过了，没有发现明显漏气", "不漏气了",   "无漏电",         "并未发生塌陷",
        "漏气已修好", "漏气，已经排除", "路面塌陷昨天已处理",         "没闻到漏气", "这里不存在漏电", "漏电是误报"};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_raised(texts[i], false);
}

TEST(when_in_doubt_the_danger_stands)
{
    static const char *const texts[] = {"漏气",
                                        "有没有漏气",
                                        "是不是漏电",
                                        "会不会塌陷",
                                        "不知道有没有漏气",
                                        "没有人管漏气",
                                        "一直没修，漏气",
                                        "没人处理漏电",
                                        "不是没有漏气",
                                        "漏气还没修好了事",
                                        "漏气说已修好但又漏",
                                        "漏气已经处理了，结果今天又漏",
                                        "灯没有了。漏电",
                                        "担心没有发现漏气",
                                        "漏电。路灯已修好",
                                        "漏气已修好吗？"};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_raised(texts[i], true);
}

TEST(spam_hides_behind_wide_and_traditional_letters)
{
    PhraseHits hits = find("貸款請 加 微 信");
    assert_int_equal(hits.len, 1);
    assert_str(hits.at[0].phrase->tag, "spam");
}

TEST(a_rant_that_says_one_word_a_thousand_times_is_read_in_a_moment)
{
    Ctx ctx = test_ctx();
    Buf rant = buf_new(ctx.arena);
    for (int i = 0; i < 20000; i++)
        buf_z(&rant, "没有漏气");
    Phrases *phrases = phrases_new(list, COUNT_OF(list));
    arena_on_drop(ctx.arena, release, phrases);
    clock_t from = clock();
    PhraseHits hits = phrases_find(phrases, ctx.arena, buf_str(&rant));
    assert_true((double)(clock() - from) / CLOCKS_PER_SEC < 1.0); /* milliseconds; once it grew with the square */
    assert_int_equal(hits.len, PHRASE_HITS_MAX);
    assert_str(hits.at[PHRASE_HITS_MAX - 2].phrase->text, "漏气");
    assert_true(hits.at[PHRASE_HITS_MAX - 2].negated);
}

TEST(random_words_do_no_harm)
{
    Ctx ctx = test_ctx();
    Phrases *phrases = phrases_new(list, COUNT_OF(list));
    static const char *const bits[] = {"漏气", "没有", "不", "发现", "，", "已修好", "但", "\xe6", "?", "气"};
    for (int i = 0; i < 20000; i++) {
        Arena *arena = arena_new(0);
        Buf buf = buf_new(arena);
        for (uint64_t n = rand_below(ctx.rand, 16); n > 0; n--)
            buf_z(&buf, bits[rand_below(ctx.rand, COUNT_OF(bits))]);
        PhraseHits hits = phrases_find(phrases, arena, buf_str(&buf));
        for (size_t k = 0; k < hits.len; k++)
            assert_true(hits.at[k].from < hits.at[k].to && hits.at[k].to <= buf.len);
        arena_free(arena);
    }
    phrases_free(phrases);
}
