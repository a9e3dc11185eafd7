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
    CLASSIFIER_POSTINGS_MAX = 16 * 1024 * 1024,
    ROW_NONE = 0xffffffff,
};

struct Classifier {
    Arena *arena;
    FeatureSpace space;
    uint32_t labels;
    uint32_t rows;   /* buckets that training saw */
    float sharpness; /* probabilities are softmax(sharpness × score + trust × vote + lean) */
    float trust;     /* in the neighbours' votes; 0: they are not asked */
    float subject_weight;
    float sure_from;  /* a guess at least this likely was right often enough where the model had not seen the text */
    Str *label;       /* [labels] */
    uint32_t *bucket; /* [rows], ascending */
    uint32_t *row;    /* [2^bits]: of each bucket, or ROW_NONE */
    float *idf;       /* [rows] */
    float *bias;      /* [labels] */
    float *lean;      /* [labels] */
    float *weight;    /* [rows][labels] */

    /* classify_neighbours.c */
    uint32_t texts;
    uint32_t *text_label;   /* [texts] */
    uint32_t *text_sample;  /* [texts]: which of the samples it was; only while training */
    uint32_t *posting_from; /* [rows + 1]: where each row's postings begin */
    uint32_t *posting;      /* text in the upper 16 bits, value in the lower */
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
/* What probabilities are the softmax of. `votes` is not read without trust. */
void classifier_evidence(const Classifier *model, const float *scores, const float *votes, float *out);

#endif
