/* From which probability on to be sure, for a target. */
#include "test.h"

#include "text/classify_threshold.h"

static Outcome outcomes[400];

TEST(the_lowest_probability_that_keeps_the_target_is_chosen)
{
    for (int i = 0; i < 100; i++) /* 100 down to 1 per cent; from 60 down every second is wrong */
        outcomes[i] = (Outcome){.probability = (float)(100 - i) / 100.0f, .right = i < 40 || i % 2 == 0};
    double threshold = threshold_for(outcomes, 100, 0.9);
    size_t right = 0, all = 0;
    for (int i = 0; i < 100; i++) {
        all += (double)outcomes[i].probability >= threshold;
        right += (double)outcomes[i].probability >= threshold && outcomes[i].right;
    }
    assert_true(threshold < 0.6 && threshold > 0.4);
    assert_true((double)right >= 0.9 * (double)all);
}

TEST(equal_probabilities_stand_or_fall_together)
{
    for (int i = 0; i < 100; i++)
        outcomes[i] = (Outcome){.probability = 0.9f, .right = i < 80};
    assert_true(threshold_for(outcomes, 100, 0.9) == NEVER_SURE);
    assert_true(threshold_for(outcomes, 100, 0.8) <= 0.9001);
}

TEST(a_few_lucky_ones_prove_nothing)
{
    for (int i = 0; i < 30; i++)
        outcomes[i] = (Outcome){.probability = 0.99f, .right = true};
    assert_true(threshold_for(outcomes, 30, 0.9) == NEVER_SURE);
    assert_true(threshold_for(outcomes, 0, 0.9) == NEVER_SURE);
}
