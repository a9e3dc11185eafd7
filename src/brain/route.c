/* Whose desk? The place alone decides between the sub-centres: a kind that is unsure costs the desk a click, a wrong
 * street costs the resident a day. Matters of officials' conduct never go to a street; what nobody can place
 * goes to the centre's queue, with its suggestions. */
#include "brain/parts.h"

typedef struct Road {
    const Brain *brain;
    Ctx *ctx;
    Decision *decision;
} Road;

static void to_centre(const Road *r, MsgId why)
{
    r->decision->owner = r->brain->district->centre;
    r->decision->confident = why == MSG_BRAIN_TO_CENTRE_KIND;
    explain(r->ctx, r->decision, why, both_unit(r->brain, r->decision->owner));
}

/* Advertising, tests and abuse. Anger has its reasons: one such word around a matter or a place that can be made out
 * is no spam, and danger never is. */
static bool is_spam(const Road *r, const Report *report, const Grounds *grounds)
{
    PhraseHits hits = phrases_find_folded(r->brain->spam, r->ctx->arena, &grounds->matter->text);
    Str words[QUOTED_MAX];
    size_t count = 0, told = 0;
    for (size_t i = 0; i < hits.len; i++) {
        told += !hits.at[i].negated;
        if (!hits.at[i].negated && count < QUOTED_MAX)
            words[count++] = str_slice(report->text, hits.at[i].from, hits.at[i].to);
    }
    bool sure = grounds->matter->sure && grounds->where->sure;
    bool something = grounds->matter->best != NULL || !grounds->where->nothing;
    if (told == 0 || grounds->danger || sure || (told == 1 && something))
        return false;
    explain(r->ctx, r->decision, MSG_BRAIN_SPAM, both_quoted(r->ctx, words, count));
    return true;
}

static void to_supervision(const Road *r)
{
    Str unit = r->brain->district->rights.supervision_unit;
    r->decision->confidential = true;
    r->decision->confident = !str_empty(unit);
    r->decision->owner = str_empty(unit) ? r->brain->district->centre : unit;
    explain(r->ctx, r->decision, MSG_BRAIN_CONFIDENTIAL, both_unit(r->brain, r->decision->owner));
}

static void to_centre_as_hard(const Road *r)
{
    r->decision->owner = r->brain->district->centre;
    r->decision->confident = false;
    explain(r->ctx, r->decision, MSG_PHONE_HARD, same(STR("")));
}

static bool served_anywhere(const Road *r, const Matter *matter)
{
    return matter->sure && matter->best != NULL && str_eq(r->decision->duty.fallback, r->brain->district->centre);
}

void route(const Brain *brain, Ctx *ctx, const Report *report, const Grounds *grounds, Decision *decision)
{
    const Road r = {brain, ctx, decision};
    const Matter *matter = grounds->matter;
    Str desk = district_area_unit(brain->district, decision->subdistrict);
    bool something_to_see = matter->readable || report->photo_count > 0 || matter->chosen;
    decision->spam = is_spam(&r, report, grounds);
    bool plain = !decision->spam && !matter->maybe_confidential;
    if (matter->best != NULL && matter->best->confidential && !decision->spam) {
        to_supervision(&r);
    } else if (report->hard && !matter->maybe_confidential) {
        to_centre_as_hard(&r);
    } else if (plain && grounds->where->sure && something_to_see && !str_empty(desk)) {
        decision->owner = desk;
        decision->confident = true;
        explain(ctx, decision, MSG_BRAIN_TO_DESK, both_unit(brain, desk));
    } else if (plain && grounds->where->nothing && served_anywhere(&r, matter)) {
        to_centre(&r, MSG_BRAIN_TO_CENTRE_KIND);
    } else {
        to_centre(&r, MSG_BRAIN_TO_CENTRE_QUEUE);
    }
}
