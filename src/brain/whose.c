/* Whose matter is it? The duty table answers for this kind, this place, this hour and the event mode that holds; with
 * the limits that follow. What the other likely kinds would mean is told too, so that a person can choose. */
#include "brain/parts.h"

static Duty duty_for(const Brain *brain, Ctx *ctx, const Decision *d, Str category)
{
    return duty_find(brain->district, &(DutyQuestion){.category = category_find(brain->district, category),
                                                      .subdistrict = d->subdistrict,
                                                      .community = d->community,
                                                      .grid = d->grid,
                                                      .at = ctx->now,
                                                      .events = &d->events});
}

static void set_deadlines(const Brain *brain, Ctx *ctx, Decision *d)
{
    const District *district = brain->district;
    const Category *category = category_find(district, d->category);
    Str respond = clock_limit(&district->clocks, CLOCK_T1, d->duty.urgency, DIFFICULTY_ORDINARY);
    d->limit = category != NULL ? category->limit : STR("");
    d->respond_by = str_empty(respond) ? 0 : limit_due(&district->calendar, respond, ctx->now);
    d->handle_by = str_empty(d->limit) ? 0 : limit_due(&district->calendar, d->limit, ctx->now);
}

static void weigh_alternatives(const Brain *brain, Ctx *ctx, Decision *d)
{
    for (size_t i = 0; i < d->category_count; i++) {
        CategoryGuess *guess = &d->categories[i];
        Duty duty = duty_for(brain, ctx, d, guess->code);
        const Category *category = category_find(brain->district, guess->code);
        guess->lead = duty.lead;
        guess->urgency = duty.urgency;
        guess->limit = category != NULL ? category->limit : STR("");
    }
}

void name_duty(const Brain *brain, Ctx *ctx, const Report *report, const Matter *matter, Decision *decision)
{
    decision->events = report->events != NULL ? *report->events : (Events){0};
    decision->duty = duty_for(brain, ctx, decision, decision->category);
    decision->kind_sureness = matter->sure ? SURENESS_SURE : matter->best != NULL ? SURENESS_LIKELY : SURENESS_UNSURE;
    set_deadlines(brain, ctx, decision);
    weigh_alternatives(brain, ctx, decision);
}

static void explain_events(const Brain *brain, Ctx *ctx, Decision *d)
{
    for (size_t i = 0; i < d->events.len; i++) {
        const DistrictEvent *event = event_find(brain->district, d->events.at[i]);
        if (event != NULL)
            explain(ctx, d, MSG_BRAIN_EVENT, both(event->name_zh, event->name_en));
    }
}

void explain_duty(const Brain *brain, Ctx *ctx, const Matter *matter, Decision *d)
{
    explain_events(brain, ctx, d);
    if (d->confidential || d->spam || matter->best == NULL || str_empty(d->duty.lead))
        return;
    Both lead = both_unit(brain, d->duty.lead);
    const DutyRule *rule = d->duty.rule;
    if (rule == NULL) {
        explain(ctx, d, MSG_BRAIN_DUTY_PLAIN, lead);
        return;
    }
    explain(ctx, d, MSG_BRAIN_DUTY, lead, same(rule->rule), both(rule->note_zh, rule->note_en));
    if (d->duty.urgency < matter->best->urgency)
        explain(ctx, d, MSG_BRAIN_DUTY_RAISED, same(rule->rule),
                both(urgency_text(d->duty.urgency, LANG_ZH), urgency_text(d->duty.urgency, LANG_EN)));
}
