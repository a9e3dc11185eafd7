/* A message as the classifier sees it: hashed character 1-3-grams of its folded text, in two blocks. The
 * text block holds subject and body together; the subject block holds the subject once more by itself,
 * because what people put in a heading says more. */
#ifndef GULOU_TEXT_CLASSIFY_FEATURES_H
#define GULOU_TEXT_CLASSIFY_FEATURES_H

#include "text/classify.h"

typedef struct Feature {
    uint32_t bucket; /* below 2^bits */
    float value;     /* dampened count, (1 + ln count) × its gram's weight */
} Feature;

typedef struct FeatureBlock {
    Feature *at; /* distinct buckets, in the order of first sight */
    size_t len;
} FeatureBlock;

enum { GRAM_MAX = 3 };

/* How messages become features; a model keeps the one it was trained with. */
typedef struct FeatureSpace {
    uint32_t bits;
    float gram_weight[GRAM_MAX]; /* of single characters, pairs, triples */
} FeatureSpace;

enum { BLOCK_TEXT, BLOCK_SUBJECT, BLOCK_COUNT };

typedef struct Features {
    FeatureBlock blocks[BLOCK_COUNT];
} Features;

enum { FEATURE_CHARS_MAX = 4000 /* of subject and of body: what comes later in a long letter is repetition */ };

/* Folded, digits as one 0, place letters as one a; at most FEATURE_CHARS_MAX bytes of the text. */
typedef struct Letters {
    uint32_t *at;
    size_t len;
} Letters;

Letters letters_of(Arena *arena, Str text);

/* One more character of a gram's hash, which begins with the block's seed. */
static inline uint64_t gram_mix(uint64_t h, uint32_t c)
{
    h = (h ^ c) * 0x9e3779b97f4a7c15ull;
    return h ^ h >> 29;
}

/* Calls `visit` for every gram of both blocks, as often as it is there. */
typedef struct Gram {
    const uint32_t *at;
    size_t len;
    uint32_t bucket;
} Gram;
void grams_visit(Arena *arena, Message message, const FeatureSpace *space, void (*visit)(void *, const Gram *),
                 void *self);

Features features_of(Arena *arena, Message message, const FeatureSpace *space);

#endif
