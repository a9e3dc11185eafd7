/* 请求核实: the owner desk asks somebody near to look before it decides. It counts as a response. */
#include "actions/actions.h"

Err ask_verify(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    const Unit *unit = NULL;
    TRY(act_begin(tx, in, ACTION_ASK_VERIFY, &act));
    TRY(act_assignee(act, &unit));
    Case *c = &act->file->c;
    c->verifier_unit = unit->code;
    c->verifier_person = in->person;
    c->responded_at = act->now;
    act_stop_clock(act, act_clock(act, CLOCK_T1));
    act_detail_str(act, "unit", unit->code);
    act_text(act, "note", in->note);
    return act_end(act);
}
