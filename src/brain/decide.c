/* One decision from start to end: where, what, how fast, whose; each step leaves its reason. */
#include "base/utf8.h"
#include "brain/parts.h"
#include "text/fold.h"

static Str readable(Arena *arena, Str text)
{
    return utf8_valid(text) ? text : text_fold_plain(arena, text);
}

const char *sureness_code(Sureness sureness)
{
    static const char *const codes[] = {"unsure", "likely", "sure"};
    return codes[sureness];
}

Report report_clean(Arena *arena, const Report *report)
{
    Report clean = *report;
    clean.text = readable(arena, report->text);
    clean.place_text = readable(arena, report->place_text);
    return clean;
}

void brain_decide(const Brain *all, Ctx *ctx, const Report *report, Decision *out)
{
    Whereabouts where;
    Matter matter;
    Thinking thinking = thinking_begin(all, ctx);
    const Brain *brain = &thinking.brain;
    Report clean = report_clean(ctx->arena, report);
    *out =
        (Decision){.urgency = URGENCY_U3, .difficulty = DIFFICULTY_ORDINARY, .model = brain->version, .asked = *report};
    locate(brain, ctx, &clean, out, &where);
    out->place_sureness = where.sure ? SURENESS_SURE : out->place_count > 0 ? SURENESS_LIKELY : SURENESS_UNSURE;
    classify(brain, ctx, &clean, out, &matter);
    name_duty(brain, ctx, &clean, &matter, out);
    bool danger = judge_urgency(brain, ctx, &matter, out);
    route(brain, ctx, &clean, &(Grounds){.where = &where, .matter = &matter, .danger = danger}, out);
    explain_duty(brain, ctx, &matter, out);
    find_twins(ctx, &clean, out);
    thinking_end(&thinking, out);
}
