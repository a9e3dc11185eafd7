/* How fast? The category says; told danger makes it faster, never slower. */
#include "brain/parts.h"

enum { QUOTED_MAX = 3 };

static const DistrictPhrase *danger_of(const District *district, const PhraseHit *hit)
{
    for (size_t i = 0; i < district->danger_count; i++)
        if (str_eq(district->danger[i].text, hit->phrase->text))
            return &district->danger[i];
    return NULL;
}

/* 跳楼价 and 火灾隐患 are phrases of U3: they only sound like danger, and the words in them tell none. */
static bool only_sounds(const PhraseHits *hits, const PhraseHit *hit)
{
    Str harmless = str_of(urgency_code(URGENCY_U3));
    for (size_t i = 0; i < hits->len; i++)
        if (str_eq(hits->at[i].phrase->tag, harmless) && hits->at[i].from <= hit->from && hit->to <= hits->at[i].to)
            return true;
    return false;
}

static PhraseHits in_earnest(Ctx *ctx, PhraseHits hits)
{
    PhraseHits kept = {.at = ARENA_ARRAY(ctx->arena, PhraseHit, hits.len)};
    for (size_t i = 0; i < hits.len; i++)
        if (!only_sounds(&hits, &hits.at[i]))
            kept.at[kept.len++] = hits.at[i];
    return kept;
}

static size_t quote(const Report *report, const PhraseHits *hits, Str *out)
{
    size_t count = 0;
    for (size_t i = 0; i < hits->len && count < QUOTED_MAX; i++) {
        Str word = str_slice(report->text, hits->at[i].from, hits->at[i].to);
        bool again = hits->at[i].negated;
        for (size_t k = 0; k < count && !again; k++)
            again = str_eq(out[k], word);
        if (!again)
            out[count++] = word;
    }
    return count;
}

static void explain_danger(Ctx *ctx, const Report *report, PhraseHits hits, Decision *decision)
{
    Str words[QUOTED_MAX];
    size_t count = quote(report, &hits, words);
    for (size_t i = 0; i < count; i++)
        decision->dangers[decision->danger_count++] = words[i];
    if (count > 0)
        explain(ctx, decision, MSG_BRAIN_DANGER, both_quoted(ctx, words, count),
                both(urgency_text(decision->urgency, LANG_ZH), urgency_text(decision->urgency, LANG_EN)));
    else if (hits.len > 0)
        explain(ctx, decision, MSG_BRAIN_DANGER_DENIED, same(str_slice(report->text, hits.at[0].from, hits.at[0].to)));
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

bool judge_urgency(const Brain *brain, Ctx *ctx, const Report *report, const Matter *matter, Decision *decision)
{
    const Category *category = category_find(brain->district, decision->category);
    decision->urgency = decision->duty.urgency; /* the category's, or what the duty table raises it to */
    decision->difficulty = category != NULL ? category->difficulty : DIFFICULTY_ORDINARY;
    if (matter->best != NULL) {
        decision->guidance_zh = matter->best->guidance_zh;
        decision->guidance_en = matter->best->guidance_en;
    }
    const DistrictPhrase *worst = NULL;
    PhraseHits hits = in_earnest(ctx, matter->danger);
    for (size_t i = 0; i < hits.len; i++) {
        const DistrictPhrase *danger = hits.at[i].negated ? NULL : danger_of(brain->district, &hits.at[i]);
        if (danger != NULL && (worst == NULL || danger->urgency < worst->urgency))
            worst = danger;
    }
    if (worst != NULL && worst->urgency < decision->urgency)
        decision->urgency = worst->urgency;
    if (worst != NULL && !str_empty(worst->advice_zh)) {
        decision->guidance_zh = worst->advice_zh;
        decision->guidance_en = worst->advice_en;
    }
    explain_danger(ctx, report, hits, decision);
    if (several_units(brain, ctx, matter, decision) && decision->difficulty == DIFFICULTY_ORDINARY)
        decision->difficulty = DIFFICULTY_HARD;
    return worst != NULL;
}
