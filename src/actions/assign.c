/* 派遣: the desk gives the case to a community, a grid or one of its people; 改派 changes to whom. */
#include "actions/actions.h"

static bool works_below(const Rights *rights, const Person *person, Str unit)
{
    for (size_t i = 0; i < person->grant_count; i++)
        if (unit_is_below(rights, person->grants[i].unit, unit))
            return true;
    return false;
}

Err act_assignee(Act *act, const Unit **out)
{
    const Unit *unit = NULL;
    const Rights *rights = &act->district->rights;
    TRY(act_unit(act, act->in->unit, "unit", &unit));
    bool centre = str_eq(act->file->c.owner, act->district->centre);
    bool territorial = unit->kind == UNIT_COMMUNITY || unit->kind == UNIT_GRID || unit->kind == UNIT_SUBDISTRICT;
    if (!territorial || (!centre && !unit_is_below(rights, unit->code, act->file->c.owner)))
        return fail_field(act->tx->ctx, "unit", MSG_ASSIGN_BELOW, unit_name(unit, act->tx->ctx->lang));
    if (!str_empty(act->in->person)) {
        Person person;
        TRY(person_load(act->tx, act->in->person, &person));
        if (!person.active || !works_below(rights, &person, unit->code))
            return fail_field(act->tx->ctx, "person", MSG_PERSON_NOT_THERE, unit_name(unit, act->tx->ctx->lang));
    }
    *out = unit;
    return OK;
}

static Err give(Act *act)
{
    const Unit *unit = NULL;
    TRY(act_assignee(act, &unit));
    Case *c = &act->file->c;
    c->handler_unit = unit->code;
    c->handler_person = act->in->person;
    act_detail_str(act, "unit", unit->code);
    act_text(act, "note", act->in->note);
    return OK;
}

Err assign(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_ASSIGN, &act));
    TRY(give(act));
    TRY(act_accept(act)); /* an escalated case is answered by assigning it */
    return act_end(act);
}

Err reassign(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_REASSIGN, &act));
    TRY(give(act));
    return act_end(act);
}
