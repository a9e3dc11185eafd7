/* The examination in twins; see evaluate_twin.h. */
#include "learning/evaluate_twin.h"

#include "base/buf.h"
#include "base/csv.h"
#include "brain/twins_sense.h"
#include "learning/exam.h"

enum { MISTAKES_SHOWN = 20 };

const int twin_coverages[TWIN_COVERAGES] = {50, 80, 90, 100};

static const char *const columns[] = {"same",         "category_a", "text_a", "place_a", "minutes_apart",
                                      "metres_apart", "category_b", "text_b", "place_b"};
enum { SAME, CATEGORY_A, TEXT_A, PLACE_A, MINUTES, METRES, CATEGORY_B, TEXT_B, PLACE_B, COLUMNS };

typedef struct Marked {
    bool same;
    double probability;
    const CsvRow *row;
} Marked;

typedef struct Paper {
    Csv csv;
    ptrdiff_t at[COLUMNS], half; /* half: -1 where there is no such column */
} Paper;

static Str line_of(Ctx *ctx, const CsvRow *row)
{
    return str_printf(ctx->arena, "%lld", (long long)row->line);
}

static Err read_paper(Ctx *ctx, const TwinExam *in, Paper *out)
{
    Str text;
    TRY(in->read_test(ctx, in->from, &text));
    TRY(csv_read(ctx, text, &out->csv));
    out->half = csv_column(&out->csv, "half");
    for (size_t i = 0; i < COLUMNS; i++) {
        out->at[i] = csv_column(&out->csv, columns[i]);
        if (out->at[i] < 0)
            return fail(ctx, ERR_INVALID, MSG_TWIN_COLUMN_MISSING, str_of(columns[i]));
    }
    return OK;
}

static Str cell(const Paper *paper, const CsvRow *row, int column)
{
    return row->cells[paper->at[column]];
}

static Err read_numbers(Ctx *ctx, const Paper *paper, const CsvRow *row, TwinPair *pair, bool *same)
{
    Str truth = cell(paper, row, SAME), metres = cell(paper, row, METRES);
    if (!str_is(truth, "1") && !str_is(truth, "0"))
        return fail(ctx, ERR_INVALID, MSG_TWIN_CELL_WRONG, line_of(ctx, row), str_of(columns[SAME]), truth);
    if (!str_to_double(cell(paper, row, MINUTES), &pair->minutes) || pair->minutes < 0.0)
        return fail(ctx, ERR_INVALID, MSG_TWIN_CELL_WRONG, line_of(ctx, row), str_of(columns[MINUTES]),
                    cell(paper, row, MINUTES));
    pair->metres = -1.0;
    if (!str_empty(metres) && (!str_to_double(metres, &pair->metres) || pair->metres < 0.0))
        return fail(ctx, ERR_INVALID, MSG_TWIN_CELL_WRONG, line_of(ctx, row), str_of(columns[METRES]), metres);
    *same = str_is(truth, "1");
    return OK;
}

static Err mark_row(Ctx *ctx, const TwinSense *sense, const Paper *paper, Marked *out)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    const CsvRow *row = out->row;
    TwinPair pair = {0};
    TRY(read_numbers(ctx, paper, row, &pair, &out->same));
    TwinSide a = twin_side(sense, arena, cell(paper, row, TEXT_A), cell(paper, row, PLACE_A));
    TwinSide b = twin_side(sense, arena, cell(paper, row, TEXT_B), cell(paper, row, PLACE_B));
    a.kind = twin_kind(sense, cell(paper, row, CATEGORY_A));
    b.kind = twin_kind(sense, cell(paper, row, CATEGORY_B));
    pair.earlier = &a;
    pair.later = &b;
    TwinTraits traits = twin_traits(sense, &pair);
    out->probability = twin_probability(&traits);
    return OK;
}

static TwinAt at_threshold(const Marked *marked, size_t count, double threshold)
{
    size_t twins = 0, told = 0, right = 0;
    for (size_t i = 0; i < count; i++) {
        bool yes = marked[i].probability >= threshold;
        twins += marked[i].same;
        told += yes;
        right += yes && marked[i].same;
    }
    double precision = exam_share(right, told), recall = exam_share(right, twins), sum = precision + recall;
    return (TwinAt){threshold, precision, recall, sum > 0.0 ? 2.0 * precision * recall / sum : 0.0};
}

static void fill_thresholds(const Marked *marked, size_t count, TwinExamResult *out)
{
    for (int i = 0; i < TWIN_THRESHOLDS; i++) /* 0.05, then 0.1 to 0.9 */
        out->at[i] = at_threshold(marked, count, i == 0 ? 0.05 : i / 10.0);
    for (int i = 1; i < 100; i++) {
        TwinAt at = at_threshold(marked, count, i / 100.0);
        if (at.f1 > out->best.f1)
            out->best = at;
    }
}

/* A question with two answers, marked as any other. */
static void fill_certainty(Ctx *ctx, const Marked *marked, size_t count, TwinExamResult *out)
{
    static const Str same = {"same", 4}, other = {"other", 5};
    ExamAnswer *answers = ARENA_ARRAY(ctx->arena, ExamAnswer, count + 1);
    for (size_t i = 0; i < count; i++) {
        Guess *guesses = ARENA_ARRAY(ctx->arena, Guess, 2);
        bool yes = marked[i].probability >= 0.5;
        guesses[0] = (Guess){yes ? same : other, yes ? marked[i].probability : 1.0 - marked[i].probability};
        guesses[1] = (Guess){yes ? other : same, yes ? 1.0 - marked[i].probability : marked[i].probability};
        answers[i] = (ExamAnswer){.truth = marked[i].same ? same : other, .guesses = guesses, .guess_count = 2};
    }
    ExamResult result = exam_mark(ctx->arena, answers, count);
    for (size_t i = 0; i < TWIN_COVERAGES; i++)
        out->at_coverage[i] = result.at_coverage[i];
    out->calibration_error = result.calibration_error;
}

static void keep_mistakes(Ctx *ctx, const Paper *paper, const Marked *marked, TwinExamResult *out)
{
    out->mistakes = ARENA_ARRAY(ctx->arena, Str, MISTAKES_SHOWN);
    for (size_t i = 0; i < out->n && out->mistake_count < MISTAKES_SHOWN; i++) {
        const Marked *m = &marked[i];
        if ((m->probability >= 0.5) == m->same)
            continue;
        Str a = cell(paper, m->row, TEXT_A), b = cell(paper, m->row, TEXT_B);
        out->mistakes[out->mistake_count++] =
            str_printf(ctx->arena, "line %lld: %s, told %.2f: " STR_FMT " | " STR_FMT, (long long)m->row->line,
                       m->same ? "one matter" : "two matters", m->probability, STR_ARG(a), STR_ARG(b));
    }
}

static Err mark_all(Ctx *ctx, const TwinSense *sense, const TwinExam *in, TwinExamResult *out)
{
    Paper paper;
    TRY(read_paper(ctx, in, &paper));
    Marked *marked = ARENA_ARRAY(ctx->arena, Marked, paper.csv.row_count + 1);
    int64_t begun = clock_monotonic_us();
    for (size_t i = 0; i < paper.csv.row_count; i++) {
        const CsvRow *row = &paper.csv.rows[i];
        if (!str_empty(in->half) && paper.half >= 0 && !str_eq(row->cells[paper.half], in->half))
            continue;
        marked[out->n].row = row;
        TRY(mark_row(ctx, sense, &paper, &marked[out->n]));
        out->twins += marked[out->n++].same;
    }
    int64_t spent = clock_monotonic_us() - begun;
    out->pairs_per_second = spent > 0 ? (double)out->n * 1e6 / (double)spent : 0.0;
    fill_thresholds(marked, out->n, out);
    fill_certainty(ctx, marked, out->n, out);
    keep_mistakes(ctx, &paper, marked, out);
    return OK;
}

Err evaluate_twin(Ctx *ctx, const TwinExam *in, TwinExamResult *out)
{
    TwinSense *sense = twin_sense_new(ctx->district);
    TwinExamResult result = {0};
    Err err = mark_all(ctx, sense, in, &result);
    twin_sense_free(sense);
    if (err == OK)
        *out = result;
    return err;
}

Str twin_exam_report(Arena *arena, const TwinExamResult *result)
{
    Buf out = buf_new(arena);
    buf_printf(&out, "pairs               %zu, of them one matter %zu\n", result->n, result->twins);
    buf_printf(&out, "best F1             %.4f at %.2f (precision %.4f, recall %.4f)\n", result->best.f1,
               result->best.threshold, result->best.precision, result->best.recall);
    buf_z(&out, "threshold           precision  recall  F1\n");
    for (size_t i = 0; i < TWIN_THRESHOLDS; i++)
        buf_printf(&out, "  %.2f              %.4f     %.4f  %.4f\n", result->at[i].threshold, result->at[i].precision,
                   result->at[i].recall, result->at[i].f1);
    buf_z(&out, "accuracy at coverage, the most certain first\n");
    for (size_t i = 0; i < TWIN_COVERAGES; i++)
        buf_printf(&out, "  %3d %%             %.4f\n", twin_coverages[i], result->at_coverage[i]);
    buf_printf(&out, "calibration error   %.4f\n", result->calibration_error);
    buf_printf(&out, "pairs a second      %.0f on one thread\n", result->pairs_per_second);
    for (size_t i = 0; i < result->mistake_count; i++)
        buf_printf(&out, "  " STR_FMT "\n", STR_ARG(result->mistakes[i]));
    return buf_str(&out);
}
