/* The twins of a decision, and why they are thought to be: sentences from the catalogue, in both languages. Of the
 * words only those are quoted that stand in the district's own files, so that no name of a person gets into a decision.
 */
#include <math.h>

#include "brain/parts.h"
#include "brain/twins.h"

#define TWIN_LIKELY 0.5
#define GUESS_COUNTS 0.1 /* a kind this probable may be the other one's */

static Both said(Ctx *ctx, MsgId message, const Both *args, size_t count)
{
    Str words[LANG_COUNT][4];
    for (size_t i = 0; i < count; i++)
        for (int lang = 0; lang < LANG_COUNT; lang++)
            words[lang][i] = args[i].in[lang];
    return both(message_text(ctx->arena, message, LANG_ZH, words[LANG_ZH], count),
                message_text(ctx->arena, message, LANG_EN, words[LANG_EN], count));
}

static Both both_minutes(Ctx *ctx, int64_t minutes)
{
    bool hours = minutes >= 90, days = minutes >= 36 * 60;
    double number = (double)minutes / (days ? 1440.0 : hours ? 60.0 : 1.0);
    Both amount = same(str_printf(ctx->arena, "%.0f", fmax(1.0, round(number))));
    return said(ctx, days ? MSG_TWIN_DAYS : hours ? MSG_TWIN_HOURS : MSG_TWIN_MINUTES, &amount, 1);
}

static void reason_of(Ctx *ctx, const TwinFound *found, DecisionTwin *out)
{
    Both clauses[3], all, amount;
    size_t count = 0;
    if (found->kin == KIN_SAME || found->kin == KIN_CONFUSED)
        clauses[count++] = said(ctx, found->kin == KIN_SAME ? MSG_TWIN_SAME_KIND : MSG_TWIN_NEAR_KIND, NULL, 0);
    if (found->metres >= 0.0) {
        amount = both_number(ctx, found->metres);
        clauses[count++] = said(ctx, MSG_TWIN_METRES, &amount, 1);
    }
    if (found->word_count > 0) {
        amount = both_quoted(ctx, found->words, found->word_count);
        clauses[count++] = said(ctx, MSG_TWIN_WORDS, &amount, 1);
    }
    Str zh[3], en[3];
    for (size_t i = 0; i < count; i++) {
        zh[i] = clauses[i].in[LANG_ZH];
        en[i] = clauses[i].in[LANG_EN];
    }
    all = both(str_join(ctx->arena, zh, count, STR("、")), str_join(ctx->arena, en, count, STR(", ")));
    Both args[] = {both_minutes(ctx, found->minutes), same(found->number), all};
    Both reason = said(ctx, found->came_after ? MSG_TWIN_REASON_AFTER : MSG_TWIN_REASON, args, COUNT_OF(args));
    out->reason_zh = reason.in[LANG_ZH];
    out->reason_en = reason.in[LANG_EN];
}

void twins_of_case(struct Twins *recent, Ctx *ctx, const CaseTwins *of, Decision *out)
{
    if (recent == NULL) /* a server that has just started */
        return;
    TwinQuery query = {.text = of->text,
                       .place_text = of->place_text,
                       .category = of->category,
                       .or_category = {of->or_category[0], of->or_category[1]},
                       .community = of->community,
                       .has_point = of->has_point,
                       .lat_e7 = of->lat_e7,
                       .lon_e7 = of->lon_e7,
                       .at = of->at,
                       .except = of->number,
                       .at_least = TWIN_LIKELY};
    TwinFound found[BRAIN_TWINS];
    out->twin_count = twins_find(recent, ctx, &query, found, COUNT_OF(found));
    for (size_t i = 0; i < out->twin_count; i++) {
        out->twins[i] = (DecisionTwin){.number = found[i].number,
                                       .probability = found[i].probability,
                                       .metres = found[i].metres,
                                       .minutes = found[i].minutes};
        reason_of(ctx, &found[i], &out->twins[i]);
    }
}

void find_twins(Ctx *ctx, const Report *report, Decision *decision)
{
    if (report->recent == NULL || decision->confidential || decision->spam)
        return;
    bool guessed = str_empty(decision->category) && decision->category_count > 0;
    Str others[2] = {{0}};
    for (size_t i = 1; i < decision->category_count && i <= COUNT_OF(others) && !decision->category_sure; i++)
        if (decision->categories[i].score >= GUESS_COUNTS)
            others[i - 1] = decision->categories[i].code;
    CaseTwins of = {.text = report->text,
                    .place_text = report->place_text,
                    .category = guessed ? decision->categories[0].code : decision->category,
                    .or_category = {others[0], others[1]},
                    .community = decision->community,
                    .has_point = decision->has_point,
                    .lat_e7 = decision->lat_e7,
                    .lon_e7 = decision->lon_e7,
                    .at = report->at != 0 ? report->at : ctx->now};
    twins_of_case(report->recent, ctx, &of, decision);
}
