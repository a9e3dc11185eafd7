#include "test.h"

#include <math.h>

#include "text/similar.h"

static double alike(const char *a, const char *b)
{
    Ctx ctx = test_ctx();
    return text_similarity(ctx.arena, str_of(a), str_of(b));
}

TEST(the_same_matter_in_other_words_is_nearer_than_another_matter)
{
    const char *first = "江厝路街头公园有人露营乱扔垃圾";
    double same = alike(first, "江厝路公园里很多人露营，垃圾乱扔");
    double other = alike(first, "天元花园三号楼水管漏水没人修");
    assert_true(same > 0.4 && other < 0.1);
}

TEST(script_width_and_punctuation_make_no_difference)
{
    assert_true(alike("路燈壞了，ＡＢＣ", "路灯坏了 abc") > 0.999);
}

TEST(it_is_symmetric_and_stays_between_nothing_and_one)
{
    Ctx ctx = test_ctx();
    static const char *const texts[] = {"", "灯", "路灯坏了", "路灯路灯路灯", "wifi 坏了 3 天", "，。！"};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        for (size_t k = 0; k < COUNT_OF(texts); k++) {
            Sketch a = sketch_of(ctx.arena, str_of(texts[i])), b = sketch_of(ctx.arena, str_of(texts[k]));
            assert_true(sketch_cosine(&a, &b) == sketch_cosine(&b, &a));
            assert_true(sketch_jaccard(&a, &b) == sketch_jaccard(&b, &a));
            assert_true(sketch_cosine(&a, &b) >= 0.0 && sketch_cosine(&a, &b) <= 1.0);
            if (i == k && a.len > 0)
                assert_true(sketch_cosine(&a, &b) > 0.999 && sketch_jaccard(&a, &b) == 1.0);
        }
    assert_true(alike("", "") == 0.0);
}

TEST(a_short_call_inside_a_long_story_is_contained)
{
    Ctx ctx = test_ctx();
    Sketch shorter = sketch_of(ctx.arena, STR("垃圾没人收"));
    Sketch longer = sketch_of(ctx.arena, STR("我们小区门口的垃圾没人收，已经一个星期了，天气热味道很大，请尽快处理"));
    assert_true(sketch_containment(&shorter, &longer) == 1.0);
    assert_true(sketch_cosine(&shorter, &longer) < 0.6);
}

TEST(jaccard_counts_distinct_pairs)
{
    Ctx ctx = test_ctx();
    Sketch a = sketch_of(ctx.arena, STR("路灯坏")), b = sketch_of(ctx.arena, STR("路灯亮路灯"));
    assert_true(fabs(sketch_jaccard(&a, &b) - 1.0 / 4.0) < 1e-9); /* 路灯 of 路灯 灯坏 灯亮 亮路 */
}
