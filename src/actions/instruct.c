/* 批示退回: the centre gives an escalated case back to a sub-centre with an instruction. */
#include "actions/actions.h"

Err instruct(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    const Unit *to = NULL;
    TRY(act_begin(tx, in, ACTION_INSTRUCT, &act));
    TRY(act_unit(act, in->unit, "unit", &to));
    if (to->kind != UNIT_SUBDISTRICT)
        return fail_field(tx->ctx, "unit", MSG_INSTRUCT_SUBDISTRICT, unit_name(to, tx->ctx->lang));
    TRY(act_require_note(act));
    act->file->c.owner = to->code;
    act_detail_str(act, "unit", to->code);
    TRY(act_accept(act));
    return act_end(act);
}
