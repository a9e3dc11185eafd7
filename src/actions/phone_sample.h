/* 通话质检: of each call-taker's answered calls of a week some are drawn to be scored. The draw is by the server's key:
 * the same whenever it is looked at, and nobody without the key can tell beforehand which call it will be. */
#ifndef GULOU_ACTIONS_PHONE_SAMPLE_H
#define GULOU_ACTIONS_PHONE_SAMPLE_H

#include "base/hash.h"
#include "store/phone_store.h"

/* [D] of a hundred calls, and at least one of whoever took any */
enum { SAMPLE_PERCENT = 3, SAMPLE_MOST = 2000 };

typedef struct SampleWeek {
    Str week; /* "2026-W47", ISO 8601 */
    const Hash *key;
} SampleWeek;
typedef struct Sample {
    Str person, call;
} Sample;
typedef struct Samples {
    Sample at[SAMPLE_MOST]; /* by person, then as drawn */
    size_t len;
} Samples;

/* INVALID (field week): no week, or one that has not ended. */
MUST_USE Err sample_span(Ctx *ctx, Str week, PhoneSpan *out);
MUST_USE Err draw_samples(Tx *tx, const SampleWeek *in, Samples *out);

typedef struct ScoreCall {
    SampleWeek drawn; /* of which week */
    PhoneScore score; /* call, the five marks, note */
} ScoreCall;
/* By a supervisor; CONFLICT: not drawn that week, or scored already. */
MUST_USE Err score_phone_call(Tx *tx, const ScoreCall *in);

#endif
