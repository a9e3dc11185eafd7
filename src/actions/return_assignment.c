/* 退回: the handler or the lead gives the case back to the desk, with a reason. */
#include "actions/actions.h"

Err return_assignment(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_RETURN_ASSIGNMENT, &act));
    TRY(act_require_note(act));
    Case *c = &act->file->c;
    c->handler_unit = STR("");
    c->handler_person = STR("");
    act_end_calls(act, CALL_CANCELLED);
    return act_end(act);
}
