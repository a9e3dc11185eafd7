/* 申请转办: the owner desk says another desk owns this; that desk or the centre decides. T1 keeps running. */
#include "actions/actions.h"

static bool is_desk(const Unit *unit)
{
    return unit->kind == UNIT_SUBDISTRICT || unit->kind == UNIT_CENTRE;
}

Err transfer(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    const Unit *to = NULL;
    CaseRequest *request = NULL;
    TRY(act_begin(tx, in, ACTION_TRANSFER, &act));
    TRY(act_unit(act, in->unit, "unit", &to));
    if (!is_desk(to) || str_eq(to->code, act->file->c.owner))
        return fail_field(tx->ctx, "unit", MSG_TRANSFER_TO_DESK, unit_name(to, tx->ctx->lang));
    TRY(act_require_note(act));
    act_detail_str(act, "unit", to->code);
    if (act->relations & REL(CENTRE)) { /* the centre decides transfers: its own need nobody's leave */
        TRY(act_end(act));
        return act_hand_over(act, to->code);
    }
    TRY(act_ask(act, &(CaseRequest){.kind = REQUEST_TRANSFER, .to_unit = to->code}, &request));
    act_detail_i64(act, "request", request->no);
    return act_end(act);
}

/* The consequence of a granted transfer: another desk owns the case; what stood pending here is void. */
Err act_hand_over(Act *act, Str owner)
{
    TRY(act_consequence(act, ACTION_HAND_OVER));
    Case *c = &act->file->c;
    c->owner = owner;
    c->transfers++;
    for (size_t i = 0; i < act->file->clock_count; i++) {
        CaseClock *clock = &act->file->clocks[i];
        bool of_desk = clock->kind == CLOCK_T1 || clock->kind == CLOCK_T2 || clock->kind == CLOCK_T5;
        if (of_desk && clock->stopped_at == 0)
            clock->unit = owner;
    }
    act_detail_str(act, "unit", owner);
    return act_end(act);
}
