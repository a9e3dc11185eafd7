/* The classifier's insides, shared by its training, its file and its use. */
#ifndef GULOU_TEXT_CLASSIFY_MODEL_H
#define GULOU_TEXT_CLASSIFY_MODEL_H

#include "text/classify.h"
#include "text/classify_features.h"

enum {
    CLASSIFIER_LABELS_MAX = 2000,
    CLASSIFIER_LABEL_BYTES_MAX = 200,
    CLASSIFIER_WEIGHTS_MAX = 32 * 1024 * 1024,
    CLASSIFIER_BITS_LEAST = 12,
    CLASSIFIER_BITS_MOST = 22,
    ROW_NONE = 0xffffffff,
};

struct Classifier {
    Arena *arena;
    FeatureSpace space;
    uint32_t labels;
    uint32_t rows;   /* buckets that training saw */
    float sharpness; /* probabilities are softmax(sharpness × score) */
    float subject_weight;
    Str *label;       /* [labels] */
    uint32_t *bucket; /* [rows], ascending */
    uint32_t *row;    /* [2^bits]: of each bucket, or ROW_NONE */
    float *idf;       /* [rows] */
    float *bias;      /* [labels] */
    float *weight;    /* [rows][labels] */
};

Classifier *classifier_new(const FeatureSpace *space, uint32_t labels, uint32_t rows); /* sized, zeroed */
void classifier_index_rows(Classifier *model);                                         /* fills `row` from `bucket` */
bool classifier_fits(uint64_t labels, uint64_t rows);

/* A message's vector: rows and values, each block idf-weighted and of length 1 (the subject's of subject_weight). */
typedef struct RowValue {
    uint32_t row;
    float value;
} RowValue;
typedef struct RowVector {
    RowValue *at;
    size_t len;
} RowVector;
RowVector classifier_vector(const Classifier *model, Arena *arena, Message message);
void classifier_scores(const Classifier *model, const RowVector *vector, float *scores);

#endif
