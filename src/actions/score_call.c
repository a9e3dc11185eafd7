/* Caller scores callee on timeliness, attendance and result; callee scores the quality of the call. Once each. */
#include "actions/actions.h"

static bool in_range(int64_t score)
{
    return score >= 1 && score <= 5;
}

Err score_callee(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin_call(tx, in, ACTION_SCORE_CALLEE, &act));
    if (!in_range(in->score_timely) || !in_range(in->score_attend) || !in_range(in->score_result))
        return fail_field(tx->ctx, "scores", MSG_FIELD_RANGE, STR("scores"), STR("1"), STR("5"));
    if (act->call->score_timely != 0)
        return fail(tx->ctx, ERR_CONFLICT, MSG_SCORED_ALREADY);
    bool low = in->score_timely <= 2 || in->score_attend <= 2 || in->score_result <= 2;
    if (low)
        TRY(act_require_note(act));
    else
        act_text(act, "note", in->note);
    act->call->score_timely = in->score_timely;
    act->call->score_attend = in->score_attend;
    act->call->score_result = in->score_result;
    return act_end(act);
}

Err score_caller(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin_call(tx, in, ACTION_SCORE_CALLER, &act));
    if (!in_range(in->score))
        return fail_field(tx->ctx, "score", MSG_FIELD_RANGE, STR("score"), STR("1"), STR("5"));
    if (act->call->score_call != 0)
        return fail(tx->ctx, ERR_CONFLICT, MSG_SCORED_ALREADY);
    act->call->score_call = in->score;
    act_text(act, "note", in->note);
    return act_end(act);
}
