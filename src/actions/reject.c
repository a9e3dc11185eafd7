/* 不予受理: not a matter for the district; carries a code that says where to go instead. */
#include "actions/actions.h"
#include "actions/choose_way.h"
#include "actions/follow.h"

Err reject(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_REJECT, &act));
    const Rejection *why = rejection_find(act->district, in->code);
    if (why == NULL)
        return fail_field(tx->ctx, "code", MSG_REJECTION_UNKNOWN, in->code);
    Case *c = &act->file->c;
    c->reject_code = why->code;
    c->closed_at = act->now;
    if (c->responded_at == 0)
        c->responded_at = act->now;
    act_stop_clock(act, act_clock(act, CLOCK_T1));
    act_end_calls(act, CALL_CANCELLED);
    act_void_clocks(act);
    act_detail_str(act, "code", why->code);
    act_text(act, "note", in->note);
    TRY(act_tell_reporter(act, MSG_STEP_REJECTED));
    TRY(act_tell_followers(act, MSG_FOLLOWED_REJECTED));
    return act_end(act);
}

/* 申请复核: within appeal_days the reporter may ask the centre to look again. */
Err appeal(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_APPEAL, &act));
    TRY(act_require_note(act));
    Case *c = &act->file->c;
    int64_t days = act->district->limits.appeal_days;
    if (act->now > c->closed_at + DAYS(days))
        return fail(tx->ctx, ERR_GONE, MSG_APPEAL_TOO_LATE, str_printf(tx->ctx->arena, "%lld", (long long)days));
    c->closed_at = 0;
    c->reject_code = STR("");
    act_give_to_centre(act);
    TRY(act_clock_start(act, &(ClockStart){.kind = CLOCK_T7, .unit = c->owner}));
    return act_end(act);
}
