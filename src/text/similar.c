/* Sorted hashes make every comparison one merge. Two different tokens share a 32-bit hash once in four
 * thousand million pairs: too rarely to matter for a suggestion that a person confirms. */
#include "text/similar.h"

#include <math.h>
#include <stdlib.h>

#include "text/fold.h"
#include "text/tokenise.h"

static int by_hash(const void *a, const void *b)
{
    uint32_t x = ((const SketchToken *)a)->hash, y = ((const SketchToken *)b)->hash;
    return (x > y) - (x < y);
}

static double damp(uint32_t count)
{
    return 1.0 + log((double)count);
}

Sketch sketch_of(Arena *arena, Str text)
{
    Str folded = text_fold_plain(arena, text);
    SketchToken *tokens = ARENA_ARRAY(arena, SketchToken, folded.len + 1);
    size_t len = 0;
    Tokens reader = tokens_of(folded);
    for (Token token; token_next(&reader, &token);)
        tokens[len++] = (SketchToken){(uint32_t)(str_hash(token.text) >> 16), 1};
    qsort(tokens, len, sizeof *tokens, by_hash);
    size_t distinct = 0;
    for (size_t i = 0; i < len; i++) {
        if (distinct > 0 && tokens[distinct - 1].hash == tokens[i].hash)
            tokens[distinct - 1].count++;
        else
            tokens[distinct++] = tokens[i];
    }
    double squares = 0.0;
    for (size_t i = 0; i < distinct; i++)
        squares += damp(tokens[i].count) * damp(tokens[i].count);
    return (Sketch){.tokens = tokens, .len = distinct, .norm = sqrt(squares)};
}

typedef struct Shared {
    size_t tokens;
    double product;
} Shared;

static Shared shared_of(const Sketch *a, const Sketch *b)
{
    Shared shared = {0};
    for (size_t i = 0, k = 0; i < a->len && k < b->len;) {
        uint32_t x = a->tokens[i].hash, y = b->tokens[k].hash;
        if (x == y) {
            shared.tokens++;
            shared.product += damp(a->tokens[i].count) * damp(b->tokens[k].count);
        }
        i += x <= y;
        k += y <= x;
    }
    return shared;
}

double sketch_cosine(const Sketch *a, const Sketch *b)
{
    double norms = a->norm * b->norm;
    return norms > 0.0 ? fmin(1.0, shared_of(a, b).product / norms) : 0.0;
}

double sketch_jaccard(const Sketch *a, const Sketch *b)
{
    size_t shared = shared_of(a, b).tokens, all = a->len + b->len - shared;
    return all > 0 ? (double)shared / (double)all : 0.0;
}

double sketch_containment(const Sketch *a, const Sketch *b)
{
    size_t shorter = a->len < b->len ? a->len : b->len;
    return shorter > 0 ? (double)shared_of(a, b).tokens / (double)shorter : 0.0;
}

double text_similarity(Arena *arena, Str a, Str b)
{
    Sketch x = sketch_of(arena, a), y = sketch_of(arena, b);
    return sketch_cosine(&x, &y);
}
