/* 响应: the owner desk takes the case in hand. T1 stops, the reporter is to be contacted (T2), handling time (T5)
 * begins. */
#include "actions/actions.h"
#include "actions/choose_way.h"

/* T5 starts with the first acceptance and again after a reopening; while it runs it is left alone. */
Err act_accept(Act *act)
{
    Case *c = &act->file->c;
    if (c->responded_at == 0)
        c->responded_at = act->now;
    c->accepted_at = act->now;
    act_stop_clock(act, act_clock(act, CLOCK_T1));
    CaseClock *handling = act_clock(act, CLOCK_T5);
    if (handling == NULL || handling->stopped_at != 0)
        TRY(act_clock_start(act, &(ClockStart){.kind = CLOCK_T5, .unit = c->owner}));
    if (c->anonymous || act_clock(act, CLOCK_T2) != NULL)
        return OK;
    return act_clock_start(act, &(ClockStart){.kind = CLOCK_T2, .unit = c->owner});
}

Err respond(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_RESPOND, &act));
    act_text(act, "note", in->note);
    TRY(act_accept(act));
    TRY(act_tell_reporter(act, MSG_STEP_RESPONDED));
    return act_end(act);
}
