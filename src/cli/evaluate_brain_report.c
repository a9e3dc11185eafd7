/* The whole brain's figures told: kinds, urgency with its misses first, and where it should have abstained. */
#include <stdio.h>

#include "cli/evaluate_report.h"

static Str share(const Telling *t, double value)
{
    return str_printf(t->cli->ctx.arena, "%8.4f", value);
}

static Str number(const Telling *t, size_t n)
{
    return cli_number(t->cli, (int64_t)n);
}

void tell_brain_kinds(const Telling *t, const LabelTable *table, const BrainKinds *kinds)
{
    if (t->json == NULL) {
        cli_say(t->cli, MSG_EVALUATE_BRAIN, table->name, number(t, table->len));
        cli_say(t->cli, MSG_EVALUATE_DECISION, str_printf(t->cli->ctx.arena, "%8.0f", kinds->micros_each));
        tell_result(t, &kinds->kind);
        tell_group(t, &kinds->group);
        tell_mistakes(t, table, kinds->answers);
        return;
    }
    json_key(t->json, "kinds");
    json_open(t->json, '{');
    json_field_str(t->json, "file", table->name);
    tell_result(t, &kinds->kind);
    json_field_number(t->json, "micros_each", kinds->micros_each, 1);
    tell_group(t, &kinds->group);
    json_close(t->json, '}');
}

typedef struct UrgencyRates {
    size_t critical, critical_found, hurried, hurried_found, calm, alarms;
} UrgencyRates;

static UrgencyRates urgency_rates(const BrainUrgency *u)
{
    UrgencyRates r = {.critical_found = u->told[0][0]};
    for (size_t told = 0; told < 3; told++) {
        r.critical += u->told[0][told];
        r.hurried += u->told[0][told] + u->told[1][told];
        r.calm += u->told[2][told];
        r.hurried_found += told < 2 ? u->told[0][told] + u->told[1][told] : 0;
        r.alarms += told < 2 ? u->told[2][told] : 0;
    }
    return r;
}

static Str lines_of(const Telling *t, const LabelTable *table, const size_t *rows, size_t count)
{
    Buf lines = buf_new(t->cli->ctx.arena);
    for (size_t i = 0; i < count; i++)
        buf_printf(&lines, "%s%lld", i > 0 ? " " : "", (long long)table->lines[rows[i]]);
    return buf_str(&lines);
}

static void put_urgency(const Telling *t, const LabelTable *table, const BrainUrgency *u, const UrgencyRates *r)
{
    json_key(t->json, "urgency");
    json_open(t->json, '{');
    json_field_str(t->json, "file", table->name);
    json_field_i64(t->json, "n", (int64_t)u->n);
    json_field_number(t->json, "recall_u1", exam_share(r->critical_found, r->critical), 6);
    json_field_number(t->json, "recall_u1_u2", exam_share(r->hurried_found, r->hurried), 6);
    json_field_number(t->json, "false_alarms", exam_share(r->alarms, r->calm), 6);
    json_key(t->json, "told");
    json_open(t->json, '[');
    for (size_t is = 0; is < 3; is++) {
        json_open(t->json, '[');
        for (size_t told = 0; told < 3; told++)
            json_put_i64(t->json, (int64_t)u->told[is][told]);
        json_close(t->json, ']');
    }
    json_close(t->json, ']');
    json_close(t->json, '}');
}

void tell_brain_urgency(const Telling *t, const LabelTable *table, const BrainUrgency *u)
{
    UrgencyRates r = urgency_rates(u);
    if (t->json != NULL) {
        put_urgency(t, table, u, &r);
        return;
    }
    cli_say(t->cli, MSG_EVALUATE_URGENCY, table->name, number(t, u->n));
    cli_say(t->cli, MSG_EVALUATE_RECALL_U1, share(t, exam_share(r.critical_found, r.critical)),
            number(t, r.critical_found), number(t, r.critical));
    cli_say(t->cli, MSG_EVALUATE_RECALL_U12, share(t, exam_share(r.hurried_found, r.hurried)),
            number(t, r.hurried_found), number(t, r.hurried));
    cli_say(t->cli, MSG_EVALUATE_FALSE_ALARMS, share(t, exam_share(r.alarms, r.calm)), number(t, r.alarms),
            number(t, r.calm));
    cli_say(t->cli, MSG_EVALUATE_URGENCY_TABLE);
    for (size_t is = 0; is < 3; is++)
        printf("    U%zu %8zu%8zu%8zu\n", is + 1, u->told[is][0], u->told[is][1], u->told[is][2]);
    if (u->miss_count > 0)
        cli_say(t->cli, MSG_EVALUATE_URGENCY_MISSES, lines_of(t, table, u->misses, u->miss_count));
}

static void put_reason(JsonOut *json, const AbstainReason *r)
{
    json_field_i64(json, "n", (int64_t)r->n);
    json_field_i64(json, "wrongly_sure", (int64_t)r->sure);
    json_field_i64(json, "wrongly_dispatched", (int64_t)r->dispatched);
}

static void put_abstain(const Telling *t, const LabelTable *table, const BrainAbstain *a)
{
    json_key(t->json, "abstain");
    json_open(t->json, '{');
    json_field_str(t->json, "file", table->name);
    put_reason(t->json, &a->all);
    json_key(t->json, "reasons");
    json_open(t->json, '{');
    for (size_t i = 0; i < a->reason_count; i++) {
        json_key_str(t->json, a->reasons[i].why);
        json_open(t->json, '{');
        put_reason(t->json, &a->reasons[i]);
        json_close(t->json, '}');
    }
    json_close(t->json, '}');
    json_close(t->json, '}');
}

void tell_brain_abstain(const Telling *t, const LabelTable *table, const BrainAbstain *a)
{
    if (t->json != NULL) {
        put_abstain(t, table, a);
        return;
    }
    cli_say(t->cli, MSG_EVALUATE_ABSTAIN, table->name, number(t, a->all.n));
    cli_say(t->cli, MSG_EVALUATE_WRONG_SURE, share(t, exam_share(a->all.sure, a->all.n)), number(t, a->all.sure));
    cli_say(t->cli, MSG_EVALUATE_WRONG_SENT, share(t, exam_share(a->all.dispatched, a->all.n)),
            number(t, a->all.dispatched));
    cli_say(t->cli, MSG_EVALUATE_WHY_TABLE);
    for (size_t i = 0; i < a->reason_count; i++) {
        const AbstainReason *r = &a->reasons[i];
        printf("%8zu%8zu%8zu  " STR_FMT "\n", r->n, r->sure, r->dispatched, STR_ARG(r->why));
    }
}
