/* Comparing two models' answers; see compare.h. */
#include "learning/compare.h"

#include <math.h>

enum { GUESSES = 5, SURE_80 = 1 /* of exam_coverages */ };
#define ONE_SIDED_95 1.6448536269514722

Paper paper_of(Ctx *ctx, const Classifier *model, const Samples *check)
{
    Paper paper = {.answers = ARENA_ARRAY(ctx->arena, ExamAnswer, check->len + 1), .n = check->len};
    Arena *scratch CLEANUP(arena_freep) = arena_new(0);
    for (size_t i = 0; i < check->len; i++) {
        Guess *guesses = ARENA_ARRAY(ctx->arena, Guess, GUESSES);
        size_t count = classifier_predict(model, scratch, check->at[i].message, guesses, GUESSES);
        for (size_t k = 0; k < count; k++)
            guesses[k].label = str_copy(ctx->arena, guesses[k].label);
        paper.answers[i] = (ExamAnswer){.truth = check->at[i].label, .guesses = guesses, .guess_count = count};
        arena_reset(scratch);
    }
    paper.result = exam_mark(ctx->arena, paper.answers, paper.n);
    return paper;
}

static int64_t e4(double share)
{
    return (int64_t)(share * 1e4 + 0.5);
}

ModelFigures paper_figures(const Paper *paper)
{
    const ExamResult *r = &paper->result;
    return (ModelFigures){.accuracy = e4(r->accuracy),
                          .at_50 = e4(r->at_coverage[0]),
                          .at_80 = e4(r->at_coverage[1]),
                          .at_90 = e4(r->at_coverage[2]),
                          .macro_f1 = e4(r->macro_f1)};
}

Str why_text(Ctx *ctx, MsgId message, Lang lang, const Str *args)
{
    return message_text(ctx->arena, message, lang, args, MESSAGE_ARGS_MAX);
}

static Str number(Ctx *ctx, size_t n)
{
    return str_printf(ctx->arena, "%zu", n);
}

static Comparison judged(Ctx *ctx, bool worse, MsgId message, const Str *zh, const Str *en)
{
    return (Comparison){
        .worse = worse,
        .why = {[LANG_ZH] = why_text(ctx, message, LANG_ZH, zh), [LANG_EN] = why_text(ctx, message, LANG_EN, en)}};
}

static bool knows(const ExamAnswer *answer)
{
    return answer->guess_count > 0 && str_eq(answer->guesses[0].label, answer->truth);
}

/* So many more may be lost by chance, when `changed` messages are known to only one of the two. */
static size_t by_chance(double changed)
{
    return (size_t)floor(ONE_SIDED_95 * sqrt(changed));
}

static size_t changed_hands(const Paper *fresh, const Paper *old)
{
    size_t changed = 0;
    for (size_t i = 0; i < fresh->n; i++)
        changed += knows(&fresh->answers[i]) != knows(&old->answers[i]);
    return changed;
}

/* The surest of the two are different messages: their errors are counted as if independent. */
static bool worse_where_sure(const Paper *fresh, const Paper *old, size_t *n, size_t *now, size_t *was, size_t *chance)
{
    *n = (fresh->n * (size_t)exam_coverages[SURE_80] + 99) / 100;
    *now = (size_t)lround(fresh->result.at_coverage[SURE_80] * (double)*n);
    *was = (size_t)lround(old->result.at_coverage[SURE_80] * (double)*n);
    *chance = by_chance((double)(*n - *now) + (double)(*n - *was));
    return *was > *now + *chance;
}

static const ExamLabel *label_in(const Paper *paper, Str label)
{
    for (size_t i = 0; i < paper->result.label_count; i++)
        if (str_eq(paper->result.labels[i].label, label))
            return &paper->result.labels[i];
    return NULL;
}

/* The kind that loses most, beyond what one kind may lose; NULL: none. */
static const ExamLabel *lost_kind(const Paper *fresh, const Paper *old, size_t *was)
{
    const ExamLabel *worst = NULL;
    size_t most = 0;
    for (size_t i = 0; i < fresh->result.label_count; i++) {
        const ExamLabel *now = &fresh->result.labels[i], *before = label_in(old, now->label);
        if (now->n < KIND_CHECKS_LEAST || before == NULL || before->right <= now->right)
            continue;
        size_t lost = before->right - now->right;
        if (lost * 100 <= now->n * KIND_LOSS_MOST || lost <= most)
            continue;
        worst = now;
        most = lost;
        *was = before->right;
    }
    return worst;
}

Comparison compare_papers(Ctx *ctx, const District *district, const Paper *fresh, const Paper *old)
{
    size_t now = fresh->result.right, was = old->result.right, chance = by_chance((double)changed_hands(fresh, old));
    size_t sure_n, sure_now, sure_was, sure_chance, kind_was = 0;
    Str all[] = {number(ctx, fresh->n), number(ctx, now), number(ctx, was), number(ctx, chance)};
    if (was > now + chance)
        return judged(ctx, true, MSG_LEARN_WORSE, all, all);
    if (worse_where_sure(fresh, old, &sure_n, &sure_now, &sure_was, &sure_chance)) {
        Str sure[] = {number(ctx, sure_n), number(ctx, sure_now), number(ctx, sure_was), number(ctx, sure_chance)};
        return judged(ctx, true, MSG_LEARN_WORSE_SURE, sure, sure);
    }
    const ExamLabel *kind = lost_kind(fresh, old, &kind_was);
    if (kind != NULL) {
        const Category *category = category_find(district, kind->label);
        Str zh[] = {category != NULL ? category->name_zh : kind->label, number(ctx, kind->n), number(ctx, kind->right),
                    number(ctx, kind_was)};
        Str en[] = {category != NULL ? category->name_en : kind->label, zh[1], zh[2], zh[3]};
        return judged(ctx, true, MSG_LEARN_WORSE_KIND, zh, en);
    }
    return judged(ctx, false, MSG_LEARN_BETTER, all, all);
}
