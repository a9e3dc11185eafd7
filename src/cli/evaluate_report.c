/* See evaluate_report.h. The number stands first and the name last, so that columns stay straight whatever the width of
 * the letters. */
#include "cli/evaluate_report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { CONFUSIONS_TOLD = 10 };

static Str share(const Telling *t, double value)
{
    return str_printf(t->cli->ctx.arena, "%8.4f", value);
}

static Str whole(const Telling *t, double value)
{
    return str_printf(t->cli->ctx.arena, "%.0f", value);
}

static Str decimals(const Telling *t, int count, double value)
{
    return str_printf(t->cli->ctx.arena, "%.*f", count, value);
}

static Str number(const Telling *t, size_t n)
{
    return cli_number(t->cli, (int64_t)n);
}

/* --- the figures of one exam --- */

static void say_figures(const Telling *t, const ExamResult *r)
{
    cli_say(t->cli, MSG_EVALUATE_MACRO_F1, share(t, r->macro_f1));
    cli_say(t->cli, MSG_EVALUATE_ACCURACY, share(t, r->accuracy), number(t, r->right), number(t, r->n));
    cli_say(t->cli, MSG_EVALUATE_WEIGHTED_F1, share(t, r->weighted_f1));
    cli_say(t->cli, MSG_EVALUATE_IN_THREE, share(t, exam_share(r->in_three, r->n)),
            decimals(t, 4, exam_share(r->in_five, r->n)));
    for (size_t c = 0; c + 1 < EXAM_COVERAGES; c++) /* the last is the accuracy itself */
        cli_say(t->cli, MSG_EVALUATE_COVERAGE, share(t, r->at_coverage[c]), whole(t, exam_coverages[c]),
                decimals(t, 3, r->least[c]));
    if (r->sure < r->n)
        cli_say(t->cli, MSG_EVALUATE_SURE, share(t, exam_share(r->sure_right, r->sure)),
                decimals(t, 3, exam_share(r->sure, r->n)), number(t, r->sure_right), number(t, r->sure));
    cli_say(t->cli, MSG_EVALUATE_CALIBRATION, share(t, r->calibration_error));
}

static void say_tables(const Telling *t, const ExamResult *r)
{
    cli_say(t->cli, MSG_EVALUATE_LABELS);
    for (size_t i = 0; i < r->label_count; i++) {
        const ExamLabel *l = &r->labels[i];
        printf("%8zu  %7.4f  %6.4f  %6.4f  " STR_FMT "\n", l->n, l->precision, l->recall, l->f1, STR_ARG(l->label));
    }
    if (r->confusion_count > 0)
        cli_say(t->cli, MSG_EVALUATE_CONFUSED);
    for (size_t i = 0; i < r->confusion_count && i < CONFUSIONS_TOLD; i++) {
        const ExamConfusion *c = &r->confusions[i];
        printf("%8zu  " STR_FMT "  →  " STR_FMT "\n", c->n, STR_ARG(c->truth), STR_ARG(c->told));
    }
}

static void put_labels(JsonOut *json, const ExamResult *r)
{
    json_key(json, "labels");
    json_open(json, '[');
    for (size_t i = 0; i < r->label_count; i++) {
        json_open(json, '{');
        json_field_str(json, "label", r->labels[i].label);
        json_field_i64(json, "n", (int64_t)r->labels[i].n);
        json_field_i64(json, "told", (int64_t)r->labels[i].told);
        json_field_number(json, "precision", r->labels[i].precision, 6);
        json_field_number(json, "recall", r->labels[i].recall, 6);
        json_field_number(json, "f1", r->labels[i].f1, 6);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void put_confusions(JsonOut *json, const ExamResult *r)
{
    json_key(json, "confusions");
    json_open(json, '[');
    for (size_t i = 0; i < r->confusion_count; i++) {
        json_open(json, '{');
        json_field_str(json, "truth", r->confusions[i].truth);
        json_field_str(json, "told", r->confusions[i].told);
        json_field_i64(json, "n", (int64_t)r->confusions[i].n);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void put_bins(JsonOut *json, const ExamResult *r)
{
    json_key(json, "calibration");
    json_open(json, '[');
    for (size_t b = 0; b < EXAM_BINS; b++) {
        json_open(json, '{');
        json_field_i64(json, "n", (int64_t)r->bins[b].n);
        json_field_number(json, "said", r->bins[b].said, 6);
        json_field_number(json, "right", r->bins[b].right, 6);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void put_figures(JsonOut *json, const ExamResult *r)
{
    json_field_i64(json, "n", (int64_t)r->n);
    json_field_number(json, "macro_f1", r->macro_f1, 6);
    json_field_number(json, "accuracy", r->accuracy, 6);
    json_field_number(json, "weighted_f1", r->weighted_f1, 6);
    json_field_number(json, "in_three", exam_share(r->in_three, r->n), 6);
    json_field_number(json, "in_five", exam_share(r->in_five, r->n), 6);
    json_key(json, "accuracy_at_coverage");
    json_open(json, '{');
    for (size_t c = 0; c < EXAM_COVERAGES; c++) {
        json_key_str(json, str_printf(json->buf.arena, "%d", exam_coverages[c]));
        json_put_number(json, r->at_coverage[c], 6);
    }
    json_close(json, '}');
    json_field_i64(json, "sure", (int64_t)r->sure);
    json_field_i64(json, "sure_right", (int64_t)r->sure_right);
    json_field_number(json, "calibration_error", r->calibration_error, 6);
    put_bins(json, r);
    put_labels(json, r);
    put_confusions(json, r);
}

void tell_result(const Telling *t, const ExamResult *r)
{
    if (t->json != NULL) {
        put_figures(t->json, r);
        return;
    }
    say_figures(t, r);
    say_tables(t, r);
}

/* --- mistakes --- */

typedef struct Mistake {
    size_t row;
    double probability;
} Mistake;

static int surest_first(const void *a, const void *b)
{
    const Mistake *x = a, *y = b;
    if (x->probability != y->probability)
        return (x->probability < y->probability) - (x->probability > y->probability);
    return (x->row > y->row) - (x->row < y->row);
}

static size_t find_mistakes(Arena *arena, const ExamAnswer *answers, size_t count, Mistake **out)
{
    size_t found = 0;
    Mistake *mistakes = ARENA_ARRAY(arena, Mistake, count + 1);
    for (size_t i = 0; i < count; i++)
        if (answers[i].guess_count > 0 && !str_eq(answers[i].guesses[0].label, answers[i].truth))
            mistakes[found++] = (Mistake){i, answers[i].guesses[0].probability};
    qsort(mistakes, found, sizeof *mistakes, surest_first);
    *out = mistakes;
    return found;
}

void tell_mistakes(const Telling *t, const LabelTable *table, const ExamAnswer *answers)
{
    Mistake *mistakes = NULL;
    size_t count = find_mistakes(t->cli->ctx.arena, answers, table->len, &mistakes);
    count = count < (size_t)t->mistakes ? count : (size_t)t->mistakes;
    if (count > 0)
        cli_say(t->cli, MSG_EVALUATE_MISTAKES);
    for (size_t i = 0; i < count; i++) {
        const ExamAnswer *a = &answers[mistakes[i].row];
        printf("%8lld  %6.3f  " STR_FMT "  →  " STR_FMT "\n", (long long)table->lines[mistakes[i].row],
               mistakes[i].probability, STR_ARG(a->truth), STR_ARG(a->guesses[0].label));
    }
}

/* --- the classifier --- */

void tell_trained(const Telling *t, const LabelTable *table, const LabelTrained *trained)
{
    if (t->json == NULL) {
        cli_say(t->cli, MSG_EVALUATE_TRAINED, table->name, number(t, table->len), number(t, trained->labels),
                decimals(t, 2, trained->seconds));
        cli_say(t->cli, MSG_EVALUATE_MODEL, number(t, trained->bytes), decimals(t, 2, trained->cpu_seconds));
        (void)fflush(stdout);
        return;
    }
    json_field_str(t->json, "train", table->name);
    json_field_i64(t->json, "train_messages", (int64_t)table->len);
    json_field_i64(t->json, "train_labels", (int64_t)trained->labels);
    json_field_number(t->json, "train_seconds", trained->seconds, 3);
    json_field_number(t->json, "train_cpu_seconds", trained->cpu_seconds, 3);
    json_field_i64(t->json, "model_bytes", (int64_t)trained->bytes);
}

static void tell_speed(const Telling *t, const LabelExam *exam)
{
    if (t->json == NULL) {
        cli_say(t->cli, MSG_EVALUATE_SPEED, str_printf(t->cli->ctx.arena, "%8.0f", exam->messages_per_second),
                whole(t, exam->characters));
        return;
    }
    json_field_number(t->json, "messages_per_second", exam->messages_per_second, 1);
    json_field_number(t->json, "characters", exam->characters, 1);
}

void tell_tested(const Telling *t, const LabelTable *table, const LabelExam *exam)
{
    if (t->json != NULL) {
        json_field_str(t->json, "test", table->name);
        json_field_i64(t->json, "unknown_labels", (int64_t)exam->unknown);
        tell_speed(t, exam);
        put_figures(t->json, &exam->result);
        return;
    }
    cli_say(t->cli, MSG_EVALUATE_TESTED, table->name, number(t, table->len), number(t, exam->unknown));
    say_figures(t, &exam->result);
    tell_speed(t, exam);
    say_tables(t, &exam->result);
    tell_mistakes(t, table, exam->answers);
}

static double spread(const double *values, unsigned count, double *mean)
{
    double sum = 0.0, squares = 0.0;
    for (unsigned i = 0; i < count; i++)
        sum += values[i];
    *mean = sum / count;
    for (unsigned i = 0; i < count; i++)
        squares += (values[i] - *mean) * (values[i] - *mean);
    return sqrt(squares / (count - 1));
}

static void put_folds(const Telling *t, const LabelTable *table, const LabelFolds *folds)
{
    json_field_str(t->json, "train", table->name);
    json_field_number(t->json, "train_seconds", folds->seconds, 3);
    json_field_number(t->json, "train_cpu_seconds", folds->cpu_seconds, 3);
    json_field_number(t->json, "model_bytes", folds->bytes, 0);
    json_key(t->json, "folds");
    json_open(t->json, '[');
    for (unsigned i = 0; i < folds->folds; i++) {
        json_open(t->json, '{');
        json_field_number(t->json, "macro_f1", folds->macro_f1[i], 6);
        json_field_number(t->json, "accuracy", folds->accuracy[i], 6);
        json_close(t->json, '}');
    }
    json_close(t->json, ']');
    tell_speed(t, &folds->exam);
    put_figures(t->json, &folds->exam.result);
}

void tell_folds(const Telling *t, const LabelTable *table, const LabelFolds *folds)
{
    if (t->json != NULL) {
        put_folds(t, table, folds);
        return;
    }
    double mean, deviation = spread(folds->macro_f1, folds->folds, &mean);
    cli_say(t->cli, MSG_EVALUATE_FOLDED, table->name, number(t, table->len), number(t, folds->folds));
    cli_say(t->cli, MSG_EVALUATE_FOLD_TIME, decimals(t, 2, folds->seconds), decimals(t, 2, folds->cpu_seconds),
            whole(t, folds->bytes));
    say_figures(t, &folds->exam.result);
    cli_say(t->cli, MSG_EVALUATE_FOLD_SPREAD, share(t, mean), decimals(t, 4, mean), decimals(t, 4, deviation));
    tell_speed(t, &folds->exam);
    say_tables(t, &folds->exam.result);
    tell_mistakes(t, table, folds->exam.answers);
}

void tell_group(const Telling *t, const ExamResult *group)
{
    if (t->json == NULL) {
        cli_say(t->cli, MSG_EVALUATE_GROUP);
        tell_result(t, group);
        return;
    }
    json_key(t->json, "group");
    json_open(t->json, '{');
    put_figures(t->json, group);
    json_close(t->json, '}');
}
