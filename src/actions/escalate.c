/* 上报: the case goes to the district centre, which becomes its owner desk; its clocks go with it. */
#include "actions/actions.h"

void act_give_to_centre(Act *act)
{
    Case *c = &act->file->c;
    c->owner = act->district->centre;
    c->handler_unit = STR("");
    c->handler_person = STR("");
    for (size_t i = 0; i < act->file->clock_count; i++) {
        CaseClock *clock = &act->file->clocks[i];
        bool of_desk = clock->kind == CLOCK_T1 || clock->kind == CLOCK_T2 || clock->kind == CLOCK_T5;
        if (of_desk && clock->stopped_at == 0)
            clock->unit = c->owner;
    }
}

Err escalate(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_ESCALATE, &act));
    TRY(act_require_note(act));
    act_give_to_centre(act);
    return act_end(act);
}

/* By the system: a second overdue, a second upheld dispute, a second "not solved". */
Err act_force_escalate(Act *act, Str why)
{
    TRY(act_consequence(act, ACTION_FORCE_ESCALATE));
    if (act->file->c.wake_at != 0) /* out of a suspension: its clocks run on */
        act_wake(act);
    act_give_to_centre(act);
    act_detail_str(act, "why", why);
    return act_end(act);
}
