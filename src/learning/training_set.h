/* What the category model is trained on: the district's own samples and what people taught (store/example_store.h),
 * chosen so that no flood of one voice or one day can skew it; and what it is checked with, which is never trained on.
 */
#ifndef GULOU_LEARNING_TRAINING_SET_H
#define GULOU_LEARNING_TRAINING_SET_H

#include "base/hash.h"
#include "brain/learn.h"
#include "db/db.h"

enum {
    HELD_OUT_PERCENT = 20,  /* of the cases, for ever the same ones: by a hash of their number */
    CHECK_LEAST = 200,      /* held-out cases; with fewer the district's corpus_check.csv is the check */
    VOICE_MOST = 20,        /* cases of one reporter (phone); a kind of matter has 16 starter samples */
    VOICE_KIND_MOST = 5,    /* and of one kind of matter: who complains daily teaches no more than a week's worth */
    NAMELESS_DAY_MOST = 10, /* of one kind and day without a phone: a campaign is one matter, not a hundred */
    KIND_MOST = 400,        /* cases of one kind, the newest: more change nothing but the training time */
    EXAMPLE_DAYS = 3 * 365, /* older ones speak of units and words that are gone */
};

typedef struct TrainingSource {
    const District *district;
    const Samples *instead; /* of the district's corpus.csv; NULL: that */
} TrainingSource;

typedef struct TrainingSet {
    Samples samples;
    size_t cases;    /* of the samples so many are people's cases */
    size_t held;     /* cases kept for the check */
    size_t left_out; /* cases past a limit above, or told twice */
    Samples check;
    const char *checked_on; /* "cases", "corpus", or "" where there is nothing to check with */
    Hash learnt_from;       /* of all samples: the same again would be the same model */
} TrainingSet;

/* Everything in ctx->arena or the district's own. Deterministic: the same store gives the same set. */
MUST_USE Err training_set_gather(Tx *tx, const TrainingSource *source, TrainingSet *out);

bool case_is_held_out(Str number);

#endif
