/* 先打电话: some matters are for 110, 119 or 120 and not for a desk, as data (stoppers.csv). A stopper holds for a
 * kind, for words of danger that the brain heard told (never for a word by itself: it may be denied), or for both at
 * once. */
#ifndef GULOU_DOMAIN_STOPPER_H
#define GULOU_DOMAIN_STOPPER_H

#include "domain/question.h"

typedef struct Stopper {
    Str code;
    Str about;                   /* a kind or a group; empty: any */
    Str signals;                 /* separated by ;, part of what was heard; empty: none is needed */
    const QuestionOption *calls; /* numbers to dial, and whose they are */
    size_t call_count;
    bool instead; /* the call comes before any report */
    Str zh, en;   /* what to do */
} Stopper;

enum { STOPPERS_SHOWN = 3 };

/* What was judged: the kind, and the words that told of danger. */
typedef struct MatterHeard {
    Str category;
    const Str *dangers;
    size_t danger_count;
} MatterHeard;

/* In the file's order, at most STOPPERS_SHOWN, none that only repeats another's advice; returns how many. */
size_t stoppers_for(const District *district, const MatterHeard *judged, const Stopper *out[STOPPERS_SHOWN]);

#endif
