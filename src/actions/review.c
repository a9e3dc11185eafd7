/* 核查: the owner desk passes or sends back; never the person who handled it or answered. */
#include "actions/actions.h"
#include "actions/follow.h"

static Err not_the_handler(Act *act)
{
    Str me = act->tx->ctx->actor->person;
    const Case *c = &act->file->c;
    bool handled = str_eq(me, c->proposed_by) || (!c->by_answer && str_eq(me, c->handler_person));
    return handled ? fail(act->tx->ctx, ERR_FORBIDDEN, MSG_REVIEW_OWN_WORK) : OK;
}

/* What was called and is done counts as confirmed by the review; what is still live is released. */
static void settle_calls(Act *act)
{
    for (size_t i = 0; i < act->file->call_count; i++)
        if (act->file->calls[i].state == CALL_DONE) {
            act->file->calls[i].state = CALL_CONFIRMED;
            act->file->calls[i].ended_at = act->now;
        }
    act_end_calls(act, CALL_CANCELLED);
}

Err pass(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_PASS, &act));
    TRY(not_the_handler(act));
    Case *c = &act->file->c;
    c->resolved_at = act->now;
    act_stop_clock(act, act_clock(act, CLOCK_T9));
    settle_calls(act);
    for (size_t i = 0; i < act->file->clock_count; i++)
        clock_void(&act->file->clocks[i], act->now);
    TRY(act_clock_start(act, &(ClockStart){.kind = CLOCK_T10, .unit = c->owner}));
    act_text(act, "note", in->note);
    TRY(act_invite_rating(act));
    TRY(act_tell_followers(act, MSG_FOLLOWED_RESOLVED));
    return act_end(act);
}

Err send_back(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_SEND_BACK, &act));
    TRY(not_the_handler(act));
    TRY(act_require_note(act));
    act->file->c.rework++;
    act_stop_clock(act, act_clock(act, CLOCK_T9));
    clock_run_on(&act->district->clocks, act_clock(act, CLOCK_T5), act->now); /* the time under review is a pause */
    for (size_t i = 0; i < act->file->call_count; i++)
        if (act->file->calls[i].lead && act->file->calls[i].state == CALL_DONE) {
            act->file->calls[i].state = CALL_WORKING;
            act->file->calls[i].returned++;
        }
    TRY(act_end(act));
    if (!act->file->c.by_answer)
        return OK;
    TRY(act_consequence(act, ACTION_RETURN_ANSWER));
    return act_end(act);
}
