/* The demo's hotline: what operators took in the last weeks came by a telephone call, told as a telephone system tells
 * it; when the demo opens somebody was just missed, and somebody was promised a call. Samples of the weeks that have
 * ended wait for their marks. Nothing rings. */
#ifndef GULOU_DEMO_CALLS_H
#define GULOU_DEMO_CALLS_H

#include "demo/cast.h"

#define CALLS_TOLD DAYS(28)           /* before the demo opens */
#define DEMO_TELEPHONES "hotline-pbx" /* the partner whose calls they are */

/* Somebody with this number is answered now by ctx->actor, an operator, and has just told their matter. */
typedef struct DemoCaller {
    Str number;
    size_t nth; /* of the play's matters: names the call */
} DemoCaller;
MUST_USE Err calls_answer(Tx *tx, const DemoCaller *caller, Str *call);

/* Who only asked something in the day before ctx->now, and got their answer. */
MUST_USE Err calls_enquire(Tx *tx, const Cast *cast);

/* What is to be called back when the demo opens, at ctx->now. `promised`: a call; empty: none. */
typedef struct DemoBacks {
    const Actor *taker; /* an operator who reached somebody again */
    const Actor *promised_by;
    Str promised;
} DemoBacks;
MUST_USE Err calls_leave_backs(Tx *tx, const DemoBacks *in);

#endif
