/* A message as the classifier sees it: hashed character 1-3-grams of its folded text, in two blocks. The
 * text block holds subject and body together; the subject block holds the subject once more by itself,
 * because what people put in a heading says more. */
#ifndef GULOU_TEXT_CLASSIFY_FEATURES_H
#define GULOU_TEXT_CLASSIFY_FEATURES_H

#include "text/classify.h"

typedef struct Feature {
    uint32_t bucket; /* below 2^bits */
    float value;     /* dampened count: 1 + ln(count) */
} Feature;

typedef struct FeatureBlock {
    Feature *at; /* distinct buckets, in the order of first sight */
    size_t len;
} FeatureBlock;

enum { BLOCK_TEXT, BLOCK_SUBJECT, BLOCK_COUNT };

typedef struct Features {
    FeatureBlock blocks[BLOCK_COUNT];
} Features;

enum { FEATURE_CHARS_MAX = 4000 /* of subject and of body: what comes later in a long letter is repetition */ };

Features features_of(Arena *arena, Message message, unsigned bits);

#endif
