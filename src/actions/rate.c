/* 评价: the resident says whether it is solved, and how satisfied. "Not solved" goes back to work the first time and to
 * the centre the second; 重办 reopens a closed case within its window. */
#include "actions/actions.h"

/* Back to those who handled it; where nobody can be found for it any more, to the desk. */
static Err work_again(Act *act)
{
    Case *c = &act->file->c;
    c->resolved_at = 0;
    c->closed_at = 0;
    act_void_clocks(act);
    for (size_t i = 0; i < act->file->call_count; i++) {
        Call *call = &act->file->calls[i];
        if (call->lead && call->state == CALL_CONFIRMED) {
            call->state = CALL_WORKING;
            call->ended_at = 0;
            call->returned++;
        }
    }
    return act_clock_start(act, &(ClockStart){.kind = CLOCK_T5, .unit = c->owner});
}

static Err rated_solved(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_RATE, &act));
    Case *c = &act->file->c;
    c->solved = 1;
    c->satisfied = in->satisfied;
    c->closed_at = act->now;
    act_stop_clock(act, act_clock(act, CLOCK_T10));
    TRY(act_clock_start(act, &(ClockStart){.kind = CLOCK_T11, .unit = c->owner}));
    act_detail_i64(act, "satisfied", in->satisfied);
    act_text(act, "note", in->note);
    return act_end(act);
}

static Err rated_not_solved(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_REOPEN, &act));
    Case *c = &act->file->c;
    c->solved = 2;
    c->satisfied = in->satisfied;
    c->unsolved++;
    TRY(work_again(act));
    act_detail_i64(act, "satisfied", in->satisfied);
    act_detail_i64(act, "unsolved", c->unsolved);
    act_text(act, "note", in->note);
    TRY(act_end(act));
    if (c->unsolved >= 2)
        return act_force_escalate(act, STR("not_solved_twice"));
    if (c->by_answer || str_empty(c->handler_unit)) {
        TRY(act_consequence(act, ACTION_RETURN_ANSWER));
        return act_end(act);
    }
    return OK;
}

Err rate(Tx *tx, const ActionInput *in)
{
    if (in->satisfied < 1 || in->satisfied > 5)
        return fail_field(tx->ctx, "satisfied", MSG_FIELD_RANGE, STR("satisfied"), STR("1"), STR("5"));
    return in->solved ? rated_solved(tx, in) : rated_not_solved(tx, in);
}

Err reopen(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_REOPEN, &act));
    TRY(act_require_note(act));
    if (act->before->c.state == CASE_RESOLVED) /* while the rating is open, "not solved" is said by rating */
        return fail(tx->ctx, ERR_CONFLICT, MSG_RATE_INSTEAD);
    CaseClock *window = act_clock(act, CLOCK_T11);
    if (window == NULL || window->stopped_at != 0 || act->now > window->due_at)
        return fail(tx->ctx, ERR_GONE, MSG_REOPEN_TOO_LATE);
    act_stop_clock(act, window);
    Case *c = &act->file->c;
    c->reopened++;
    c->closed_at = 0;
    c->resolved_at = 0;
    c->handler_unit = STR("");
    c->handler_person = STR("");
    TRY(act_accept(act));
    return act_end(act);
}
