/* What the category model learns from, before anybody reported anything: the district's own corpus, and each category's
 * name and keywords as samples of their own. The room `learning` adds what people taught. */
#ifndef GULOU_BRAIN_LEARN_H
#define GULOU_BRAIN_LEARN_H

#include "domain/district.h"
#include "text/classify.h"

typedef struct Samples {
    Sample *at;
    size_t len;
    double target; /* see ClassifierTraining; of the district's sure_per_mille */
} Samples;

Samples category_samples(Arena *arena, const District *district); /* texts and labels are the district's */
bool samples_teach(const Samples *samples);                       /* false: fewer than two labels */
/* Trains in this process; seconds. INVALID as classifier_train says. */
MUST_USE Err category_train(Ctx *ctx, const Samples *samples, Classifier **out);

#endif
