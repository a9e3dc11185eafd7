/* 呼叫: a street or community summons units to the case, naming exactly one accountable lead among all live calls.
 * Calling more is the same action; 变更牵头 moves the lead. */
#include "actions/actions.h"

static size_t live_leads(const CaseFile *file)
{
    size_t count = 0;
    for (size_t i = 0; i < file->call_count; i++)
        count += file->calls[i].lead == 1 && call_is_live((CallState)file->calls[i].state);
    return count;
}

static Err issue_all(Act *act)
{
    for (size_t i = 0; i < act->in->unit_count; i++) {
        Call *call = NULL;
        TRY(act_issue_call(act, &act->in->units[i], &call));
        if (call->lead)
            act->file->c.handler_unit = call->callee;
        act_detail_str(act,
                       call->lead
                           ? "lead"
                           : str_z(act->tx->ctx->arena, str_printf(act->tx->ctx->arena, "co%lld", (long long)call->no)),
                       call->callee);
    }
    return OK;
}

Err call_unit(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_CALL, &act));
    if (in->unit_count == 0)
        return fail_field(tx->ctx, "units", MSG_FIELD_MISSING, STR("units"));
    bool fresh = act->file->c.state != act->before->c.state;
    if (fresh) { /* a new round: whoever was assigned before is relieved */
        act->file->c.handler_unit = STR("");
        act->file->c.handler_person = STR("");
    }
    TRY(issue_all(act));
    if (live_leads(act->file) != 1)
        return fail_field(tx->ctx, "units", MSG_ONE_LEAD);
    if (fresh && act_clock(act, CLOCK_T5) == NULL)
        TRY(act_accept(act));
    act_stop_clock(act, act_clock(act, CLOCK_T1));
    act_text(act, "note", in->note);
    return act_end(act);
}

Err change_lead(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_CHANGE_LEAD, &act));
    TRY(act_require_note(act));
    Call *next = case_call(act->file, in->call);
    if (next == NULL || !call_is_live((CallState)next->state) || next->lead)
        return fail_field(tx->ctx, "call", MSG_LEAD_NOT_LIVE);
    for (size_t i = 0; i < act->file->call_count; i++)
        act->file->calls[i].lead = 0;
    next->lead = 1;
    next->required = 1;
    act->file->c.handler_unit = next->callee;
    act->file->c.handler_person = next->person;
    act_detail_str(act, "lead", next->callee);
    TRY(act_end(act));
    return act_case_progress(act);
}
