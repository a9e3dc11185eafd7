/* Counting; see exam.h. Labels get numbers by sorting once, so that a million answers on two thousand labels are
 * marked in a moment. */
#include "learning/exam.h"

#include <math.h>
#include <stdlib.h>

const int exam_coverages[EXAM_COVERAGES] = {50, 80, 90, 100};

typedef struct Mark {
    Str truth, told;
    double probability;
    bool right;
} Mark;

double exam_share(size_t part, size_t whole)
{
    return whole == 0 ? 0.0 : (double)part / (double)whole;
}

static bool among(const ExamAnswer *answer, size_t first)
{
    for (size_t i = 0; i < answer->guess_count && i < first; i++)
        if (str_eq(answer->guesses[i].label, answer->truth))
            return true;
    return false;
}

static Mark mark_of(const ExamAnswer *answer)
{
    Mark mark = {.truth = answer->truth, .right = among(answer, 1)};
    if (answer->guess_count > 0) {
        mark.told = answer->guesses[0].label;
        mark.probability = answer->guesses[0].probability;
    }
    return mark;
}

static void count_answers(const ExamAnswer *answers, size_t count, ExamResult *r)
{
    r->n = count;
    for (size_t i = 0; i < count; i++) {
        bool right = among(&answers[i], 1);
        r->right += right;
        r->in_three += among(&answers[i], 3);
        r->in_five += among(&answers[i], 5);
        r->sure += !answers[i].abstained;
        r->sure_right += right && !answers[i].abstained;
    }
    r->accuracy = exam_share(r->right, r->n);
}

/* --- labels --- */

static int by_truth(const void *a, const void *b)
{
    return str_cmp(((const Mark *)a)->truth, ((const Mark *)b)->truth);
}

static int by_label(const void *a, const void *b)
{
    return str_cmp(((const ExamLabel *)a)->label, ((const ExamLabel *)b)->label);
}

static void finish_labels(ExamResult *r)
{
    for (size_t i = 0; i < r->label_count; i++) {
        ExamLabel *label = &r->labels[i];
        label->precision = exam_share(label->right, label->told);
        label->recall = exam_share(label->right, label->n);
        label->f1 = exam_share(2 * label->right, label->n + label->told);
        r->macro_f1 += label->f1 / (double)r->label_count;
        r->weighted_f1 += label->f1 * exam_share(label->n, r->n);
    }
}

static void count_labels(Arena *arena, Mark *marks, size_t count, ExamResult *r)
{
    qsort(marks, count, sizeof *marks, by_truth);
    r->labels = ARENA_ARRAY(arena, ExamLabel, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || !str_eq(marks[i].truth, marks[i - 1].truth))
            r->labels[r->label_count++].label = marks[i].truth;
        r->labels[r->label_count - 1].n++;
        r->labels[r->label_count - 1].right += marks[i].right;
    }
    for (size_t i = 0; i < count; i++) {
        ExamLabel key = {.label = marks[i].told};
        ExamLabel *told = bsearch(&key, r->labels, r->label_count, sizeof key, by_label);
        if (told != NULL)
            told->told++;
    }
    finish_labels(r);
}

/* --- confusions --- */

static int by_pair(const void *a, const void *b)
{
    const ExamConfusion *x = a, *y = b;
    int truth = str_cmp(x->truth, y->truth);
    return truth != 0 ? truth : str_cmp(x->told, y->told);
}

static int by_frequency(const void *a, const void *b)
{
    const ExamConfusion *x = a, *y = b;
    return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : by_pair(a, b);
}

static void count_confusions(Arena *arena, const Mark *marks, ExamResult *r)
{
    ExamConfusion *pairs = ARENA_ARRAY(arena, ExamConfusion, r->n - r->right + 1);
    size_t wrong = 0, kept = 0;
    for (size_t i = 0; i < r->n; i++)
        if (!marks[i].right)
            pairs[wrong++] = (ExamConfusion){.truth = marks[i].truth, .told = marks[i].told, .n = 1};
    qsort(pairs, wrong, sizeof *pairs, by_pair);
    for (size_t i = 0; i < wrong; i++) {
        if (kept > 0 && by_pair(&pairs[kept - 1], &pairs[i]) == 0)
            pairs[kept - 1].n++;
        else
            pairs[kept++] = pairs[i];
    }
    qsort(pairs, kept, sizeof *pairs, by_frequency);
    r->confusions = pairs;
    r->confusion_count = kept;
}

/* --- confidence --- */

static int surest_first(const void *a, const void *b)
{
    double x = ((const Mark *)a)->probability, y = ((const Mark *)b)->probability;
    return (x < y) - (x > y);
}

/* Marks are sorted. The group of equal probability that straddles the edge counts by its share, so that the order of
 * the file decides nothing. */
static double right_among_first(const Mark *marks, size_t count, size_t first)
{
    size_t from = first, to = first, before = 0, tied = 0;
    while (from > 0 && surest_first(&marks[from - 1], &marks[first - 1]) == 0)
        from--;
    while (to < count && surest_first(&marks[to], &marks[first - 1]) == 0)
        to++;
    for (size_t i = 0; i < from; i++)
        before += marks[i].right;
    for (size_t i = from; i < to; i++)
        tied += marks[i].right;
    return (double)before + (double)tied * exam_share(first - from, to - from);
}

static void judge_coverage(Mark *marks, ExamResult *r)
{
    qsort(marks, r->n, sizeof *marks, surest_first);
    for (size_t c = 0; c < EXAM_COVERAGES && r->n > 0; c++) {
        size_t first = (r->n * (size_t)exam_coverages[c] + 99) / 100;
        r->at_coverage[c] = right_among_first(marks, r->n, first) / (double)first;
        r->least[c] = marks[first - 1].probability;
    }
}

static size_t bin_of(double probability)
{
    double bin = ceil(probability * EXAM_BINS) - 1.0;
    return bin < 0.0 ? 0 : bin >= EXAM_BINS ? EXAM_BINS - 1 : (size_t)bin;
}

static void judge_honesty(const Mark *marks, ExamResult *r)
{
    for (size_t i = 0; i < r->n; i++) {
        ExamBin *bin = &r->bins[bin_of(marks[i].probability)];
        bin->n++;
        bin->said += marks[i].probability;
        bin->right += marks[i].right;
    }
    for (size_t b = 0; b < EXAM_BINS; b++) {
        ExamBin *bin = &r->bins[b];
        if (bin->n == 0)
            continue;
        bin->said /= (double)bin->n;
        bin->right /= (double)bin->n;
        r->calibration_error += exam_share(bin->n, r->n) * fabs(bin->right - bin->said);
    }
}

ExamResult exam_mark(Arena *arena, const ExamAnswer *answers, size_t count)
{
    ExamResult result = {0};
    Mark *marks = ARENA_ARRAY(arena, Mark, count + 1);
    for (size_t i = 0; i < count; i++)
        marks[i] = mark_of(&answers[i]);
    count_answers(answers, count, &result);
    count_labels(arena, marks, count, &result);
    count_confusions(arena, marks, &result);
    judge_coverage(marks, &result);
    judge_honesty(marks, &result);
    return result;
}

/* --- one level up --- */

static int likeliest_first(const void *a, const void *b)
{
    const Guess *x = a, *y = b;
    int likelier = (x->probability < y->probability) - (x->probability > y->probability);
    return likelier != 0 ? likelier : str_cmp(x->label, y->label);
}

static void group_answer(Arena *arena, const ExamAnswer *from, const ExamGroups *groups, ExamAnswer *to)
{
    Guess *guesses = ARENA_ARRAY(arena, Guess, from->guess_count + 1);
    size_t kept = 0;
    for (size_t i = 0; i < from->guess_count; i++) {
        Str group = groups->group_of(groups->self, from->guesses[i].label);
        size_t at = 0;
        while (at < kept && !str_eq(guesses[at].label, group))
            at++;
        kept = at == kept ? kept + 1 : kept;
        guesses[at].label = group;
        guesses[at].probability += from->guesses[i].probability;
    }
    qsort(guesses, kept, sizeof *guesses, likeliest_first);
    *to = (ExamAnswer){.truth = groups->group_of(groups->self, from->truth),
                       .guesses = guesses,
                       .guess_count = kept,
                       .abstained = from->abstained};
}

ExamAnswer *exam_answers_grouped(Arena *arena, const ExamAnswer *answers, size_t count, const ExamGroups *groups)
{
    ExamAnswer *grouped = ARENA_ARRAY(arena, ExamAnswer, count + 1);
    for (size_t i = 0; i < count; i++)
        group_answer(arena, &answers[i], groups, &grouped[i]);
    return grouped;
}
