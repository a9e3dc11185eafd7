/* 核实反馈: the verifier says what is there: found, not found, unclear. */
#include "actions/actions.h"

Err report_finding(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_REPORT_FINDING, &act));
    if (in->finding == FINDING_NONE)
        return fail_field(tx->ctx, "finding", MSG_FIELD_MISSING, STR("finding"));
    act->file->c.finding = in->finding;
    act_detail_str(act, "finding", str_of(finding_code(in->finding)));
    act_text(act, "note", in->note);
    act_take_photos(act, "finding");
    TRY(act_accept(act));
    return act_end(act);
}
