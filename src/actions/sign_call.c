/* 会签, 签收: a counter-signed call is issued; a signed one has been read by the unit it calls. */
#include "actions/actions.h"

Err countersign(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin_call(tx, in, ACTION_COUNTERSIGN, &act));
    TRY(act_call_issued(act, act->call));
    act_text(act, "note", in->note);
    return act_end(act);
}

Err sign_call(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin_call(tx, in, ACTION_SIGN, &act));
    act->call->signed_at = act->now;
    act->call->person = tx->ctx->actor->person;
    act_stop_clock(act, act_call_clock(act, CLOCK_T3, act->call->no));
    act_text(act, "note", in->note);
    return act_end(act);
}
