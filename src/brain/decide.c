/* One decision from start to end: where, what, how fast, whose; each step leaves its reason. */
#include "base/utf8.h"
#include "brain/parts.h"
#include "text/fold.h"

static Str readable(Arena *arena, Str text)
{
    return utf8_valid(text) ? text : text_fold_plain(arena, text);
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
    classify(brain, ctx, &clean, out, &matter);
    bool danger = judge_urgency(brain, ctx, &clean, &matter, out);
    route(brain, ctx, &clean, &(Grounds){.where = &where, .matter = &matter, .danger = danger}, out);
    thinking_end(&thinking, out);
}
