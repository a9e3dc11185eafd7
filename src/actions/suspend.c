/* 申请挂起, 申请延期, 请求协办: asked here, decided in decide.c; the state does not change until then. */
#include "actions/actions.h"

static Err ask(Act *act, const CaseRequest *request)
{
    CaseRequest *asked = NULL;
    TRY(act_require_note(act));
    TRY(act_ask(act, request, &asked));
    act_detail_i64(act, "request", asked->no);
    return act_end(act);
}

Err suspend(Tx *tx, const ActionInput *in)
{
    enum { LONGEST_DAYS = 180 };
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_SUSPEND, &act));
    if (in->until <= act->now || in->until > act->now + DAYS(LONGEST_DAYS))
        return fail_field(tx->ctx, "until", MSG_UNTIL_RANGE, STR("180"));
    act_detail_i64(act, "until", in->until);
    return ask(act, &(CaseRequest){.kind = REQUEST_SUSPEND, .until = in->until});
}

Err extend(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_EXTEND, &act));
    if (in->percent < 1 || in->percent > 200)
        return fail_field(tx->ctx, "percent", MSG_FIELD_RANGE, STR("percent"), STR("1"), STR("200"));
    CaseClock *handling = act_clock(act, CLOCK_T5);
    if (handling == NULL || handling->stopped_at != 0)
        return fail(tx->ctx, ERR_CONFLICT, MSG_NOTHING_TO_EXTEND);
    act_detail_i64(act, "percent", in->percent);
    return ask(act, &(CaseRequest){.kind = REQUEST_EXTEND, .percent = in->percent});
}

Err ask_co_unit(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    const Unit *unit = NULL;
    TRY(act_begin(tx, in, ACTION_ASK_CO_UNIT, &act));
    TRY(act_unit(act, in->unit, "unit", &unit));
    act_detail_str(act, "unit", unit->code);
    return ask(act, &(CaseRequest){.kind = REQUEST_CO_UNIT, .to_unit = unit->code});
}

Err wake(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_WAKE, &act));
    act_wake(act);
    act_text(act, "note", in->note);
    return act_end(act);
}

void act_wake(Act *act)
{
    act->file->c.wake_at = 0;
    for (size_t i = 0; i < act->file->clock_count; i++)
        clock_resume(&act->district->clocks, &act->file->clocks[i], act->now);
}

/* The consequence of a granted suspension: handling and call clocks stand still until the wake date. */
Err act_pause(Act *act, UnixMs until)
{
    TRY(act_consequence(act, ACTION_PAUSE));
    act->file->c.wake_at = until;
    for (size_t i = 0; i < act->file->clock_count; i++) {
        CaseClock *clock = &act->file->clocks[i];
        bool waits = clock->kind == CLOCK_T5 || clock->call != 0;
        if (waits)
            clock_pause(clock, act->now);
    }
    act_detail_i64(act, "until", until);
    return act_end(act);
}
