/* The examination in "is it the same matter?": given labelled pairs of reports, how many of the twins does the brain
 * find, and how often does it take two matters for one? The score asked is the one that serves (brain/twins.h).
 */
#ifndef GULOU_LEARNING_EVALUATE_TWIN_H
#define GULOU_LEARNING_EVALUATE_TWIN_H

#include "base/ctx.h"

/* test: CSV same,category_a,text_a,place_a,minutes_apart,metres_apart,category_b,text_b,place_b and perhaps more
 * columns. same is 1 or 0; metres_apart empty: unknown; places and categories may be empty. Asked for by `read_test`
 * only when all else is ready: no peeking. `half`: only rows whose column `half` says this; empty: all rows.
 * ctx->district says which words are telling and which categories are near to each other; NULL: words weigh
 * alike, and codes that begin with the same three characters are near. */
typedef struct TwinExam {
    Err (*read_test)(Ctx *ctx, void *from, Str *out);
    void *from; /* handed to read_test */
    Str half;
} TwinExam;

enum { TWIN_THRESHOLDS = 10, TWIN_COVERAGES = 4 };
extern const int twin_coverages[TWIN_COVERAGES]; /* 50, 80, 90, 100 per cent of the pairs, the most certain first */

typedef struct TwinAt {
    double threshold, precision, recall, f1;
} TwinAt;

typedef struct TwinExamResult {
    size_t n, twins; /* pairs, and how many of them are one matter */
    TwinAt at[TWIN_THRESHOLDS];
    TwinAt best;                        /* the threshold of the best F1 */
    double at_coverage[TWIN_COVERAGES]; /* accuracy (probability above or below one half) */
    double calibration_error;           /* as exam.h has it */
    double pairs_per_second;            /* on one thread, sketches included */
    Str *mistakes;                      /* the first few: line, truth, probability, both texts */
    size_t mistake_count;
} TwinExamResult;

/* INVALID, told with the line: what cannot be read as described above. Everything in ctx->arena. */
MUST_USE Err evaluate_twin(Ctx *ctx, const TwinExam *in, TwinExamResult *out);
/* As `gulou evaluate --task twin` prints it: lines, each with what it means. */
Str twin_exam_report(Arena *arena, const TwinExamResult *result);

#endif
