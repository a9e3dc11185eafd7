/* 重放: the decisions that were made, made again by another model (and the rules and district as they are now), beside
 * what was decided then and what people said later. Nothing is written. What a decision needs and the store no longer
 * has (erased texts) cannot be replayed and is counted so. Twins of other cases are not looked for. */
#ifndef GULOU_LEARNING_REPLAY_H
#define GULOU_LEARNING_REPLAY_H

#include "brain/decide.h"
#include "store/decision_store.h"

typedef struct ReplayShift { /* from what to what, how often */
    Str from, to;
    int64_t n, right, wrong; /* right: from wrong to right; wrong: the other way round */
} ReplayShift;

typedef struct ReplayResult {
    int64_t looked_at;       /* decisions found */
    int64_t erased, unclear; /* not replayed: texts erased; a decision from before inputs were kept */
    int64_t replayed;
    int64_t changed;                         /* category, sureness, desk, or whether it goes there by itself */
    int64_t now_right, now_wrong;            /* of the changed: as people said later */
    int64_t both_wrong, both_right, unknown; /* of the changed likewise: the rest of them */
    int64_t owner_changed, owner_right, owner_wrong;
    int64_t newly_sure, newly_unsure;           /* of the category */
    int64_t newly_dispatched, newly_abstaining; /* goes to a desk by itself; goes to the centre's queue */
    int64_t sure_before, sure_now, known;       /* for accuracy with coverage, among all replayed */
    int64_t sure_known_before, sure_right_before, sure_known_now, sure_right_now;
    int64_t hidden;          /* changes of confidential kinds: counted, not listed */
    ReplayShift *categories; /* most frequent first; the empty code: left open */
    size_t category_count;
    ReplayShift *owners;
    size_t owner_count;
} ReplayResult;

typedef struct Replay {
    Db *db;
    const Brain *brain;
    const District *district;
    int64_t last;                                            /* so many decisions, the newest */
    void (*progress)(void *self, int64_t done, int64_t all); /* NULL: nobody looks */
    void *self;
} Replay;

MUST_USE Err replay_decisions(Ctx *ctx, const Replay *in, ReplayResult *out);

/* The report as it was sent; false: the decision holds no inputs (it is from before they were kept). */
bool replay_report(Ctx *ctx, const PastDecision *past, Report *out);

#endif
