/* 申请办结: the handler or lead says it is done, with the four elements (when received, whom contacted, what measure,
 * what limit) and an after-photo where the category asks for one. Every other required call must be done or released.
 */
#include "actions/actions.h"

Err act_propose(Act *act)
{
    Case *c = &act->file->c;
    c->proposed_at = act->now;
    c->proposed_by = act->tx->ctx->actor->person;
    act_stop_clock(act, act_clock(act, CLOCK_T1));
    act_stop_clock(act, act_clock(act, CLOCK_T5));
    return act_clock_start(act, &(ClockStart){.kind = CLOCK_T9, .unit = c->owner});
}

static Str name_of(const Act *act, Str code)
{
    const Unit *unit = unit_find(&act->district->rights, code);
    return unit == NULL ? code : unit_name(unit, act->tx->ctx->lang);
}

static Err check_calls(Act *act)
{
    for (size_t i = 0; i < act->file->call_count; i++) {
        const Call *call = &act->file->calls[i];
        bool open = call_is_live((CallState)call->state) && call->state != CALL_DONE;
        if (call->required && !call->lead && open)
            return fail(act->tx->ctx, ERR_CONFLICT, MSG_CALL_NOT_DONE, name_of(act, call->callee));
    }
    return OK;
}

static Err check_elements(Act *act)
{
    const ActionInput *in = act->in;
    const struct {
        const char *field;
        Str text;
    } elements[] = {
        {"received", in->received}, {"contacted", in->contacted}, {"measure", in->measure}, {"limit", in->limit}};
    for (size_t i = 0; i < COUNT_OF(elements); i++) {
        if (str_empty(elements[i].text))
            return fail_field(act->tx->ctx, elements[i].field, MSG_ELEMENT_MISSING);
        act_text(act, elements[i].field, elements[i].text);
    }
    const Category *category = category_find(act->district, act->file->c.category);
    if (category != NULL && category->after_photo && in->photo_count == 0)
        return fail_field(act->tx->ctx, "photos", MSG_AFTER_PHOTO_MISSING);
    return OK;
}

/* The lead's own call is done with the whole. */
static void finish_lead(Act *act)
{
    for (size_t i = 0; i < act->file->call_count; i++) {
        Call *call = &act->file->calls[i];
        bool working = call->state == CALL_PRESENT || call->state == CALL_WORKING;
        if (call->lead && working) {
            call->state = CALL_DONE;
            call->done_at = act->now;
        }
    }
}

Err propose_done(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_PROPOSE_DONE, &act));
    TRY(check_calls(act));
    TRY(check_elements(act));
    act->file->c.by_answer = 0;
    act_take_photos(act, "after");
    finish_lead(act);
    TRY(act_propose(act));
    return act_end(act);
}
