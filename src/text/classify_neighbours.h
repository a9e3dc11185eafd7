/* What was said of the most alike texts that training saw. A linear model weighs each feature by itself; the few
 * texts that share a message's rare features know what belongs together. Only features of few texts count,
 * so that the texts behind them are counted and not searched. */
#ifndef GULOU_TEXT_CLASSIFY_NEIGHBOURS_H
#define GULOU_TEXT_CLASSIFY_NEIGHBOURS_H

#include "text/classify_model.h"

enum {
    NEIGHBOUR_TEXTS_MAX = 8192,    /* of more texts, evenly many are kept */
    NEIGHBOUR_FEATURE_TEXTS = 150, /* a feature of more texts is no sign of likeness */
    NEIGHBOUR_COUNT = 15,
};

typedef struct NeighbourAsk {
    const RowVector *vector;
    const uint16_t *fold_of; /* of the samples; with left_out: these texts are as if unknown. NULL: all are asked */
    uint16_t left_out;
} NeighbourAsk;

typedef struct NeighbourTexts {
    const RowVector *vectors;
    const uint32_t *label_of;
    size_t count;
    const bool *telling; /* [rows]: which features may tell likeness */
} NeighbourTexts;

/* Keeps the texts' vectors in `model`, as lists of texts by feature. */
void neighbours_keep(Classifier *model, const NeighbourTexts *texts);
/* votes[labels]: the logarithm of each label's share among the nearest texts, weighted by likeness, plus a floor. */
void neighbours_vote(const Classifier *model, Arena *arena, const NeighbourAsk *ask, float *votes);

#endif
