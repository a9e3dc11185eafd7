/* Marked by hand first, on paper; then by the program. */
#include "test.h"

#include <math.h>

#include "learning/exam.h"

#define CLOSE(value, wanted) assert_true(fabs((value) - (wanted)) < 1e-9)

static Guess guesses_of[64][3];
static size_t asked;

/* Best guess and its probability; the second and third are what is left of the letters. */
static ExamAnswer answer(const char *truth, const char *told, double probability)
{
    Guess *g = guesses_of[asked++ % 64];
    g[0] = (Guess){str_of(told), probability};
    g[1] = (Guess){str_of(strcmp(told, "A") == 0 ? "B" : "A"), (1 - probability) * 0.7};
    g[2] = (Guess){str_of(strcmp(told, "C") == 0 ? "B" : "C"), (1 - probability) * 0.3};
    return (ExamAnswer){.truth = str_of(truth), .guesses = g, .guess_count = 3};
}

TEST(ten_answers_are_marked_as_by_hand)
{
    Ctx ctx = test_ctx();
    const ExamAnswer answers[] = {
        answer("A", "A", 0.99), answer("A", "A", 0.95), answer("A", "A", 0.90), answer("A", "B", 0.60),
        answer("B", "B", 0.80), answer("B", "B", 0.70), answer("B", "A", 0.65), answer("C", "C", 0.50),
        answer("C", "A", 0.40), answer("C", "A", 0.35),
    };
    ExamResult r = exam_mark(ctx.arena, answers, COUNT_OF(answers));
    assert_int_equal(r.n, 10);
    assert_int_equal(r.right, 6);
    CLOSE(r.accuracy, 0.6);
    assert_int_equal(r.in_three, 10);
    /* A: told 6, right 3 of 4; B: told 3, right 2 of 3; C: told 1, right 1 of 3 */
    assert_int_equal(r.label_count, 3);
    assert_str(r.labels[0].label, "A");
    assert_int_equal(r.labels[0].n, 4);
    assert_int_equal(r.labels[0].told, 6);
    CLOSE(r.labels[0].precision, 0.5);
    CLOSE(r.labels[0].recall, 0.75);
    CLOSE(r.labels[0].f1, 0.6);
    CLOSE(r.labels[1].f1, 4.0 / 6.0);
    CLOSE(r.labels[2].precision, 1.0);
    CLOSE(r.labels[2].f1, 0.5);
    CLOSE(r.macro_f1, (0.6 + 2.0 / 3.0 + 0.5) / 3.0);
    CLOSE(r.weighted_f1, (4 * 0.6 + 3 * 2.0 / 3.0 + 3 * 0.5) / 10.0);
    /* the five surest (99 95 90 80 70) are right; of eight two are wrong (65, 60), of nine three */
    CLOSE(r.at_coverage[0], 1.0);
    CLOSE(r.at_coverage[1], 6.0 / 8.0);
    CLOSE(r.at_coverage[2], 6.0 / 9.0);
    CLOSE(r.at_coverage[3], 0.6);
    CLOSE(r.least[0], 0.70);
    CLOSE(r.least[3], 0.35);
    assert_int_equal(r.confusion_count, 3);
    assert_str(r.confusions[0].truth, "C");
    assert_str(r.confusions[0].told, "A");
    assert_int_equal(r.confusions[0].n, 2);
    assert_str(r.confusions[1].truth, "A");
}

TEST(calibration_error_is_the_mean_gap_between_said_and_true)
{
    Ctx ctx = test_ctx();
    /* bin (0.867, 0.933]: said 0.9 four times, right twice; bin (0.533, 0.6]: said 0.6 once, right */
    const ExamAnswer answers[] = {answer("A", "A", 0.9), answer("A", "A", 0.9), answer("B", "A", 0.9),
                                  answer("B", "A", 0.9), answer("A", "A", 0.6)};
    ExamResult r = exam_mark(ctx.arena, answers, COUNT_OF(answers));
    CLOSE(r.calibration_error, 0.8 * 0.4 + 0.2 * 0.4);
    assert_int_equal(r.bins[13].n, 4);
    CLOSE(r.bins[13].said, 0.9);
    CLOSE(r.bins[13].right, 0.5);
    assert_int_equal(r.bins[8].n, 1);
    const ExamAnswer honest[] = {answer("A", "A", 1.0), answer("B", "B", 1.0)};
    CLOSE(exam_mark(ctx.arena, honest, 2).calibration_error, 0.0);
    assert_int_equal(exam_mark(ctx.arena, honest, 2).bins[14].n, 2);
}

TEST(equals_at_the_edge_count_by_their_share_whatever_their_order)
{
    Ctx ctx = test_ctx();
    const ExamAnswer one[] = {answer("A", "A", 0.9), answer("A", "A", 0.5), answer("A", "A", 0.5),
                              answer("A", "B", 0.5)};
    const ExamAnswer other[] = {answer("A", "B", 0.5), answer("A", "A", 0.5), answer("A", "A", 0.5),
                                answer("A", "A", 0.9)};
    CLOSE(exam_mark(ctx.arena, one, 4).at_coverage[0], (1 + 2.0 / 3.0) / 2);
    CLOSE(exam_mark(ctx.arena, other, 4).at_coverage[0], (1 + 2.0 / 3.0) / 2);
}

TEST(sureness_is_the_examinees_own_and_coverage_is_not_touched_by_it)
{
    Ctx ctx = test_ctx();
    ExamAnswer answers[] = {answer("A", "A", 0.9), answer("A", "B", 0.8), answer("B", "B", 0.7), answer("B", "A", 0.6)};
    answers[1].abstained = answers[3].abstained = true;
    ExamResult r = exam_mark(ctx.arena, answers, 4);
    assert_int_equal(r.sure, 2);
    assert_int_equal(r.sure_right, 2);
    CLOSE(r.accuracy, 0.5);
    CLOSE(r.at_coverage[0], 0.5);
}

TEST(an_empty_answer_is_wrong_and_an_empty_exam_is_no_crash)
{
    Ctx ctx = test_ctx();
    const ExamAnswer answers[] = {{.truth = STR("A"), .abstained = true}, answer("A", "A", 0.7)};
    ExamResult r = exam_mark(ctx.arena, answers, 2);
    assert_int_equal(r.right, 1);
    assert_int_equal(r.confusion_count, 1);
    assert_str(r.confusions[0].told, "");
    assert_int_equal(r.labels[0].told, 1);
    CLOSE(r.at_coverage[0], 1.0);
    r = exam_mark(ctx.arena, NULL, 0);
    assert_int_equal(r.n, 0);
    CLOSE(r.macro_f1, 0.0);
    CLOSE(r.at_coverage[3], 0.0);
}

TEST(a_guess_that_is_nobodys_truth_costs_recall_but_adds_no_label)
{
    Ctx ctx = test_ctx();
    const ExamAnswer answers[] = {answer("A", "A", 0.9), answer("A", "C", 0.8)};
    ExamResult r = exam_mark(ctx.arena, answers, 2);
    assert_int_equal(r.label_count, 1);
    CLOSE(r.macro_f1, 2.0 / 3.0);
}

static Str first_letter(const void *self, Str label)
{
    (void)self;
    return str_slice(label, 0, 1);
}

TEST(one_level_up_the_probabilities_of_a_group_add_up)
{
    Ctx ctx = test_ctx();
    const Guess guesses[] = {{STR("B1"), 0.4}, {STR("A1"), 0.35}, {STR("A2"), 0.25}};
    const ExamAnswer fine = {.truth = STR("A2"), .guesses = guesses, .guess_count = 3, .abstained = true};
    ExamGroups groups = {.group_of = first_letter};
    ExamAnswer *grouped = exam_answers_grouped(ctx.arena, &fine, 1, &groups);
    assert_str(grouped->truth, "A");
    assert_int_equal(grouped->guess_count, 2);
    assert_str(grouped->guesses[0].label, "A");
    CLOSE(grouped->guesses[0].probability, 0.6);
    assert_true(grouped->abstained);
    assert_int_equal(exam_mark(ctx.arena, &fine, 1).right, 0);
    assert_int_equal(exam_mark(ctx.arena, grouped, 1).right, 1);
}
