/* See evaluate_brain.h. Each text is put to the brain as a report without a pin, in an arena of its own. */
#include "learning/evaluate_brain.h"

#include <stdlib.h>

#include "learning/label_table.h"

typedef struct Brief {
    CategoryGuess guesses[BRAIN_GUESSES];
    size_t count;
    bool sure, dispatched;
    Urgency urgency;
} Brief;

static Brief ask(Ctx *ctx, const Examined *who, const Message *message)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Ctx own = *ctx;
    own.arena = arena;
    Str parts[] = {message->subject, message->body};
    bool both = !str_empty(parts[0]) && !str_empty(parts[1]);
    Report report = {.text = str_join(arena, parts, 2, both ? STR("\n") : STR(""))};
    Decision decision;
    brain_decide(who->brain, &own, &report, &decision);
    Brief brief = {.count = decision.category_count,
                   .sure = decision.category_sure,
                   .dispatched = decision.confident,
                   .urgency = decision.urgency};
    for (size_t i = 0; i < decision.category_count; i++)
        brief.guesses[i] = decision.categories[i]; /* codes are the brain's own */
    return brief;
}

static Err bad_row(Ctx *ctx, const LabelTable *table, size_t row, MsgId why)
{
    return fail(ctx, ERR_INVALID, why, table->name, str_printf(ctx->arena, "%lld", (long long)table->lines[row]),
                table->at[row].label);
}

/* --- kinds --- */

static Str group_of(const void *self, Str label)
{
    const Category *category = category_find(self, label);
    return category == NULL || str_empty(category->parent) ? label : category->parent;
}

ExamGroups category_groups(const District *district)
{
    return (ExamGroups){.group_of = group_of, .self = district};
}

static ExamAnswer answer_of(Arena *arena, const Brief *brief, Str truth)
{
    Guess *guesses = ARENA_ARRAY(arena, Guess, BRAIN_GUESSES);
    for (size_t i = 0; i < brief->count; i++)
        guesses[i] = (Guess){.label = brief->guesses[i].code, .probability = brief->guesses[i].score};
    return (ExamAnswer){.truth = truth, .guesses = guesses, .guess_count = brief->count, .abstained = !brief->sure};
}

Err brain_exam_kinds(Ctx *ctx, const Examined *who, const LabelTable *table, BrainKinds *out)
{
    BrainKinds kinds = {.n = table->len, .answers = ARENA_ARRAY(ctx->arena, ExamAnswer, table->len)};
    for (size_t i = 0; i < table->len; i++)
        if (category_find(who->district, table->at[i].label) == NULL)
            return bad_row(ctx, table, i, MSG_EVALUATE_NO_CATEGORY);
    double from = cpu_seconds_of_thread();
    for (size_t i = 0; i < table->len; i++) {
        Brief brief = ask(ctx, who, &table->at[i].message);
        kinds.answers[i] = answer_of(ctx->arena, &brief, table->at[i].label);
    }
    kinds.micros_each = (cpu_seconds_of_thread() - from) * 1e6 / (double)table->len;
    ExamGroups groups = category_groups(who->district);
    kinds.kind = exam_mark(ctx->arena, kinds.answers, kinds.n);
    kinds.group = exam_mark(ctx->arena, exam_answers_grouped(ctx->arena, kinds.answers, kinds.n, &groups), kinds.n);
    *out = kinds;
    return OK;
}

/* --- urgency --- */

Err brain_exam_urgency(Ctx *ctx, const Examined *who, const LabelTable *table, BrainUrgency *out)
{
    BrainUrgency u = {.n = table->len};
    Urgency *truth = ARENA_ARRAY(ctx->arena, Urgency, table->len);
    size_t *misses = ARENA_ARRAY(ctx->arena, size_t, 3 * table->len);
    for (size_t i = 0; i < table->len; i++)
        if (!urgency_parse(table->at[i].label, &truth[i]))
            return bad_row(ctx, table, i, MSG_EVALUATE_NO_URGENCY);
    size_t by_depth[3] = {0}, *of_depth[3] = {misses, misses + table->len, misses + 2 * table->len};
    for (size_t i = 0; i < table->len; i++) {
        size_t is = truth[i] - URGENCY_U1, told = ask(ctx, who, &table->at[i].message).urgency - URGENCY_U1;
        u.told[is][told]++;
        if (told > is) /* 2: an emergency taken for ordinary */
            of_depth[told - is][by_depth[told - is]++] = i;
    }
    for (size_t depth = 3; depth-- > 1;)
        for (size_t i = 0; i < by_depth[depth]; i++)
            misses[u.miss_count++] = of_depth[depth][i];
    u.misses = misses;
    *out = u;
    return OK;
}

/* --- abstention --- */

void brain_exam_abstain(Ctx *ctx, const Examined *who, const LabelTable *table, BrainAbstain *out)
{
    BrainAbstain a = {.reasons = ARENA_ARRAY(ctx->arena, AbstainReason, table->labels + 1),
                      .reason_count = table->labels};
    const size_t *numbers = label_numbers(ctx->arena, table);
    size_t *wrong = ARENA_ARRAY(ctx->arena, size_t, table->len);
    for (size_t i = 0; i < table->len; i++) {
        Brief brief = ask(ctx, who, &table->at[i].message);
        AbstainReason *reason = &a.reasons[numbers[i]];
        reason->why = table->at[i].label;
        for (AbstainReason *r = reason;; r = &a.all) {
            r->n++;
            r->sure += brief.sure;
            r->dispatched += brief.dispatched;
            if (r == &a.all)
                break;
        }
        if (brief.sure || brief.dispatched)
            wrong[a.wrong_count++] = i;
    }
    a.wrong = wrong;
    *out = a;
}
