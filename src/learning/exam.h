/* Marking an examination: answers beside the truth become the figures the district lives by (how often right, how
 * often right where it was sure, and how honest about its own doubt). Pure: numbers in, numbers out; what was asked
 * (a kind of matter, a place, a pair of cases) does not matter here. */
#ifndef GULOU_LEARNING_EXAM_H
#define GULOU_LEARNING_EXAM_H

#include "text/classify.h"

typedef struct ExamAnswer {
    Str truth;
    const Guess *guesses; /* best first; none at all counts as wrong, at probability 0 */
    size_t guess_count;
    bool abstained; /* left open by the examinee itself: the guesses are its best, but it would not act on them */
} ExamAnswer;

/* One label of the truth. A share without a denominator (a label never guessed) is 0. */
typedef struct ExamLabel {
    Str label;
    size_t n;     /* so many bear it in truth */
    size_t told;  /* so many were guessed to */
    size_t right; /* both */
    double precision, recall, f1;
} ExamLabel;

typedef struct ExamConfusion {
    Str truth, told; /* told is empty where nothing was guessed */
    size_t n;
} ExamConfusion;

/* Probability of the best guess in ((i) / 15, (i + 1) / 15], the first with 0. */
typedef struct ExamBin {
    size_t n;
    double said;  /* mean probability */
    double right; /* share that was right */
} ExamBin;

enum { EXAM_COVERAGES = 4, EXAM_BINS = 15 };
extern const int exam_coverages[EXAM_COVERAGES]; /* 50, 80, 90, 100 per cent */

typedef struct ExamResult {
    size_t n, right, in_three, in_five;
    double accuracy;
    double macro_f1;    /* mean over the labels of the truth, each counting the same */
    double weighted_f1; /* mean over the messages */
    /* Accuracy among the most confident 50, 80 ... % (rounded up); of equals at the edge the expected share. */
    double at_coverage[EXAM_COVERAGES];
    double least[EXAM_COVERAGES]; /* the probability at that edge: what a threshold would have to be */
    size_t sure, sure_right;      /* not abstained */
    double calibration_error;     /* Guo et al. 2017, "On Calibration of Modern Neural Networks", eq. 3, 15 bins */
    ExamBin bins[EXAM_BINS];
    ExamLabel *labels; /* in byte order */
    size_t label_count;
    ExamConfusion *confusions; /* most frequent first; wrong ones only */
    size_t confusion_count;
} ExamResult;

/* Everything in `arena`; texts are the answers' own. */
ExamResult exam_mark(Arena *arena, const ExamAnswer *answers, size_t count);

double exam_share(size_t part, size_t whole); /* 0 of 0 is 0 */

/* The same answers one level up: labels of one group become one, their probabilities added, ranked again. */
typedef struct ExamGroups {
    Str (*group_of)(const void *self, Str label); /* itself where it belongs to none */
    const void *self;
} ExamGroups;
ExamAnswer *exam_answers_grouped(Arena *arena, const ExamAnswer *answers, size_t count, const ExamGroups *groups);

#endif
