/* 撤回: the reporter takes it back, only before anybody has checked in. */
#include "actions/actions.h"

Err withdraw(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_WITHDRAW, &act));
    for (size_t i = 0; i < act->file->call_count; i++)
        if (act->file->calls[i].present_at != 0)
            return fail(tx->ctx, ERR_CONFLICT, MSG_WITHDRAW_TOO_LATE);
    act->file->c.closed_at = act->now;
    act_end_calls(act, CALL_CANCELLED);
    act_void_clocks(act);
    act_text(act, "note", in->note);
    return act_end(act);
}
