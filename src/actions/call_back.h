/* 回拨: who was missed, or was promised it, is called back; whoever does it takes it first, says how it went, and sees
 * the number by a logged look. Operators only. */
#ifndef GULOU_ACTIONS_CALL_BACK_H
#define GULOU_ACTIONS_CALL_BACK_H

#include "store/phone_store.h"

typedef struct PromiseCallBack {
    Str call, note;
    UnixMs due_at; /* within thirty days */
} PromiseCallBack;
/* By somebody who was in the call; once a call. */
MUST_USE Err promise_call_back(Tx *tx, const PromiseCallBack *in);

MUST_USE Err take_call_back(Tx *tx, Str id); /* CONFLICT: somebody else has it, or it is settled */

typedef struct SettleCallBack {
    Str id, result, note; /* result: "reached", "no_answer", "busy", "wrong_number", "refused" */
    bool give_up;         /* after no_answer or busy: nobody tries again */
} SettleCallBack;
/* reached, wrong_number and refused settle it; after the others it is open again for anybody, unless given up. */
MUST_USE Err settle_call_back(Tx *tx, const SettleCallBack *in);

#endif
