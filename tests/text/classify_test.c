#include "test.h"

#include <math.h>
#include <pthread.h>

#include "base/buf.h"
#include "base/hash.h"
#include "text/classify_words.h"

static const char *const lamp[] = {"路灯坏了晚上很黑", "路灯不亮", "小区门口的路灯一直闪", "巷子里路灯灭了",
                                   "路灯杆歪了灯不亮"};
static const char *const litter[] = {"垃圾没人收", "公园里乱扔垃圾", "垃圾桶满了臭味很大", "楼下垃圾堆成山",
                                     "露营垃圾遍地"};
static const char *const noise[] = {"半夜施工噪音太大", "广场舞音响太吵", "楼上噪音扰民睡不着", "酒吧唱歌很吵",
                                    "工地凌晨噪声"};

enum { PER_LABEL = 5, SAMPLES = 15 };

static void fill(Sample samples[SAMPLES])
{
    for (size_t i = 0; i < PER_LABEL; i++) {
        samples[i] = (Sample){.label = STR("路灯"), .message.body = str_of(lamp[i])};
        samples[PER_LABEL + i] = (Sample){.label = STR("垃圾"), .message.body = str_of(litter[i])};
        samples[2 * PER_LABEL + i] = (Sample){.label = STR("噪音"), .message.body = str_of(noise[i])};
    }
}

static Classifier *trained(Ctx *ctx)
{
    Sample samples[SAMPLES];
    fill(samples);
    Classifier *model = NULL;
    assert_ok(classifier_train(ctx, &(ClassifierTraining){.samples = samples, .count = SAMPLES, .bits = 12}, &model));
    return model;
}

static Str best(const Classifier *model, const char *subject, const char *body)
{
    Ctx ctx = test_ctx();
    Guess guess;
    Message message = {.subject = str_of(subject), .body = str_of(body)};
    assert_int_equal(classifier_predict(model, ctx.arena, message, &guess, 1), 1);
    return guess.label;
}

TEST(a_new_complaint_gets_the_label_of_its_kind)
{
    Ctx ctx = test_ctx();
    Classifier *model = trained(&ctx);
    assert_int_equal(classifier_label_count(model), 3);
    assert_str(best(model, "", "湖前路的路燈又不亮了"), "路灯");
    assert_str(best(model, "", "街头公园垃圾没人管"), "垃圾");
    assert_str(best(model, "施工噪音", "每天凌晨都这样"), "噪音");
    classifier_free(model);
}

TEST(guesses_come_best_first_and_their_probabilities_add_up)
{
    Ctx ctx = test_ctx();
    Classifier *model = trained(&ctx);
    static const char *const texts[] = {"路灯坏了", "", "你好", "\xff\xfe", "垃圾和噪音"};
    for (size_t t = 0; t < COUNT_OF(texts); t++) {
        Guess guesses[5];
        size_t n = classifier_predict(model, ctx.arena, (Message){.body = str_of(texts[t])}, guesses, 5);
        assert_int_equal(n, 3);
        double sum = 0.0;
        for (size_t i = 0; i < n; i++) {
            assert_true(i == 0 || guesses[i].probability <= guesses[i - 1].probability);
            sum += guesses[i].probability;
        }
        assert_true(fabs(sum - 1.0) < 1e-6);
        Guess two[2];
        assert_int_equal(classifier_predict(model, ctx.arena, (Message){.body = str_of(texts[t])}, two, 2), 2);
        assert_true(str_eq(two[0].label, guesses[0].label) && str_eq(two[1].label, guesses[1].label));
    }
    Guess known[1], strange[1];
    (void)classifier_predict(model, ctx.arena, (Message){.body = STR("路灯不亮")}, known, 1);
    (void)classifier_predict(model, ctx.arena, (Message){.body = STR("请问几点开门")}, strange, 1);
    assert_true(known[0].probability > strange[0].probability);
    classifier_free(model);
}

TEST(training_twice_gives_the_same_file)
{
    Ctx ctx = test_ctx();
    Classifier *a = trained(&ctx), *b = trained(&ctx);
    Str x, y;
    assert_ok(classifier_save(&ctx, a, &x));
    assert_ok(classifier_save(&ctx, b, &y));
    assert_true(str_eq(x, y));
    classifier_free(a);
    classifier_free(b);
}

TEST(a_saved_model_thinks_as_before)
{
    Ctx ctx = test_ctx();
    Classifier *model = trained(&ctx), *again = NULL;
    Str bytes, bytes_again;
    assert_ok(classifier_save(&ctx, model, &bytes));
    assert_ok(classifier_load(&ctx, bytes, &again));
    assert_ok(classifier_save(&ctx, again, &bytes_again));
    assert_true(str_eq(bytes, bytes_again));
    for (size_t i = 0; i < PER_LABEL; i++) {
        Guess a[3], b[3];
        Message message = {.subject = str_of(lamp[i]), .body = str_of(noise[i])};
        assert_int_equal(classifier_predict(model, ctx.arena, message, a, 3), 3);
        assert_int_equal(classifier_predict(again, ctx.arena, message, b, 3), 3);
        for (size_t k = 0; k < 3; k++) {
            assert_true(str_eq(a[k].label, b[k].label));
            assert_true(a[k].probability == b[k].probability);
        }
    }
    classifier_free(model);
    classifier_free(again);
}

static void assert_refused(Str bytes)
{
    Ctx ctx = test_ctx();
    ctx.arena = arena_new(0);
    Classifier *model = NULL;
    assert_err(classifier_load(&ctx, bytes, &model), ERR_INVALID);
    assert_int_equal(ctx.failure.message, MSG_MODEL_BROKEN);
    assert_null(model);
    arena_free(ctx.arena);
}

TEST(any_flipped_byte_and_any_cut_is_refused)
{
    Ctx ctx = test_ctx();
    Classifier *model = trained(&ctx);
    Str bytes;
    assert_ok(classifier_save(&ctx, model, &bytes));
    classifier_free(model);
    char *copy = arena_copy(ctx.arena, bytes.at, bytes.len);
    for (size_t i = 0; i < bytes.len; i += i < 400 || i + 400 > bytes.len ? 1 : 37) {
        copy[i] ^= (char)(1 << (i % 8));
        assert_refused((Str){copy, bytes.len});
        copy[i] ^= (char)(1 << (i % 8));
    }
    for (size_t len = 0; len < bytes.len; len += 1 + len / 8)
        assert_refused((Str){copy, len});
}

/* A file whose checksum is right and whose content is not: the sizes and numbers must be checked as well. */
static Str sealed_with(Ctx *ctx, Str bytes, size_t at, const void *value, size_t len)
{
    char *copy = arena_copy(ctx->arena, bytes.at, bytes.len);
    memcpy(copy + at, value, len);
    Hash hash = hash_sha256((Str){copy, bytes.len - HASH_SIZE});
    memcpy(copy + bytes.len - HASH_SIZE, hash.bytes, HASH_SIZE);
    return (Str){copy, bytes.len};
}

TEST(a_hostile_file_with_a_right_checksum_is_refused)
{
    Ctx ctx = test_ctx();
    Classifier *model = trained(&ctx);
    Str bytes;
    assert_ok(classifier_save(&ctx, model, &bytes));
    classifier_free(model);
    static const uint32_t numbers[] = {0, 1, 2, 11, 23, 31, 32, 0x7fffffff, 0xffffffff};
    for (size_t field = 8; field < 32; field += 4) /* version, bits, labels, rows, texts, postings */
        for (size_t i = 0; i < COUNT_OF(numbers); i++) {
            uint32_t now;
            memcpy(&now, bytes.at + field, 4);
            if (numbers[i] != now && !(field == 8 && numbers[i] == 2))
                assert_refused(sealed_with(&ctx, bytes, field, &numbers[i], 4));
        }
    float bad = NAN, less = -1.0f;
    assert_refused(sealed_with(&ctx, bytes, 32, &bad, 4));
    assert_refused(sealed_with(&ctx, bytes, 32, &less, 4));
    assert_refused(sealed_with(&ctx, bytes, 40, &less, 4));
    assert_refused(sealed_with(&ctx, bytes, 56, &less, 4)); /* sure from */
    assert_refused(sealed_with(&ctx, bytes, bytes.len - HASH_SIZE - 4, &bad, 4));
    uint16_t none = 0, long_one = 60000;
    assert_refused(sealed_with(&ctx, bytes, 60, &none, 2));
    assert_refused(sealed_with(&ctx, bytes, 60, &long_one, 2));
    assert_refused(sealed_with(&ctx, bytes, 62, "\xff", 1));
    uint32_t last = 0xffffffff; /* the first bucket, behind three labels of six bytes */
    assert_refused(sealed_with(&ctx, bytes, 60 + 3 * 8, &last, 4));
    for (int i = 0; i < 3000; i++) {
        uint64_t noise_bytes = rand_below(ctx.rand, UINT64_MAX);
        Arena *arena = arena_new(0);
        Ctx small = ctx;
        small.arena = arena;
        Classifier *loaded = NULL;
        Str hostile = sealed_with(&small, bytes, rand_below(ctx.rand, 120), &noise_bytes, 1 + rand_below(ctx.rand, 8));
        if (classifier_load(&small, hostile, &loaded) == OK)
            classifier_free(loaded);
        arena_free(arena);
    }
}

TEST(samples_that_teach_nothing_are_refused)
{
    Ctx ctx = test_ctx();
    Classifier *model = NULL;
    Sample samples[SAMPLES];
    fill(samples);
    assert_err(classifier_train(&ctx, &(ClassifierTraining){0}, &model), ERR_INVALID);
    assert_err(classifier_train(&ctx, &(ClassifierTraining){.samples = samples, .count = PER_LABEL}, &model),
               ERR_INVALID);
    assert_int_equal(ctx.failure.message, MSG_MODEL_SAMPLES);
    samples[3].label = STR("");
    assert_err(classifier_train(&ctx, &(ClassifierTraining){.samples = samples, .count = SAMPLES}, &model),
               ERR_INVALID);
    assert_str(ctx.failure.args[0], "4");
    samples[3].label = STR("\xff");
    assert_err(classifier_train(&ctx, &(ClassifierTraining){.samples = samples, .count = SAMPLES}, &model),
               ERR_INVALID);
    assert_null(model);
}

TEST(a_label_with_a_single_sample_can_be_learnt)
{
    Ctx ctx = test_ctx();
    Sample samples[SAMPLES];
    fill(samples);
    samples[0] = (Sample){.label = STR("宠物"), .message.body = STR("遛狗不牵绳")};
    Classifier *model = NULL;
    assert_ok(classifier_train(&ctx, &(ClassifierTraining){.samples = samples, .count = SAMPLES}, &model));
    assert_str(best(model, "", "有人遛狗不牵绳"), "宠物");
    classifier_free(model);
}

static void *predict_many(void *self)
{
    const Classifier *model = self;
    for (int i = 0; i < 200; i++) {
        Arena *arena = arena_new(0);
        Guess guess;
        (void)classifier_predict(model, arena, (Message){.body = str_of(litter[i % PER_LABEL])}, &guess, 1);
        bool right = str_is(guess.label, "垃圾");
        arena_free(arena);
        if (!right)
            return self;
    }
    return NULL;
}

TEST(many_threads_share_one_model)
{
    Ctx ctx = test_ctx();
    Classifier *model = trained(&ctx);
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, predict_many, model), 0);
    for (size_t i = 0; i < 4; i++) {
        void *wrong = NULL;
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
    classifier_free(model);
}

enum { MANY = 780 };

/* Enough a label for words, ratios and neighbours; where and when differ, as in real messages. */
static Classifier *trained_on_many(Ctx *ctx)
{
    static const char *const where[] = {"湖前路", "津泰路", "东门小区", "五一广场", "中山亭", "北大街"};
    static const char *const when[] = {"昨天晚上", "今天一早", "上个月起", "每到周末"};
    Sample few[SAMPLES];
    Sample *many = ARENA_ARRAY(ctx->arena, Sample, MANY);
    fill(few);
    for (size_t i = 0; i < MANY; i++) {
        many[i].label = few[i % SAMPLES].label;
        many[i].message.body =
            str_printf(ctx->arena, "%s%s%.*s", where[i % 6], when[i / 6 % 4], STR_ARG(few[i % SAMPLES].message.body));
        many[i].message.subject = i % 2 == 0 ? few[i % SAMPLES].message.body : STR("求助");
    }
    Classifier *model = NULL;
    assert_ok(classifier_train(ctx, &(ClassifierTraining){.samples = many, .count = MANY, .bits = 14}, &model));
    return model;
}

TEST(with_many_examples_a_label_they_are_learnt_as_well)
{
    Ctx ctx = test_ctx();
    Classifier *model = trained_on_many(&ctx);
    assert_str(best(model, "路灯", "湖前路的路灯又不亮了"), "路灯");
    assert_str(best(model, "", "街头公园垃圾没人管"), "垃圾");
    assert_str(best(model, "投诉", "每天凌晨施工噪音"), "噪音");
    assert_str(best(model, "路灯坏了", "昨天晚上"), "路灯");
    Guess known, strange;
    (void)classifier_predict(model, ctx.arena, (Message){.body = STR("津泰路路灯不亮")}, &known, 1);
    (void)classifier_predict(model, ctx.arena, (Message){.body = STR("请问几点开门")}, &strange, 1);
    assert_true(known.probability > 0.9);
    assert_true(strange.probability < known.probability - 0.1);
    classifier_free(model);
}

TEST(a_hostile_file_with_enormous_numbers_never_answers_what_is_no_number)
{
    Ctx ctx = test_ctx();
    Classifier *model = trained(&ctx);
    Str bytes;
    assert_ok(classifier_save(&ctx, model, &bytes));
    classifier_free(model);
    static const float huge[] = {1e38f, -1e38f, 3e20f};
    for (size_t at = 32; at + HASH_SIZE + 4 < bytes.len; at += at < 400 ? 1 : 61) {
        Arena *arena = arena_new(0);
        Ctx small = ctx;
        small.arena = arena;
        Classifier *loaded = NULL;
        Guess guesses[3];
        if (classifier_load(&small, sealed_with(&small, bytes, at, &huge[at % 3], 4), &loaded) == OK) {
            size_t count = classifier_predict(loaded, arena, (Message){.body = STR("路灯垃圾噪音")}, guesses, 3);
            for (size_t i = 0; i < count; i++)
                assert_true(guesses[i].probability >= 0.0 && guesses[i].probability <= 1.000001);
            classifier_free(loaded);
        }
        arena_free(arena);
    }
}

TEST(a_model_with_neighbours_is_kept_whole)
{
    Ctx ctx = test_ctx();
    Classifier *a = trained_on_many(&ctx), *b = trained_on_many(&ctx), *again = NULL;
    Str x, y, z;
    assert_ok(classifier_save(&ctx, a, &x));
    assert_ok(classifier_save(&ctx, b, &y));
    assert_true(str_eq(x, y));
    assert_ok(classifier_load(&ctx, x, &again));
    assert_ok(classifier_save(&ctx, again, &z));
    assert_true(str_eq(x, z));
    for (size_t i = 0; i < PER_LABEL; i++) {
        Guess p[3], q[3];
        Message message = {.subject = str_of(lamp[i]), .body = str_of(noise[i])};
        assert_int_equal(classifier_predict(a, ctx.arena, message, p, 3), 3);
        assert_int_equal(classifier_predict(again, ctx.arena, message, q, 3), 3);
        for (size_t k = 0; k < 3; k++)
            assert_true(str_eq(p[k].label, q[k].label) && p[k].probability == q[k].probability);
    }
    classifier_free(a);
    classifier_free(b);
    classifier_free(again);
}

TEST(hostile_neighbours_are_refused)
{
    Ctx ctx = test_ctx();
    Classifier *model = trained_on_many(&ctx);
    Str bytes;
    assert_ok(classifier_save(&ctx, model, &bytes));
    classifier_free(model);
    uint32_t rows, texts, postings, beyond = 0xffffffff, one = 1;
    memcpy(&rows, bytes.at + 20, 4);
    memcpy(&texts, bytes.at + 24, 4);
    memcpy(&postings, bytes.at + 28, 4);
    assert_int_equal(texts, MANY);
    assert_true(postings > 0);
    size_t posting = bytes.len - HASH_SIZE - postings * 4ul, from = posting - (rows + 1ul) * 4;
    assert_refused(sealed_with(&ctx, bytes, posting, &beyond, 4));
    assert_refused(sealed_with(&ctx, bytes, bytes.len - HASH_SIZE - 4, &beyond, 4));
    assert_refused(sealed_with(&ctx, bytes, from, &one, 4));
    assert_refused(sealed_with(&ctx, bytes, from + 4, &beyond, 4));
    assert_refused(sealed_with(&ctx, bytes, posting - 4, &beyond, 4));
    assert_refused(sealed_with(&ctx, bytes, from - 4, &beyond, 4)); /* the last text's label */
    float less = -1.0f;
    assert_refused(sealed_with(&ctx, bytes, 36, &less, 4)); /* trust */
}

TEST(of_a_rant_only_the_beginning_is_read)
{
    Ctx ctx = test_ctx();
    Classifier *model = trained(&ctx);
    Buf start = buf_new(ctx.arena), whole = buf_new(ctx.arena);
    for (int i = 0; i < 4000; i += 8)
        buf_add(&start, STR("路灯坏了晚上很黑"));
    buf_add(&whole, buf_str(&start));
    for (int i = 0; i < 20000; i++)
        buf_add(&whole, STR("垃圾没人收"));
    Guess a[3], b[3];
    assert_int_equal(classifier_predict(model, ctx.arena, (Message){.body = buf_str(&start)}, a, 3), 3);
    assert_int_equal(classifier_predict(model, ctx.arena, (Message){.body = buf_str(&whole)}, b, 3), 3);
    for (size_t k = 0; k < 3; k++)
        assert_true(str_eq(a[k].label, b[k].label) && a[k].probability == b[k].probability);
    classifier_free(model);
}

static float weight_of(const WordCounts *counts, Arena *arena, const char *run)
{
    Letters letters = letters_of(arena, str_of(run));
    return word_weight(counts, letters.at, letters.len);
}

TEST(words_are_found_without_a_dictionary)
{
    Ctx ctx = test_ctx();
    static const char *const before[] = {"昨天", "街上", "我家", "楼下", "公园"};
    static const char *const after[] = {"没人收", "很臭", "成堆", "遍地", "要分类"};
    Sample samples[25];
    for (size_t i = 0; i < 25; i++)
        samples[i] = (Sample){.message.body = str_printf(ctx.arena, "%s垃圾%s", before[i % 5], after[i / 5])};
    const WordCounts *counts = word_counts(ctx.arena, samples, 25);
    float word = weight_of(counts, ctx.arena, "垃圾");
    assert_true(word > weight_of(counts, ctx.arena, "圾没"));
    assert_true(word > weight_of(counts, ctx.arena, "天垃"));
    assert_true(word > weight_of(counts, ctx.arena, "从未见"));
    assert_true(weight_of(counts, ctx.arena, "ab") < 0.5f);
    assert_true(weight_of(counts, ctx.arena, "垃") == 1.0f);
}
