/* The two halves of verify.h: the cases, and the log. A run is one jurisdiction's check under way. */
#ifndef GULOU_INSIGHT_VERIFY_PARTS_H
#define GULOU_INSIGHT_VERIFY_PARTS_H

#include "insight/verify.h"

typedef struct VerifyRun {
    const Verify *in;
    VerifyReport *report;
    Str jurisdiction;
    int64_t done, all; /* cases and leaves, for the progress */
} VerifyRun;

void verify_fault(VerifyRun *run, const VerifyFault *fault); /* its jurisdiction is the run's */
void verify_step(VerifyRun *run, int64_t steps);

/* One case, within a read transaction; memory from tx->ctx->arena. */
MUST_USE Err verify_case(Tx *tx, VerifyRun *run, Str number);
MUST_USE Err verify_log(Ctx *ctx, VerifyRun *run);

#endif
