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

Features features_of(Arena *arena, Message message, const FeatureSpace *space);

#endif
