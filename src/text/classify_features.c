/* Digits become one 0 and a letter that stands for a place or a block (A市, B座, A3区) becomes one a, so that the
 * model learns what happened, not where. */
#include "text/classify_features.h"

#include <math.h>

#include "base/utf8.h"
#include "text/fold.h"

enum { TEXT_SEED = 1, SUBJECT_SEED = 2 };

typedef struct Slot {
    uint32_t mark;  /* bucket + 1, 0: free */
    uint32_t place; /* in the block */
} Slot;

typedef struct Counter {
    const FeatureSpace *space;
    Slot *slots; /* open addressing */
    size_t mask;
    float *weights; /* of each feature of the block */
    FeatureBlock block;
} Counter;

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_latin(uint32_t c)
{
    return c >= 'a' && c <= 'z';
}

/* 市 区 县 镇 乡 村 街 路 座 栋 */
static bool is_place_tail(uint32_t c)
{
    static const uint32_t tails[] = {0x5e02, 0x533a, 0x53bf, 0x9547, 0x4e61, 0x6751, 0x8857, 0x8def, 0x5ea7, 0x680b};
    for (size_t i = 0; i < COUNT_OF(tails); i++)
        if (tails[i] == c)
            return true;
    return is_digit(c);
}

Letters letters_of(Arena *arena, Str text)
{
    bool fits = text.len <= FEATURE_CHARS_MAX; /* bytes are no fewer than characters */
    FoldedChars folded = text_fold_chars(arena, fits ? text : utf8_cut(text, FEATURE_CHARS_MAX));
    size_t len = folded.len < FEATURE_CHARS_MAX ? folded.len : FEATURE_CHARS_MAX;
    Letters out = {.at = arena_room(arena, (len + 1) * sizeof *out.at)};
    uint32_t before = 0;
    for (size_t i = 0; i < len; i++) {
        uint32_t c = folded.at[i], next = i + 1 < len ? folded.at[i + 1] : 0;
        uint32_t kept = is_digit(c) ? '0' : is_latin(c) && !is_latin(before) && is_place_tail(next) ? 'a' : c;
        before = c;
        if (kept != '0' || out.len == 0 || out.at[out.len - 1] != '0')
            out.at[out.len++] = kept;
    }
    return out;
}

static Counter counter_new(Arena *arena, const FeatureSpace *space, size_t most)
{
    size_t room = 16;
    while (room < most + most / 4) /* grams repeat: seldom more than half full */
        room *= 2;
    return (Counter){.space = space,
                     .slots = ARENA_ARRAY(arena, Slot, room),
                     .mask = room - 1,
                     .weights = arena_room(arena, (most + 1) * sizeof(float)),
                     .block.at = arena_room(arena, (most + 1) * sizeof(Feature))};
}

static void count_bucket(Counter *counter, uint32_t bucket, float weight)
{
    size_t at = (bucket * 2654435761u >> 7) & counter->mask;
    while (counter->slots[at].mark != 0 && counter->slots[at].mark != bucket + 1)
        at = (at + 1) & counter->mask;
    Slot *slot = &counter->slots[at];
    if (slot->mark == 0) {
        *slot = (Slot){.mark = bucket + 1, .place = (uint32_t)counter->block.len};
        counter->weights[counter->block.len] = weight;
        counter->block.at[counter->block.len++] = (Feature){.bucket = bucket};
    }
    counter->block.at[slot->place].value += 1.0f;
}

static uint32_t gram_bucket(const FeatureSpace *space, uint64_t hash)
{
    return (uint32_t)(hash >> 16) & ((1u << space->bits) - 1);
}

static void count_grams(Counter *counter, const Letters *letters, uint64_t seed)
{
    for (size_t i = 0; i < letters->len; i++) {
        uint64_t h = seed;
        for (size_t n = 0; n < GRAM_MAX && i + n < letters->len; n++) {
            uint32_t c = letters->at[i + n];
            if (c == ' ' || c == '\n')
                break;
            h = gram_mix(h, c);
            count_bucket(counter, gram_bucket(counter->space, h), counter->space->gram_weight[n]);
        }
    }
}

static float dampen(float count)
{
    static const float few[] = {0.0f,        1.0f,        1.69314718f, 2.09861229f,
                                2.38629436f, 2.60943791f, 2.79175947f, 2.94591015f};
    size_t whole = (size_t)count;
    return whole < COUNT_OF(few) ? few[whole] : 1.0f + logf(count);
}

static FeatureBlock dampened(Counter *counter)
{
    for (size_t i = 0; i < counter->block.len; i++)
        counter->block.at[i].value = dampen(counter->block.at[i].value) * counter->weights[i];
    return counter->block;
}

Features features_of(Arena *arena, Message message, const FeatureSpace *space)
{
    Letters subject = letters_of(arena, message.subject), body = letters_of(arena, message.body);
    Counter text = counter_new(arena, space, (subject.len + body.len) * GRAM_MAX);
    count_grams(&text, &subject, TEXT_SEED);
    count_grams(&text, &body, TEXT_SEED);
    Counter heading = counter_new(arena, space, subject.len * GRAM_MAX);
    count_grams(&heading, &subject, SUBJECT_SEED);
    return (Features){.blocks = {dampened(&text), dampened(&heading)}};
}

static void visit_grams(const Letters *letters, uint64_t seed, const FeatureSpace *space,
                        void (*visit)(void *, const Gram *), void *self)
{
    for (size_t i = 0; i < letters->len; i++) {
        uint64_t h = seed;
        for (size_t n = 0; n < GRAM_MAX && i + n < letters->len; n++) {
            uint32_t c = letters->at[i + n];
            if (c == ' ' || c == '\n')
                break;
            h = gram_mix(h, c);
            visit(self, &(Gram){.at = letters->at + i, .len = n + 1, .bucket = gram_bucket(space, h)});
        }
    }
}

void grams_visit(Arena *arena, Message message, const FeatureSpace *space, void (*visit)(void *, const Gram *),
                 void *self)
{
    Letters subject = letters_of(arena, message.subject), body = letters_of(arena, message.body);
    visit_grams(&subject, TEXT_SEED, space, visit, self);
    visit_grams(&body, TEXT_SEED, space, visit, self);
    visit_grams(&subject, SUBJECT_SEED, space, visit, self);
}
