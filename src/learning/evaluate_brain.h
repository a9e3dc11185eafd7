/* The examination of the whole brain: not what the classifier thinks, but what the brain would do with a report that
 * has only these words (choice of kind with keywords and thresholds, urgency, abstention). */
#ifndef GULOU_LEARNING_EVALUATE_BRAIN_H
#define GULOU_LEARNING_EVALUATE_BRAIN_H

#include "brain/decide.h"
#include "learning/evaluate_label.h"

typedef struct Examined {
    const Brain *brain;
    const District *district; /* that the brain was built from */
} Examined;

typedef struct BrainKinds {
    ExamAnswer *answers; /* abstained: the brain would ask somebody about the kind */
    size_t n;
    ExamResult kind, group; /* group: one level up */
    double micros_each;     /* CPU time of a decision */
} BrainKinds;

typedef struct BrainUrgency {
    size_t n;
    size_t told[3][3];    /* [truth U1 U2 U3][told] */
    const size_t *misses; /* rows judged less urgent than they are, the worst first */
    size_t miss_count;
} BrainUrgency;

typedef struct AbstainReason {
    Str why;
    size_t n;
    size_t sure;       /* so many times it was sure of a kind though it should not be */
    size_t dispatched; /* so many it would have sent to a desk by itself */
} AbstainReason;

typedef struct BrainAbstain {
    AbstainReason all, *reasons; /* reasons: in byte order */
    size_t reason_count;
    const size_t *wrong; /* rows */
    size_t wrong_count;
} BrainAbstain;

/* Everything in ctx->arena; texts are the table's and the brain's. INVALID: a label the district does not know, an
 * urgency that is none; told with file and line. */
MUST_USE Err brain_exam_kinds(Ctx *ctx, const Examined *who, const LabelTable *table, BrainKinds *out);
MUST_USE Err brain_exam_urgency(Ctx *ctx, const Examined *who, const LabelTable *table, BrainUrgency *out);
void brain_exam_abstain(Ctx *ctx, const Examined *who, const LabelTable *table, BrainAbstain *out);

/* A district's categories by group, for exam_answers_grouped. */
ExamGroups category_groups(const District *district);

#endif
