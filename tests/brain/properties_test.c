/* Whatever bytes come in as a report, on the real district: the decision is whole, its reasons can be read, its places
 * lie in the district, it is the same when asked again, and nobody is sent without a place or a kind. */
#include "brain/stage.h"

#include <math.h>

#include "base/utf8.h"

enum { ROUNDS = 1500 };

static const char *const bits[] = {"江厝路",
                                   "五凤街道",
                                   "街头公园",
                                   "三坊七巷",
                                   "12号",
                                   "3栋",
                                   "路灯不亮",
                                   "垃圾没人管",
                                   "漏气",
                                   "没有",
                                   "着火了",
                                   "与",
                                   "交叉口",
                                   "附近",
                                   "，",
                                   "。",
                                   "不是",
                                   "鼓楼区",
                                   "仓山",
                                   "另外",
                                   "物业乱收费",
                                   "你好",
                                   "\xf0\x9f\x98\xa1",
                                   "abc",
                                   "\xff",
                                   "\xe6\xb1",
                                   "{0}",
                                   "\"}",
                                   "\n",
                                   "%s"};

static Str random_words(Ctx *ctx)
{
    Buf text = buf_new(ctx->arena);
    for (uint64_t n = rand_below(ctx->rand, 14); n > 0; n--) {
        if (rand_below(ctx->rand, 15) == 0)
            buf_char(&text, (char)rand_below(ctx->rand, 256));
        else
            buf_z(&text, bits[rand_below(ctx->rand, COUNT_OF(bits))]);
    }
    return buf_str(&text);
}

static Report random_report(Ctx *ctx)
{
    Report report = {.text = random_words(ctx), .photo_count = rand_below(ctx->rand, 3)};
    if (rand_below(ctx->rand, 3) == 0)
        report.place_text = random_words(ctx);
    if (rand_below(ctx->rand, 2) == 0) {
        report.has_point = true;
        report.lat = 26.0 + (double)rand_below(ctx->rand, 2000) / 1e4;
        report.lon = 119.2 + (double)rand_below(ctx->rand, 2000) / 1e4;
        report.accuracy_m = (int64_t)rand_below(ctx->rand, 3000);
        report.point_source = STR("gps");
    }
    return report;
}

static void check_reasons(const Decision *d)
{
    assert_true(d->reason_count > 0 && d->reason_count <= BRAIN_REASONS);
    for (size_t i = 0; i < d->reason_count; i++) {
        assert_true(utf8_valid(d->reasons_zh[i]) && d->reasons_zh[i].len > 6);
        assert_true(utf8_valid(d->reasons_en[i]) && d->reasons_en[i].len > 6);
    }
}

static void check_guesses(const Decision *d)
{
    for (size_t i = 0; i < d->category_count; i++) {
        assert_non_null(category_find(stage.district, d->categories[i].code));
        assert_true(d->categories[i].score >= 0.0 && d->categories[i].score <= 1.000001);
        assert_true(i == 0 || d->categories[i].score <= d->categories[i - 1].score);
    }
    for (size_t i = 0; i < d->place_count; i++) {
        assert_true(isfinite(d->places[i].score) && d->places[i].score >= 0.0 && d->places[i].score <= 1.000001);
        assert_true(str_empty(d->places[i].subdistrict) || area_find(stage.district, d->places[i].subdistrict) != NULL);
    }
}

TEST(whatever_comes_in_the_decision_is_whole_and_the_same_again)
{
    stage_set();
    Ctx ctx = stage.ctx;
    Rand rand = rand_seeded(20260604);
    for (int i = 0; i < ROUNDS; i++) {
        Arena *arena = arena_new(0);
        ctx.arena = arena;
        ctx.rand = &rand;
        Report report = random_report(&ctx);
        Decision one, two;
        brain_decide(stage.brain, &ctx, &report, &one);
        brain_decide(stage.brain, &ctx, &report, &two);
        check_reasons(&one);
        check_guesses(&one);
        assert_true(one.confident || str_is(one.owner, "CEN") || one.confidential);
        assert_true(!str_empty(one.subdistrict) || !one.confident || one.category_sure || one.confidential);
        assert_true(str_eq(decision_json(arena, &one), decision_json(arena, &two)));
        arena_free(arena);
    }
}
