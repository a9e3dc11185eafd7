/* 申诉, 裁定: a unit that says "not ours" must name the true owner (首派责任); the centre decides. The clock never
 * stops. U3: before check-in and within T6. U1 and U2: handle first, dispute later. When no owner can be named, the
 * fallback unit of the duty table has it. */
#include "actions/actions.h"
#include "store/event_mode_store.h"

static Err check_window(Act *act, const Call *was)
{
    Ctx *ctx = act->tx->ctx;
    bool arrived = was->present_at != 0;
    if (act->file->c.urgency != URGENCY_U3)
        return arrived ? OK : fail(ctx, ERR_CONFLICT, MSG_HANDLE_FIRST);
    if (arrived)
        return fail(ctx, ERR_CONFLICT, MSG_DISPUTE_AFTER_CHECK_IN);
    const CaseClock *window = act_call_clock(act, CLOCK_T6, was->no);
    if (window == NULL || window->stopped_at != 0 || act->now > window->due_at)
        return fail(ctx, ERR_GONE, MSG_DISPUTE_TOO_LATE);
    return OK;
}

Err dispute_call(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    CaseRequest *request = NULL;
    const Unit *owner = NULL;
    TRY(act_begin_call(tx, in, ACTION_DISPUTE, &act));
    const Call *was = case_call(act->before, in->call);
    TRY(check_window(act, was));
    TRY(act_require_note(act));
    TRY(act_unit(act, in->unit, "unit", &owner));
    if (str_eq(owner->code, act->call->callee))
        return fail_field(tx->ctx, "unit", MSG_DISPUTE_NAMES_ITSELF);
    act->call->before = was->state;
    act->call->true_owner = owner->code;
    act_stop_clock(act, act_call_clock(act, CLOCK_T3, act->call->no));
    TRY(act_ask(act, &(CaseRequest){.kind = REQUEST_DISPUTE, .call = act->call->no, .to_unit = owner->code}, &request));
    act_detail_str(act, "true_owner", owner->code);
    act_detail_i64(act, "request", request->no);
    return act_end(act);
}

static CaseRequest *pending_dispute(Act *act)
{
    for (size_t i = 0; i < act->file->request_count; i++) {
        CaseRequest *request = &act->file->requests[i];
        if (request->kind == REQUEST_DISPUTE && request->call == act->call->no && request->decided_at == 0)
            return request;
    }
    return NULL;
}

static Err call_successor(Act *act, Str unit)
{
    Call *next = NULL;
    if (str_empty(unit)) {
        Events events;
        TRY(events_now(act->tx, &events));
        DutyQuestion now = {.at = act->now, .events = &events};
        unit = duty_of_case(act->district, &act->file->c, &now).fallback;
    }
    const Unit *row = unit_find(&act->district->rights, unit);
    if (row == NULL || (row->kind != UNIT_DEPARTMENT && row->kind != UNIT_MUNICIPAL))
        return OK; /* the place's own street has it: no call, the case goes back to its desk */
    TRY(act_issue_call(act, &(CallTarget){.unit = unit, .lead = act->call->lead == 1, .required = true}, &next));
    if (next->lead)
        act->file->c.handler_unit = next->callee;
    return OK;
}

/* No lead is left: the desk must call or assign anew. */
static Err without_lead(Act *act)
{
    bool calling = act->file->c.state == CASE_CALLING || act->file->c.state == CASE_HANDLING;
    if (!calling || case_lead(act->file) != NULL)
        return OK;
    TRY(act_consequence(act, ACTION_VOID_CALLS));
    act->file->c.handler_unit = STR("");
    act->file->c.handler_person = STR("");
    act_end_calls(act, CALL_CANCELLED);
    return act_end(act);
}

static Err uphold(Act *act)
{
    act->call->ended_at = act->now;
    act->file->c.upheld++;
    for (size_t i = 0; i < act->file->clock_count; i++)
        if (act->file->clocks[i].call == act->call->no)
            clock_void(&act->file->clocks[i], act->now);
    if (act->call->lead) {
        act->file->c.handler_unit = STR("");
        act->file->c.handler_person = STR("");
    }
    return call_successor(act, act->in->unit);
}

Err arbitrate(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin_call(tx, in, ACTION_ARBITRATE, &act));
    TRY(act_require_note(act));
    CaseRequest *request = pending_dispute(act);
    if (request == NULL)
        return fail(tx->ctx, ERR_CONFLICT, MSG_REQUEST_UNKNOWN);
    request->decided_at = act->now;
    request->granted = in->upheld;
    request->decided_by = tx->ctx->actor->person;
    act_stop_clock(act, case_clock(act->file, CLOCK_T7, 0, request->no));
    act_detail_i64(act, "upheld", in->upheld);
    if (in->upheld)
        TRY(uphold(act));
    else
        act->call->state = act->call->before;
    TRY(act_end(act));
    if (act->file->c.upheld >= 2 && in->upheld && act->file->c.state != CASE_ESCALATED)
        return act_force_escalate(act, STR("two_disputes_upheld"));
    return without_lead(act);
}

static Err end_call(Act *act)
{
    bool was_lead = act->call->lead == 1;
    act->call->ended_at = act->now;
    for (size_t i = 0; i < act->file->clock_count; i++)
        if (act->file->clocks[i].call == act->call->no)
            clock_void(&act->file->clocks[i], act->now);
    act_text(act, "note", act->in->note);
    TRY(act_end(act));
    return was_lead ? without_lead(act) : OK;
}

Err cancel_call(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin_call(tx, in, ACTION_CANCEL_CALL, &act));
    return end_call(act);
}

Err release_call(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin_call(tx, in, ACTION_RELEASE_CALL, &act));
    return end_call(act);
}
