/* 着手处置, 完成, 确认完成, 退回重做: the life of one call after its unit has arrived. */
#include "actions/actions.h"

Err start_work(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin_call(tx, in, ACTION_START_WORK, &act));
    act_text(act, "note", in->note);
    return act_end(act);
}

Err finish_call(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin_call(tx, in, ACTION_FINISH_CALL, &act));
    if (act->call->lead) /* the lead answers for the whole */
        return fail(tx->ctx, ERR_CONFLICT, MSG_LEAD_PROPOSES_DONE);
    act->call->done_at = act->now;
    act_text(act, "note", in->note);
    act_take_photos(act, "progress");
    return act_end(act);
}

Err confirm_call(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin_call(tx, in, ACTION_CONFIRM_CALL, &act));
    act->call->ended_at = act->now;
    act_text(act, "note", in->note);
    return act_end(act);
}

Err return_call(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin_call(tx, in, ACTION_RETURN_CALL, &act));
    TRY(act_require_note(act));
    act->call->returned++;
    act->call->done_at = 0;
    return act_end(act);
}
