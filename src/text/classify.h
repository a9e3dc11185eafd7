/* Which of the district's categories a message is about: a linear classifier on hashed character 1-3-grams, trained in
 * this process (LIBLINEAR inside classify_train.c only), joined by the votes of like texts where examples are many,
 * kept in a small float32 file. A model owns its memory and never changes: any number of threads may ask. */
#ifndef GULOU_TEXT_CLASSIFY_H
#define GULOU_TEXT_CLASSIFY_H

#include "base/ctx.h"

typedef struct Classifier Classifier;

typedef struct Message {
    Str subject; /* may be empty: a phone's few words are all body */
    Str body;
} Message;

typedef struct Sample {
    Str label;
    Message message;
} Sample;

/* Zeroes are the defaults. A category's name and each of its keywords are worth adding as samples of their own. */
typedef struct ClassifierTraining {
    const Sample *samples;
    size_t count;
    unsigned bits;         /* feature space of 2^bits buckets, 12 to 22; 0: 18 */
    double cost;           /* LIBLINEAR's C; 0: 1.0 */
    double subject_weight; /* of the subject's own block of features; 0: chosen by the samples per label */
    unsigned folds;        /* for calibration, 2 to 10; 0: 3 */
    double target;         /* share of guesses that is to be right where the model is sure; 0: 0.975 */
} ClassifierTraining;

typedef struct Guess {
    Str label;          /* lives as long as the model */
    double probability; /* calibrated by cross-validation: of guesses at 0.9 about nine in ten are right */
} Guess;

/* INVALID: fewer than two labels or than two samples, broken UTF-8 label, too many labels, too large a model. */
MUST_USE Err classifier_train(Ctx *ctx, const ClassifierTraining *training, Classifier **out);
/* The `room` likeliest labels, best first; returns how many were written. Scratch memory from `arena`. */
size_t classifier_predict(const Classifier *model, Arena *arena, Message message, Guess *out, size_t room);
/* Share of the message's distinct grams that the training saw, 0 to 1: nonsense has few. */
double classifier_known_share(const Classifier *model, Arena *arena, Message message);
/* The probability from which on it is sure: chosen in training on texts left out in turn, so that of the guesses at
 * least as likely the target share was right. Above 1: it is never sure. */
double classifier_sure_from(const Classifier *model);
size_t classifier_label_count(const Classifier *model);
Str classifier_label(const Classifier *model, size_t i);
/* Bytes in ctx->arena; deterministic for the same model. */
MUST_USE Err classifier_save(Ctx *ctx, const Classifier *model, Str *bytes);
/* INVALID for anything that is not exactly such a file: bad magic, version, sizes, checksum, numbers. */
MUST_USE Err classifier_load(Ctx *ctx, Str bytes, Classifier **out);
void classifier_free(Classifier *model); /* NULL is fine */

#endif
