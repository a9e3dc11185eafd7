/* Is the new model worse than the old one? On the same messages, neither of which was taught with them. */
#ifndef GULOU_LEARNING_COMPARE_H
#define GULOU_LEARNING_COMPARE_H

#include "brain/learn.h"
#include "learning/exam.h"
#include "store/model_store.h"

typedef struct Paper { /* one model's answers to the check */
    ExamAnswer *answers;
    size_t n;
    ExamResult result;
} Paper;
Paper paper_of(Ctx *ctx, const Classifier *model, const Samples *check);
ModelFigures paper_figures(const Paper *paper);

enum {
    KIND_CHECKS_LEAST = 20, /* a kind with fewer checks judges nothing */
    KIND_LOSS_MOST = 10,    /* per cent of a kind's checks that may get lost */
};

/* Not worse: it loses no more messages than chance explains, (a) of all, by McNemar's test on the messages that only
 * one of the two knows, one-sided 95 %; (b) of the surest 80 %, where the brain acts by itself; and (c) of no kind with
 * KIND_CHECKS_LEAST checks more than KIND_LOSS_MOST in a hundred. Otherwise `why` says in both languages which. */
typedef struct Comparison {
    bool worse;
    Str why[LANG_COUNT];
} Comparison;
Comparison compare_papers(Ctx *ctx, const District *district, const Paper *fresh, const Paper *old);

Str why_text(Ctx *ctx, MsgId message, Lang lang, const Str *args);

#endif
