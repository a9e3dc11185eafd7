/* Labels as numbers: for whoever deals or counts by label. */
#ifndef GULOU_LEARNING_LABEL_TABLE_H
#define GULOU_LEARNING_LABEL_TABLE_H

#include "learning/evaluate_label.h"

/* For each row the number of its label among the table's different ones, from 0 in byte order. */
size_t *label_numbers(Arena *arena, const LabelTable *table);

#endif
