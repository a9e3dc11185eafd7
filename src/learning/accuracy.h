/* 准确率与覆盖率: how often the brain was right, week by week and kind by kind, and which mistake costs most. A
 * decision counts as known only where a person said so by handling the case (actions/lesson.c); matters that only
 * supervision may see are in no figure. */
#ifndef GULOU_LEARNING_ACCURACY_H
#define GULOU_LEARNING_ACCURACY_H

#include "domain/district.h"
#include "store/decision_store.h"

typedef struct AccuracyCount {
    int64_t decisions, sure; /* made; of them sure of the kind: sure / decisions is the coverage */
    int64_t known;           /* a person said what it was */
    int64_t sure_known, sure_right;
    int64_t guess_known, guess_right;       /* where it was not sure: was its best guess right? */
    int64_t dispatches, dispatched;         /* of all, so many sent to a desk by itself: the coverage of dispatch */
    int64_t dispatch_known, dispatch_right; /* 准确分派: neither transferred nor disputed with success */
} AccuracyCount;

typedef struct WeekAccuracy {
    int64_t week; /* decision_week_start */
    AccuracyCount count;
} WeekAccuracy;

typedef struct CategoryAccuracy {
    Str category; /* what it was in truth */
    AccuracyCount count;
    bool may_rank; /* known >= the district's rank_least */
} CategoryAccuracy;

enum { ACCURACY_WEEKS_MOST = 53 };

typedef struct Accuracy {
    UnixMs from;
    WeekAccuracy weeks[ACCURACY_WEEKS_MOST]; /* oldest first; every week, also an empty one */
    size_t week_count;
    AccuracyCount total;
    CategoryAccuracy *categories; /* those that may be ranked first, the least accurate first; then by n */
    size_t category_count;
    ConfusedList categories_confused, owners_confused; /* a case that was both counts in both */
} Accuracy;

typedef struct AccuracySpan {
    const District *district;
    int64_t weeks; /* this one and those before it */
} AccuracySpan;

MUST_USE Err accuracy_load(Tx *tx, const AccuracySpan *span, Accuracy *out);

#endif
