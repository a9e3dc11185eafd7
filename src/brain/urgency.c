/* How fast? The category says; told danger makes it faster, never slower. */
#include "brain/parts.h"

static void explain_danger(Ctx *ctx, const Danger *danger, Decision *decision)
{
    for (size_t i = 0; i < danger->word_count; i++)
        decision->dangers[decision->danger_count++] = danger->words[i];
    if (danger->word_count > 0)
        explain(ctx, decision, MSG_BRAIN_DANGER, both_quoted(ctx, danger->words, danger->word_count),
                both(urgency_text(decision->urgency, LANG_ZH), urgency_text(decision->urgency, LANG_EN)));
    else if (!str_empty(danger->denied))
        explain(ctx, decision, MSG_BRAIN_DANGER_DENIED, same(danger->denied));
}

/* Two likely kinds of different leads, nearly as likely: nobody knows yet whose it is. */
static bool several_units(const Brain *brain, Ctx *ctx, const Matter *matter, Decision *decision)
{
    if (matter->sure || decision->category_count < 2 || decision->categories[1].score < 0.25 ||
        decision->categories[0].score > 2.0 * decision->categories[1].score)
        return false;
    const Category *one = category_find(brain->district, decision->categories[0].code);
    const Category *two = category_find(brain->district, decision->categories[1].code);
    if (one == NULL || two == NULL || str_eq(one->lead, two->lead))
        return false;
    explain(ctx, decision, MSG_BRAIN_SEVERAL_UNITS, both_unit(brain, one->lead), both_unit(brain, two->lead));
    return true;
}

bool judge_urgency(const Brain *brain, Ctx *ctx, const Matter *matter, Decision *decision)
{
    const Category *category = category_find(brain->district, decision->category);
    decision->urgency = decision->duty.urgency; /* the category's, or what the duty table raises it to */
    decision->difficulty = category != NULL ? category->difficulty : DIFFICULTY_ORDINARY;
    if (matter->best != NULL) {
        decision->guidance_zh = matter->best->guidance_zh;
        decision->guidance_en = matter->best->guidance_en;
    }
    Danger danger = danger_told(brain, ctx->arena, matter);
    if (danger.told && danger.urgency < decision->urgency)
        decision->urgency = danger.urgency;
    if (danger.told && !str_empty(danger.advice_zh)) {
        decision->guidance_zh = danger.advice_zh;
        decision->guidance_en = danger.advice_en;
    }
    explain_danger(ctx, &danger, decision);
    if (several_units(brain, ctx, matter, decision) && decision->difficulty == DIFFICULTY_ORDINARY)
        decision->difficulty = DIFFICULTY_HARD;
    return danger.told;
}
