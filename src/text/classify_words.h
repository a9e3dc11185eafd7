/* Which runs of two or three Han characters are words, learnt from the texts alone: the parts of a word go together
 * more often than chance would have it (pointwise mutual information), and what stands beside it varies
 * (branching entropy). No dictionary; what is not a word counts less. */
#ifndef GULOU_TEXT_CLASSIFY_WORDS_H
#define GULOU_TEXT_CLASSIFY_WORDS_H

#include "text/classify_features.h"

typedef struct WordCounts WordCounts;

/* Of subjects and bodies; at most a few million runs are told apart, the first ones. Memory from `arena`. */
WordCounts *word_counts(Arena *arena, const Sample *samples, size_t count);
/* The weight of a run of 2 or 3 characters, 0.4 to 1.3; 1 for a single one. */
float word_weight(const WordCounts *counts, const uint32_t *run, size_t len);

#endif
