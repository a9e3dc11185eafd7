/* The examination in "what kind of matter is it?": a classifier learns from one file of labelled messages and is
 * examined on another. In two steps that know nothing of each other, so that learning cannot peek: label_train sees
 * only the training table; whoever calls it opens the test file afterwards. */
#ifndef GULOU_LEARNING_EVALUATE_LABEL_H
#define GULOU_LEARNING_EVALUATE_LABEL_H

#include "learning/exam.h"

/* CSV with a header: id and subject may be missing; body or text; label or category, or the column named. */
typedef struct LabelFile {
    Str name;   /* told with what is wrong */
    Str bytes;  /* must outlive the table */
    Str column; /* of the label; empty: label, else category */
} LabelFile;

typedef struct LabelTable {
    Str name;
    Sample *at;
    int64_t *lines; /* of the file, where each begins */
    size_t len;
    size_t labels; /* different ones */
} LabelTable;

/* INVALID, told with file and line and what to do: no such column, an empty or too long label, no rows, no CSV. */
MUST_USE Err label_table_read(Ctx *ctx, const LabelFile *file, LabelTable *out);

typedef struct LabelTrained {
    Classifier *model; /* the caller's: classifier_free */
    size_t samples, labels, bytes;
    double seconds, cpu_seconds; /* of the wall clock, of this process */
    Str saved;                   /* the model's file */
} LabelTrained;

/* With the defaults that serve (classifier_train). */
MUST_USE Err label_train(Ctx *ctx, const LabelTable *table, LabelTrained *out);

enum { LABEL_GUESSES = 10 /* of each answer are kept */, LABEL_FOLDS_LEAST = 2, LABEL_FOLDS_MOST = 20 };

typedef struct LabelExam {
    ExamAnswer *answers; /* one a row, in the table's order; texts are the tables' or in ctx->arena */
    size_t n;
    ExamResult result;
    size_t unknown;             /* rows whose label the training never saw: cannot be right */
    double messages_per_second; /* of one thread's CPU time, over the table's messages for at least a second */
    double characters;          /* of a message, on average */
} LabelExam;

MUST_USE Err label_examine(Ctx *ctx, const LabelTrained *trained, const LabelTable *table, LabelExam *out);

typedef struct LabelFolds {
    LabelExam exam; /* every row answered by a model that has not seen it */
    unsigned folds;
    double macro_f1[LABEL_FOLDS_MOST], accuracy[LABEL_FOLDS_MOST];
    double seconds, cpu_seconds, bytes; /* of one training, on average */
} LabelFolds;

/* Cross-validation: each label's rows are dealt round to `folds` parts after a fixed shuffle. INVALID: too few folds or
 * rows. */
MUST_USE Err label_cross_validate(Ctx *ctx, const LabelTable *table, unsigned folds, LabelFolds *out);

double cpu_seconds_of_process(void);
double cpu_seconds_of_thread(void);

#endif
