/* What must hold for any text at all: tried on some thousand texts made by chance from a fixed seed, of characters that
 * people write, of broken bytes, and of both. */
#include "test.h"

#include <math.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "text/classify.h"
#include "text/fold.h"
#include "text/similar.h"
#include "text/tokenise.h"

enum { ROUNDS = 3000 };

static const char *const bits[] = {"江",
                                   "厝",
                                   "路",
                                   "１２",
                                   "號",
                                   "三",
                                   "十",
                                   "楼",
                                   "A",
                                   "ｂ",
                                   " ",
                                   "\n",
                                   "，",
                                   "。",
                                   "！",
                                   "é",
                                   "ß",
                                   "ー",
                                   "한",
                                   "\xf0\x9f\x98\x80",
                                   "𠮷",
                                   "\xe2\x80\x8b",
                                   "wifi",
                                   "0",
                                   "㈱",
                                   "…",
                                   "\t",
                                   "\x01",
                                   "\xff",
                                   "\xe6\xb1",
                                   "\xed\xa0\x80",
                                   "\xc0"};

static Str random_text(Ctx *ctx, Arena *arena)
{
    Buf text = buf_new(arena);
    for (uint64_t n = rand_below(ctx->rand, 30); n > 0; n--) {
        if (rand_below(ctx->rand, 20) == 0)
            buf_char(&text, (char)rand_below(ctx->rand, 256));
        else
            buf_z(&text, bits[rand_below(ctx->rand, COUNT_OF(bits))]);
    }
    return buf_str(&text);
}

static void for_any_text(void (*check)(Ctx *ctx, Arena *arena, Str text))
{
    Ctx ctx = test_ctx();
    for (int i = 0; i < ROUNDS; i++) {
        Arena *arena = arena_new(0);
        check(&ctx, arena, random_text(&ctx, arena));
        arena_free(arena);
    }
}

static void check_fold(Ctx *ctx, Arena *arena, Str text)
{
    (void)ctx;
    Folded folded = text_fold(arena, text);
    assert_true(utf8_valid(folded.text) && utf8_printable(folded.text));
    assert_true(str_eq(text_fold_plain(arena, folded.text), folded.text));
    for (size_t i = 1; i <= folded.text.len; i++)
        assert_true(folded.from[i] >= folded.from[i - 1] && folded.from[i] <= text.len);
    Str all = folded_original(&folded, text, 0, folded.text.len);
    assert_true(all.at >= text.at && all.at + all.len <= text.at + text.len);
}

TEST(folding_twice_changes_nothing_and_knows_where_each_byte_came_from)
{
    for_any_text(check_fold);
}

static size_t tokens_in(Arena *arena, Str folded, Str *out)
{
    (void)arena;
    Tokens reader = tokens_of(folded);
    size_t count = 0;
    for (Token token; token_next(&reader, &token);)
        out[count++] = token.text;
    return count;
}

static void check_joined(Ctx *ctx, Arena *arena, Str text)
{
    Str a = text_fold_plain(arena, text), b = text_fold_plain(arena, random_text(ctx, arena));
    const Str parts[] = {a, b};
    Str whole = str_join(arena, parts, 2, STR(", "));
    Str *apart = ARENA_ARRAY(arena, Str, a.len + b.len + 2), *together = ARENA_ARRAY(arena, Str, whole.len + 2);
    size_t first = tokens_in(arena, a, apart), count = first + tokens_in(arena, b, apart + first);
    assert_int_equal(tokens_in(arena, whole, together), count);
    for (size_t i = 0; i < count; i++)
        assert_true(str_eq(apart[i], together[i]));
}

TEST(the_tokens_of_two_sentences_are_those_of_each)
{
    for_any_text(check_joined);
}

static void check_likeness(Ctx *ctx, Arena *arena, Str text)
{
    Str other = random_text(ctx, arena);
    double there = text_similarity(arena, text, other), back = text_similarity(arena, other, text);
    double self = text_similarity(arena, text, text);
    assert_true(there >= 0.0 && there <= 1.0 + 1e-9 && fabs(there - back) < 1e-9);
    assert_true(self == 0.0 || fabs(self - 1.0) < 1e-9);
}

TEST(likeness_is_the_same_both_ways_and_one_with_itself)
{
    for_any_text(check_likeness);
}

static Classifier *model;

static void check_guess(Ctx *ctx, Arena *arena, Str text)
{
    Message message = {.subject = random_text(ctx, arena), .body = text};
    Guess guesses[3];
    double sum = 0.0, known = classifier_known_share(model, arena, message);
    assert_int_equal(classifier_predict(model, arena, message, guesses, 3), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(isfinite(guesses[i].probability) && guesses[i].probability >= 0.0);
        assert_true(i == 0 || guesses[i].probability <= guesses[i - 1].probability);
        sum += guesses[i].probability;
    }
    assert_true(fabs(sum - 1.0) < 1e-5);
    assert_true(known >= 0.0 && known <= 1.0);
}

/* A model of random samples, saved and loaded, is the same model. */
TEST(any_text_gets_probabilities_that_add_up_before_and_after_a_save)
{
    static const char *const labels[] = {"一", "二", "三"};
    Ctx ctx = test_ctx();
    Sample samples[90];
    for (size_t i = 0; i < COUNT_OF(samples); i++)
        samples[i] = (Sample){.label = str_of(labels[i % 3]), .message.body = random_text(&ctx, ctx.arena)};
    Classifier *trained = NULL;
    Str bytes, again;
    assert_ok(classifier_train(&ctx, &(ClassifierTraining){.samples = samples, .count = 90, .bits = 12}, &trained));
    assert_ok(classifier_save(&ctx, trained, &bytes));
    assert_ok(classifier_load(&ctx, bytes, &model));
    assert_ok(classifier_save(&ctx, model, &again));
    assert_true(str_eq(bytes, again));
    for_any_text(check_guess);
    Message message = {.body = STR("江厝路wifi")};
    Guess a, b;
    (void)classifier_predict(trained, ctx.arena, message, &a, 1);
    (void)classifier_predict(model, ctx.arena, message, &b, 1);
    assert_true(str_eq(a.label, b.label) && a.probability == b.probability);
    classifier_free(trained);
    classifier_free(model);
}
