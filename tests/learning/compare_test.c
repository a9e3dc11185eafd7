/* When is a new model worse? Papers are written by hand. */
#include "learning/town.h"

#include "learning/compare.h"

typedef struct Answered {
    ExamAnswer *at;
    size_t n;
} Answered;

static ExamAnswer answer(Ctx *ctx, const char *truth, const char *told, double probability)
{
    Guess *guess = ARENA_NEW(ctx->arena, Guess);
    *guess = (Guess){str_of(told), probability};
    return (ExamAnswer){.truth = str_of(truth), .guesses = guess, .guess_count = 1};
}

static Paper marked(Ctx *ctx, const Answered *answers)
{
    return (Paper){answers->at, answers->n, exam_mark(ctx->arena, answers->at, answers->n)};
}

/* `n` answers about E0101 and as many about E0106; the first `wrong` of each kind are taken for the other. */
static Paper paper(Ctx *ctx, size_t n, const size_t wrong[2])
{
    static const char *const kinds[] = {"E0101", "E0106"};
    Answered answers = {.at = ARENA_ARRAY(ctx->arena, ExamAnswer, n * 2)};
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < n; i++)
            answers.at[answers.n++] =
                answer(ctx, kinds[k], i < wrong[k] ? kinds[1 - k] : kinds[k], i < wrong[k] ? 0.5 : 0.9);
    return marked(ctx, &answers);
}

static Comparison compared(Town *town, size_t n, const size_t now[2], const size_t was[2])
{
    Ctx *ctx = &town->world.ctx;
    Paper fresh = paper(ctx, n, now), old = paper(ctx, n, was);
    return compare_papers(ctx, &town->district, &fresh, &old);
}

TEST(equal_or_better_goes_live_and_a_loss_by_chance_does_too)
{
    Town town CLEANUP(town_end) = town_new();
    assert_false(compared(&town, 100, (size_t[]){10, 10}, (size_t[]){10, 10}).worse);
    assert_false(compared(&town, 100, (size_t[]){0, 0}, (size_t[]){10, 10}).worse);
    /* one more is lost: 1 of 1 that changed hands may be chance */
    assert_false(compared(&town, 100, (size_t[]){11, 10}, (size_t[]){10, 10}).worse);
}

TEST(a_loss_that_chance_does_not_explain_is_worse)
{
    Town town CLEANUP(town_end) = town_new();
    Comparison c = compared(&town, 300, (size_t[]){24, 10}, (size_t[]){10, 10});
    assert_true(c.worse);
    assert_true(str_find(c.why[LANG_ZH], STR("600")) >= 0 && str_find(c.why[LANG_ZH], STR("566")) >= 0);
    assert_true(str_find(c.why[LANG_EN], STR("580")) >= 0);
}

TEST(one_kind_may_not_pay_for_the_others)
{
    Town town CLEANUP(town_end) = town_new();
    Comparison c = compared(&town, 30, (size_t[]){4, 0}, (size_t[]){0, 10});
    assert_true(c.worse);
    assert_true(str_find(c.why[LANG_EN], STR("one kind")) >= 0);
    assert_false(compared(&town, 30, (size_t[]){3, 0}, (size_t[]){0, 10}).worse); /* a tenth may be lost */
    assert_false(compared(&town, 15, (size_t[]){4, 0}, (size_t[]){0, 10}).worse); /* too few to judge by */
}

TEST(as_many_right_but_wrong_where_it_is_surest_is_worse)
{
    Town town CLEANUP(town_end) = town_new();
    Ctx *ctx = &town.world.ctx;
    enum { N = 200 };
    Answered fresh = {ARENA_ARRAY(ctx->arena, ExamAnswer, N), N}, old = {ARENA_ARRAY(ctx->arena, ExamAnswer, N), N};
    for (size_t i = 0; i < N; i++) { /* thirty wrong either way: the old one doubts them, the new one swears to them */
        bool wrong = i < 30;
        const char *told = wrong ? "E0106" : "E0101";
        old.at[i] = answer(ctx, "E0101", told, wrong ? 0.3 : 0.9);
        fresh.at[i] = answer(ctx, "E0101", told, wrong ? 0.99 : 0.9);
    }
    Paper f = marked(ctx, &fresh), o = marked(ctx, &old);
    Comparison c = compare_papers(ctx, &town.district, &f, &o);
    assert_true(c.worse);
    assert_true(str_find(c.why[LANG_EN], STR("surest")) >= 0);
}
