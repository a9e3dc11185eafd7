/* Why this kind, where no keyword explains it: the pairs of characters that say most of it by themselves. What a pair
 * says hangs on the model alone, and the same pairs come every day, so it is asked once and kept beside the model. */
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "brain/parts.h"

#define TELLING_LEAST 0.1 /* of probability by itself: less is chance */
enum { TELLING_CHARACTERS = 60 /* of the beginning are tried */ };

/* A word each, so that threads need no lock: the pair's two code points, the place of the likeliest kind among the
 * district's categories and how likely it is, in steps. One that stands where another belongs is overwritten. A
 * megabyte, since the pairs of a city are some ten thousands (the corpus alone has 33,681 different ones). */
enum { PLACE_BITS = 17, PAIRS_KEPT = 1 << PLACE_BITS, POINT_BITS = 21, KIND_BITS = 10, STEP_BITS = 12 };
enum { KIND_NONE = (1 << KIND_BITS) - 1, STEPS = (1 << STEP_BITS) - 1 };
struct PairsTold {
    _Atomic uint64_t at[PAIRS_KEPT];
};

PairsTold *pairs_told_new(void)
{
    PairsTold *told = calloc(1, sizeof *told);
    if (told == NULL)
        abort();
    return told;
}

/* 0: no two Han characters. */
static uint64_t pair_at(Str text, size_t at)
{
    uint32_t first = utf8_next(text, &at), second = at < text.len ? utf8_next(text, &at) : 0;
    return text_is_han(first) && text_is_han(second) ? (uint64_t)first << POINT_BITS | second : 0;
}

/* The kind (a place among the categories, or KIND_NONE) and the steps, as they are kept. */
static uint64_t ask_model(const Brain *brain, Arena *arena, Str pair)
{
    Guess guess;
    if (classifier_predict(brain->model, arena, (Message){.body = pair}, &guess, 1) == 0)
        return (uint64_t)KIND_NONE << STEP_BITS;
    const Category *category = category_find(brain->district, guess.label);
    ptrdiff_t kind = category != NULL ? category - brain->district->categories : KIND_NONE;
    kind = kind < KIND_NONE ? kind : KIND_NONE;
    return (uint64_t)kind << STEP_BITS | (uint64_t)lround(guess.probability * STEPS);
}

/* How likely the category is by the two characters at `from` alone. */
static double says(const Brain *brain, Arena *arena, const Category *category, Str text, size_t from, size_t to)
{
    uint64_t pair = pair_at(text, from);
    if (pair == 0)
        return 0.0;
    _Atomic uint64_t *place = &brain->told->at[(pair * 0x9e3779b97f4a7c15ull) >> (64 - PLACE_BITS)];
    uint64_t kept = atomic_load_explicit(place, memory_order_relaxed);
    if (kept >> (KIND_BITS + STEP_BITS) != pair) {
        kept = pair << (KIND_BITS + STEP_BITS) | ask_model(brain, arena, str_slice(text, from, to));
        atomic_store_explicit(place, kept, memory_order_relaxed);
    }
    bool same = category - brain->district->categories == (ptrdiff_t)(kept >> STEP_BITS & KIND_NONE);
    return same ? (double)(kept & STEPS) / STEPS : 0.0;
}

size_t telling_pairs(const Brain *brain, Arena *arena, const Category *category, Str text, Str *out)
{
    size_t ends[TELLING_CHARACTERS + 1] = {0}, characters = 0, count = 0;
    double by_itself[TELLING_CHARACTERS] = {0};
    for (size_t at = 0; at < text.len && characters < TELLING_CHARACTERS; ends[++characters] = at)
        (void)utf8_next(text, &at);
    for (size_t i = 0; i + 2 <= characters; i++)
        by_itself[i] = says(brain, arena, category, text, ends[i], ends[i + 2]);
    bool told[TELLING_CHARACTERS + 1] = {false};
    for (; count < QUOTED_MAX; count++) {
        size_t best = 0;
        for (size_t i = 1; i + 2 <= characters; i++)
            best = by_itself[i] > by_itself[best] ? i : best;
        if (by_itself[best] < TELLING_LEAST)
            break;
        told[best] = told[best + 1] = true;
        for (size_t i = best > 0 ? best - 1 : 0; i <= best + 1 && i < characters; i++)
            by_itself[i] = 0.0;
    }
    size_t runs = 0;
    for (size_t i = 0, from; i < characters; i++) { /* in the order of the text; neighbours are one word */
        for (from = i; told[i]; i++)
            ;
        if (i > from)
            out[runs++] = str_slice(text, ends[from], ends[i]);
    }
    return runs;
}
