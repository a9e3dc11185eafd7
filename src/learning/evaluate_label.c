/* See evaluate_label.h. Cross-validation runs the same two steps as an examination on a file, once for each part. */
#include "learning/evaluate_label.h"

#include <string.h>
#include <time.h>

#include "base/utf8.h"
#include "learning/label_table.h"

static double cpu_seconds(clockid_t which)
{
    struct timespec at;
    clock_gettime(which, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

double cpu_seconds_of_process(void)
{
    return cpu_seconds(CLOCK_PROCESS_CPUTIME_ID);
}

double cpu_seconds_of_thread(void)
{
    return cpu_seconds(CLOCK_THREAD_CPUTIME_ID);
}

Err label_train(Ctx *ctx, const LabelTable *table, LabelTrained *out)
{
    LabelTrained trained = {.samples = table->len};
    int64_t from = clock_monotonic_us();
    double cpu = cpu_seconds_of_process();
    TRY(classifier_train(ctx, &(ClassifierTraining){.samples = table->at, .count = table->len}, &trained.model));
    trained.seconds = (double)(clock_monotonic_us() - from) / 1e6;
    trained.cpu_seconds = cpu_seconds_of_process() - cpu;
    trained.labels = classifier_label_count(trained.model);
    Err err = classifier_save(ctx, trained.model, &trained.saved);
    if (err != OK) {
        classifier_free(trained.model);
        return err;
    }
    trained.bytes = trained.saved.len;
    *out = trained;
    return OK;
}

/* --- answering --- */

static bool knows(const Classifier *model, Str label)
{
    for (size_t i = 0; i < classifier_label_count(model); i++)
        if (str_eq(classifier_label(model, i), label))
            return true;
    return false;
}

/* The labels are copied once, so that the answers outlive the model. */
static Str *copied_labels(Arena *arena, const Classifier *model)
{
    size_t count = classifier_label_count(model);
    Str *labels = ARENA_ARRAY(arena, Str, count);
    for (size_t i = 0; i < count; i++)
        labels[i] = str_copy(arena, classifier_label(model, i));
    return labels;
}

static Str copy_of(const Str *labels, size_t count, Str label)
{
    size_t i = 0;
    while (i + 1 < count && !str_eq(labels[i], label))
        i++;
    return labels[i];
}

typedef struct Examinee {
    const Classifier *model;
    const Str *labels;
} Examinee;

static ExamAnswer answer(Arena *arena, const Examinee *who, const Sample *question)
{
    Arena *scratch CLEANUP(arena_freep) = arena_new(0);
    size_t labels = classifier_label_count(who->model), room = labels < LABEL_GUESSES ? labels : LABEL_GUESSES;
    Guess *guesses = ARENA_ARRAY(arena, Guess, room);
    size_t count = classifier_predict(who->model, scratch, question->message, guesses, room);
    for (size_t i = 0; i < count; i++)
        guesses[i].label = copy_of(who->labels, labels, guesses[i].label);
    return (ExamAnswer){.truth = question->label, .guesses = guesses, .guess_count = count};
}

static void measure_speed(const Classifier *model, const LabelTable *table, LabelExam *exam)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    size_t done = 0, characters = 0;
    double from = cpu_seconds_of_thread(), spent = 0.0;
    Guess guess;
    while (spent < 1.0) {
        for (size_t i = 0; i < table->len; i++) {
            (void)classifier_predict(model, arena, table->at[i].message, &guess, 1);
            arena_reset(arena);
        }
        done += table->len;
        spent = cpu_seconds_of_thread() - from;
    }
    for (size_t i = 0; i < table->len; i++)
        characters += utf8_length(table->at[i].message.subject) + utf8_length(table->at[i].message.body);
    exam->messages_per_second = (double)done / spent;
    exam->characters = (double)characters / (double)table->len;
}

Err label_examine(Ctx *ctx, const LabelTrained *trained, const LabelTable *table, LabelExam *out)
{
    Examinee who = {trained->model, copied_labels(ctx->arena, trained->model)};
    LabelExam exam = {.n = table->len, .answers = ARENA_ARRAY(ctx->arena, ExamAnswer, table->len)};
    for (size_t i = 0; i < table->len; i++) {
        exam.answers[i] = answer(ctx->arena, &who, &table->at[i]);
        exam.unknown += !knows(trained->model, table->at[i].label);
    }
    exam.result = exam_mark(ctx->arena, exam.answers, exam.n);
    measure_speed(trained->model, table, &exam);
    *out = exam;
    return OK;
}

/* --- cross-validation --- */

/* The part each row belongs to. Rows of one label are dealt in the order of a fixed shuffle, so that each part has its
 * share of every label and a file sorted by date or street makes no difference. */
static unsigned *deal(Arena *arena, const LabelTable *table, unsigned folds)
{
    Rand rand = rand_seeded(20260101);
    size_t *order = ARENA_ARRAY(arena, size_t, table->len);
    unsigned *part = ARENA_ARRAY(arena, unsigned, table->len);
    for (size_t i = 0; i < table->len; i++) {
        size_t j = rand_below(&rand, i + 1);
        order[i] = order[j];
        order[j] = i;
    }
    size_t *numbers = label_numbers(arena, table), *dealt = ARENA_ARRAY(arena, size_t, table->labels);
    for (size_t i = 0; i < table->len; i++) {
        size_t label = numbers[order[i]];
        part[order[i]] = (unsigned)((dealt[label]++ + label) % folds);
    }
    return part;
}

typedef struct Split {
    LabelTable train, test;
    size_t *rows; /* of the whole table, for each row of `test` */
} Split;

static Split split(Arena *arena, const LabelTable *table, const unsigned *part, unsigned fold)
{
    Split s = {.train = *table, .test = *table, .rows = ARENA_ARRAY(arena, size_t, table->len)};
    s.train.at = ARENA_ARRAY(arena, Sample, table->len);
    s.test.at = ARENA_ARRAY(arena, Sample, table->len);
    s.train.len = s.test.len = 0;
    for (size_t i = 0; i < table->len; i++) {
        if (part[i] != fold) {
            s.train.at[s.train.len++] = table->at[i];
            continue;
        }
        s.rows[s.test.len] = i;
        s.test.at[s.test.len++] = table->at[i];
    }
    return s;
}

static Err run_fold(Ctx *ctx, const Split *s, unsigned fold, LabelFolds *out)
{
    LabelTrained trained;
    LabelExam exam;
    TRY(label_train(ctx, &s->train, &trained));
    Err err = label_examine(ctx, &trained, &s->test, &exam);
    classifier_free(trained.model);
    TRY(err);
    for (size_t i = 0; i < exam.n; i++)
        out->exam.answers[s->rows[i]] = exam.answers[i];
    out->macro_f1[fold] = exam.result.macro_f1;
    out->accuracy[fold] = exam.result.accuracy;
    out->exam.unknown += exam.unknown;
    out->exam.characters += exam.characters / out->folds;
    out->exam.messages_per_second += exam.messages_per_second / out->folds;
    out->seconds += trained.seconds / out->folds;
    out->cpu_seconds += trained.cpu_seconds / out->folds;
    out->bytes += (double)trained.bytes / out->folds;
    return OK;
}

Err label_cross_validate(Ctx *ctx, const LabelTable *table, unsigned folds, LabelFolds *out)
{
    if (folds < LABEL_FOLDS_LEAST || folds > LABEL_FOLDS_MOST || table->len < folds * (size_t)2)
        return fail(ctx, ERR_INVALID, MSG_EVALUATE_FOLDS, table->name, str_printf(ctx->arena, "%u", folds));
    LabelFolds all = {.folds = folds};
    all.exam.n = table->len;
    all.exam.answers = ARENA_ARRAY(ctx->arena, ExamAnswer, table->len);
    const unsigned *part = deal(ctx->arena, table, folds);
    for (unsigned fold = 0; fold < folds; fold++) {
        Split s = split(ctx->arena, table, part, fold);
        if (s.test.len > 0)
            TRY(run_fold(ctx, &s, fold, &all));
    }
    all.exam.result = exam_mark(ctx->arena, all.exam.answers, all.exam.n);
    *out = all;
    return OK;
}
