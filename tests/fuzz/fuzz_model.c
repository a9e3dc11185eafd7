/* A model file that somebody tampered with: a real one, changed as the input says and sealed again with a right
 * checksum, is refused with a sentence, or is a model that can be asked, whose answers are numbers, and which saves to
 * the very same bytes. The input: changes of three bytes (where, where, what), the first byte's lowest bit says whether
 * they hit the head (labels, sizes) or anywhere, its next whether the rest of the input is the whole file instead.
 *   max_len 8192 */
#include "fuzz/fuzz.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "text/classify.h"

static char *real;
static size_t real_len;

static void keep_real(Ctx *ctx)
{
    static const char *const texts[] = {"路灯不亮", "灯坏了", "垃圾没人收", "乱扔垃圾", "噪音太大", "施工吵"};
    static const char *const labels[] = {"灯", "灯", "垃圾", "垃圾", "噪音", "噪音"};
    Sample samples[6];
    Classifier *model = NULL;
    Str bytes;
    for (size_t i = 0; i < COUNT_OF(samples); i++)
        samples[i] = (Sample){.label = str_of(labels[i]), .message.body = str_of(texts[i])};
    ALWAYS(classifier_train(ctx, &(ClassifierTraining){.samples = samples, .count = 6, .bits = 12}, &model) == OK);
    ALWAYS(classifier_save(ctx, model, &bytes) == OK);
    classifier_free(model);
    ALWAYS(classifier_load(ctx, bytes, &model) == OK);
    classifier_free(model);
    real_len = bytes.len;
    real = malloc(bytes.len);
    memcpy(real, bytes.at, bytes.len);
}

static void seal(char *bytes, size_t len)
{
    Hash hash = hash_sha256((Str){bytes, len - HASH_SIZE});
    memcpy(bytes + len - HASH_SIZE, hash.bytes, HASH_SIZE);
}

static Str tampered(Ctx *ctx, Str changes, bool head)
{
    char *bytes = arena_copy(ctx->arena, real, real_len);
    size_t reach = head && real_len > 160 ? 128 : real_len - HASH_SIZE;
    for (size_t i = 0; i + 3 <= changes.len; i += 3) {
        size_t at = ((unsigned char)changes.at[i] << 8 | (unsigned char)changes.at[i + 1]) % reach;
        bytes[at] = changes.at[i + 2];
    }
    seal(bytes, real_len);
    return (Str){bytes, real_len};
}

static Str invented(Ctx *ctx, Str content)
{
    char *bytes = arena_alloc(ctx->arena, content.len + HASH_SIZE);
    memcpy(bytes, content.at, content.len);
    seal(bytes, content.len + HASH_SIZE);
    return (Str){bytes, content.len + HASH_SIZE};
}

static void ask(Ctx *ctx, const Classifier *model)
{
    Guess guesses[4];
    Message message = {.subject = STR("垃圾"), .body = STR("路灯不亮，垃圾没人收 abc 123")};
    size_t count = classifier_predict(model, ctx->arena, message, guesses, 4);
    ALWAYS(count >= 1 && count <= 4 && count <= classifier_label_count(model));
    for (size_t i = 0; i < count; i++) {
        ALWAYS(guesses[i].label.len > 0);
        ALWAYS(isfinite(guesses[i].probability) && guesses[i].probability >= 0 && guesses[i].probability <= 1.000001);
    }
}

FUZZ(ctx, input)
{
    if (real == NULL)
        keep_real(ctx);
    if (input.len == 0)
        return;
    Str rest = str_slice(input, 1, input.len), again;
    Str bytes = (input.at[0] & 2) != 0 ? invented(ctx, rest) : tampered(ctx, rest, (input.at[0] & 1) != 0);
    Classifier *model = NULL;
    if (classifier_load(ctx, bytes, &model) != OK) {
        ALWAYS(model == NULL && ctx_failure_text(ctx).len > 0);
        return;
    }
    ask(ctx, model);
    ALWAYS(classifier_save(ctx, model, &again) == OK && str_eq(bytes, again));
    classifier_free(model);
}
