/* 审批: a pending transfer, suspension, extension, co-unit or remote check-in is granted or refused, never by the
 * asker. */
#include "actions/actions.h"

static void extend_handling(Act *act, int64_t percent)
{
    clock_extend(&act->district->clocks, act_clock(act, CLOCK_T5), percent);
    act->file->c.extended += percent;
}

/* What a granted request does within the decision's own event. */
static Err grant_now(Act *act, const CaseRequest *request)
{
    Call *call = NULL;
    if (request->kind == REQUEST_EXTEND)
        extend_handling(act, request->percent);
    if (request->kind == REQUEST_CO_UNIT)
        return act_issue_call(act, &(CallTarget){.unit = request->to_unit, .required = true}, &call);
    return OK;
}

/* And what follows as the system's event. */
static Err grant_after(Act *act, const CaseRequest *request)
{
    switch ((RequestKind)request->kind) {
    case REQUEST_TRANSFER:
        return act_hand_over(act, request->to_unit);
    case REQUEST_SUSPEND:
        return act_pause(act, request->until);
    case REQUEST_REMOTE:
        return act_admit_remote(act, request->call);
    default:
        return OK;
    }
}

/* A refused remote check-in: the clock that waited runs on as if nothing had been shown. */
static void refuse(Act *act, const CaseRequest *request)
{
    if (request->kind == REQUEST_REMOTE)
        clock_resume(&act->district->clocks, act_call_clock(act, CLOCK_T4, request->call), act->now);
}

Err decide(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_DECIDE, &act));
    CaseRequest *request = case_request(act->file, in->request);
    if (request == NULL || request->decided_at != 0 || request->kind == REQUEST_DISPUTE ||
        request->kind == REQUEST_APPEAL)
        return fail_field(tx->ctx, "request", MSG_REQUEST_UNKNOWN);
    if (!may_decide(&act->district->rights, tx->ctx->actor, act->before, request))
        return fail(tx->ctx, ERR_FORBIDDEN, MSG_ACTION_NOT_YOURS, action_text(ACTION_DECIDE, tx->ctx->lang));
    if (!in->granted)
        TRY(act_require_note(act));
    else
        act_text(act, "note", in->note);
    request->decided_at = act->now;
    request->granted = in->granted;
    request->decided_by = tx->ctx->actor->person;
    act_stop_clock(act, case_clock(act->file, CLOCK_T7, 0, request->no));
    act_detail_i64(act, "request", request->no);
    act_detail_i64(act, "granted", in->granted);
    if (in->granted)
        TRY(grant_now(act, request));
    else
        refuse(act, request);
    CaseRequest decided = *request;
    TRY(act_end(act));
    return in->granted ? grant_after(act, &decided) : OK;
}
