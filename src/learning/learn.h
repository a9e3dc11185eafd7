/* Learning once: train on what is known now, check on what was held back, and put the new model in the live one's place
 * only if it is not worse. Whatever ends it, kill -9 included, the live model stays whole. */
#ifndef GULOU_LEARNING_LEARN_H
#define GULOU_LEARNING_LEARN_H

#include "brain/decide.h"
#include "learning/exam.h"
#include "learning/model_files.h"
#include "learning/training_set.h"

typedef struct Learn {
    Db *db;
    const char *folder; /* the data folder */
    const District *district;
    const char *source;     /* start, job, cli: for the register */
    const Samples *instead; /* see TrainingSource */
    bool dry_run;           /* compares, registers nothing */
    Depot *depot;           /* see ModelPlace */
} Learn;

typedef enum LearnVerdict {
    LEARN_WENT_LIVE,
    LEARN_REFUSED,
    LEARN_SAME,    /* nothing new: the live model stays */
    LEARN_NOTHING, /* no two kinds to tell apart: there is no model */
} LearnVerdict;

typedef struct Learnt {
    LearnVerdict verdict; /* of a dry run: what it would be */
    ModelRow row;         /* figures, why, and for LEARN_SAME the live model's */
    Str bytes;            /* the new model's file */
    size_t held, left_out;
    double seconds;
} Learnt;

/* Everything in ctx->arena, which needs room for some models. STORAGE: the file or the register could not be written;
 * nothing changed. */
MUST_USE Err learn_once(Ctx *ctx, const Learn *in, Learnt *out);

/* Puts a registered model live by hand. NOT_FOUND, or INVALID where its file is not what was registered or does not
 * fit the district; then nothing changed. */
typedef struct UseModel {
    Db *db;
    const char *folder;
    const District *district;
    Str id;
    Depot *depot;
} UseModel;
MUST_USE Err learn_use(Ctx *ctx, const UseModel *in, ModelRow *out);

/* The brain as it is to start with: with the live model where that was trained on this district's files, else with one
 * learnt now and put live. STORAGE only where the register cannot be read. */
typedef struct StartBrain {
    Db *db;
    const char *folder;
    const District *district;
    Depot *depot;
} StartBrain;
MUST_USE Err learn_start(Ctx *ctx, const StartBrain *in, Brain **out);
/* Where another process put another model live, or somebody by hand: seats it. *changed: it did. INVALID: its file is
 * broken; the model before stays. */
MUST_USE Err learn_follow(Ctx *ctx, const StartBrain *in, Brain *brain, bool *changed);

#endif
