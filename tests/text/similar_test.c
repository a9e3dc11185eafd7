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

/* Token by token, as Likeness says; a token that one takes for a place is one for both. */
static Likeness counted(const Gist *a, const Gist *b)
{
    double squares[3] = {0}, weights[3] = {0}, singles[3] = {0}, places[3] = {0}; /* of a, of b, of both */
    for (size_t i = 0, k = 0; i < a->len || k < b->len;) {
        bool in_a = i < a->len && (k == b->len || a->tokens[i] <= b->tokens[k]);
        bool in_b = k < b->len && (i == a->len || b->tokens[k] <= a->tokens[i]);
        uint32_t token = in_a ? a->tokens[i] : b->tokens[k];
        double w = in_a ? gist_weight(a, i) : gist_weight(b, k);
        bool place = (in_a && gist_names_place(a, i)) || (in_b && gist_names_place(b, k)), single = (token & 1) != 0;
        bool where[] = {in_a, in_b, in_a && in_b};
        for (size_t side = 0; side < 3; side++) {
            squares[side] += where[side] && !single && !place ? w * w : 0.0;
            weights[side] += where[side] && !single && !place ? w : 0.0;
            singles[side] += where[side] && single && !place ? w * w : 0.0;
            places[side] += where[side] && !single && place ? w : 0.0;
        }
        i += in_a;
        k += in_b;
    }
    bool matter = squares[0] > 0.0 && squares[1] > 0.0, single = singles[0] > 0.0 && singles[1] > 0.0;
    bool placed = places[0] > 0.0 && places[1] > 0.0;
    return (Likeness){.matter = matter ? squares[2] / sqrt(squares[0] * squares[1]) : 0.0,
                      .contained = matter ? weights[2] / fmin(weights[0], weights[1]) : 0.0,
                      .characters = single ? singles[2] / sqrt(singles[0] * singles[1]) : 0.0,
                      .place = placed ? places[2] / fmin(places[0], places[1]) : 0.0,
                      .both_placed = placed};
}

TEST(what_two_gists_share_is_what_counting_token_by_token_says)
{
    Ctx ctx = test_ctx();
    const Str names[] = {STR("温泉公园"), STR("江厝路"), STR("天元花园")};
    static const char *const said[][2] = {
        {"江厝路街头公园有人露营乱扔垃圾，味道很大", ""},         {"有人在公园露营，垃圾到处都是", "江厝路"},
        {"温泉公园西门的公交站牌倒了，公交站没人管", "温泉公园"}, {"站牌倒了", "温泉公园西门公交站"},
        {"天元花园3号楼水管漏水，三号楼没水，楼道里全是水", ""},  {"灯", "天元花园"},
    };
    Str texts[COUNT_OF(said)];
    for (size_t i = 0; i < COUNT_OF(said); i++)
        texts[i] = str_of(said[i][0]);
    Wordbook *book = wordbook_new(&(WordbookSource){texts, names, COUNT_OF(texts), COUNT_OF(names)});
    for (size_t i = 0; i < COUNT_OF(said); i++)
        for (size_t k = 0; k < COUNT_OF(said); k++) {
            Gist a = gist_of(ctx.arena, book, texts[i], str_of(said[i][1]));
            Gist b = gist_of(ctx.arena, book, texts[k], str_of(said[k][1]));
            Likeness is = gist_likeness(&a, &b), should = counted(&a, &b);
            assert_true(fabs(is.matter - should.matter) < 1e-12 && fabs(is.contained - should.contained) < 1e-12);
            assert_true(fabs(is.characters - should.characters) < 1e-12 && fabs(is.place - should.place) < 1e-12);
            assert_int_equal(is.both_placed, should.both_placed);
        }
    wordbook_free(book);
}
