/* How alike two short messages are: for finding the same matter raised twice.
 * A sketch is the multiset of a text's tokens (tokenise.h), hashed and sorted; making one costs
 * microseconds, comparing two of them well under one. */
#ifndef GULOU_TEXT_SIMILAR_H
#define GULOU_TEXT_SIMILAR_H

#include "base/str.h"

typedef struct SketchToken {
    uint32_t hash;
    uint32_t count;
} SketchToken;

typedef struct Sketch {
    const SketchToken *tokens; /* ascending by hash */
    size_t len;
    double norm; /* Euclidean length of the counts, dampened as 1 + ln(count) */
} Sketch;

Sketch sketch_of(Arena *arena, Str text);                /* folds the text itself */
double sketch_cosine(const Sketch *a, const Sketch *b);  /* 0 to 1 over dampened counts; two empty texts: 0 */
double sketch_jaccard(const Sketch *a, const Sketch *b); /* 0 to 1: shared ÷ all distinct tokens */
/* Share of the shorter text's distinct tokens that the longer one has too: "垃圾没人收" inside a long story. */
double sketch_containment(const Sketch *a, const Sketch *b);
double text_similarity(Arena *arena, Str a, Str b); /* cosine of the two sketches */

#endif
