/* 更正分类地点: the desk corrects what the brain or the reporter took it for; limits follow, clocks keep their pauses.
 */
#include "actions/actions.h"
#include "actions/find_spot.h"
#include "store/publication_store.h"

static Str desk_of_place(const Act *act)
{
    Str desk = district_area_unit(act->district, act->file->c.subdistrict);
    return str_empty(desk) ? act->district->centre : desk;
}

static Err correct_category(Act *act)
{
    if (str_empty(act->in->category))
        return OK;
    const Category *category = category_find(act->district, act->in->category);
    if (category == NULL || !category->leaf)
        return fail_field(act->tx->ctx, "category", MSG_FIELD_CHOICE, STR("category"), act->in->category);
    Case *c = &act->file->c;
    c->category = category->code;
    if (category->confidential)
        c->owner = act->district->rights.supervision_unit;
    else if (c->confidential) /* it was no complaint about an official after all: to the desk of its place */
        c->owner = desk_of_place(act);
    c->confidential = category->confidential;
    if (!case_may_be_shown(act->district, c)) /* nor shown again unasked, should it become a public kind once more */
        c->published = 0;
    act_detail_str(act, "category", category->code);
    return OK;
}

static Err correct_words(Act *act)
{
    Case *c = &act->file->c;
    Urgency urgency = (Urgency)c->urgency;
    Difficulty difficulty = (Difficulty)c->difficulty;
    if (!str_empty(act->in->urgency) && !urgency_parse(act->in->urgency, &urgency))
        return fail_field(act->tx->ctx, "urgency", MSG_FIELD_CHOICE, STR("urgency"), act->in->urgency);
    if (!str_empty(act->in->difficulty) && !difficulty_parse(act->in->difficulty, &difficulty))
        return fail_field(act->tx->ctx, "difficulty", MSG_FIELD_CHOICE, STR("difficulty"), act->in->difficulty);
    if ((int64_t)urgency != c->urgency)
        act_detail_str(act, "urgency", str_of(urgency_code(urgency)));
    if ((int64_t)difficulty != c->difficulty)
        act_detail_str(act, "difficulty", str_of(difficulty_code(difficulty)));
    c->urgency = urgency;
    c->difficulty = difficulty;
    return OK;
}

static void correct_place(Act *act)
{
    const ActionInput *in = act->in;
    Case *c = &act->file->c;
    if (!in->place.given)
        return;
    c->lat_e7 = (int64_t)(in->place.lat * 1e7);
    c->lon_e7 = (int64_t)(in->place.lon * 1e7);
    c->accuracy_m = in->place.accuracy_m;
    c->place_source = STR("desk");
    c->subdistrict = in->subdistrict;
    c->community = in->community;
    c->grid = in->grid;
    act_detail_str(act, "community", in->community);
}

/* A running clock takes the limit that now holds; its start, pauses and extensions stay. */
static void refit_clocks(Act *act)
{
    const Case *c = &act->file->c;
    const Category *category = category_find(act->district, c->category);
    for (size_t i = 0; i < act->file->clock_count; i++) {
        CaseClock *clock = &act->file->clocks[i];
        if (clock->stopped_at != 0)
            continue;
        Str limit = clock->kind == CLOCK_T5 && category != NULL
                        ? category->limit
                        : clock_limit(&act->district->clocks, (ClockKind)clock->kind, (Urgency)c->urgency,
                                      (Difficulty)c->difficulty);
        if (!str_empty(limit) && !str_eq(limit, clock->limit))
            clock_change_limit(&act->district->clocks, clock, limit);
    }
}

Err correct(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_CORRECT, &act));
    TRY(correct_category(act));
    TRY(correct_words(act));
    correct_place(act);
    refit_clocks(act);
    TRY(find_spot(act));
    act_text(act, "place", in->place_text);
    act_text(act, "note", in->note);
    return act_end(act);
}
