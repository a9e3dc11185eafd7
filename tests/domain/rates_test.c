#include "test.h"

#include <math.h>

#include "domain/rates.h"

TEST(a_rate_of_nothing_is_no_rate)
{
    double low = -1;
    double high = -1;
    assert_true(isnan(rate_value((Rate){0, 0})));
    rate_interval((Rate){0, 0}, &low, &high);
    assert_true(low == 0 && high == 1);
}

TEST(nobody_is_ranked_on_nineteen_answers)
{
    assert_false(rate_may_rank((Rate){19, 19}));
    assert_true(rate_may_rank((Rate){0, 20}));
}

/* Published values: Newcombe (1998), Two-sided confidence intervals for the single proportion, table I, method 3. */
TEST(the_interval_is_wilsons)
{
    static const struct {
        Rate rate;
        double low, high;
    } published[] = {
        {{81, 263}, 0.2553, 0.3662}, {{15, 148}, 0.0624, 0.1605}, {{0, 20}, 0.0, 0.1611}, {{1, 29}, 0.0061, 0.1718}};
    for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
        double low = 0;
        double high = 0;
        rate_interval(published[i].rate, &low, &high);
        assert_true(fabs(low - published[i].low) < 0.00006 && fabs(high - published[i].high) < 0.00006);
    }
}

TEST(all_solved_still_leaves_room_for_doubt_below_and_none_above)
{
    double low = 0;
    double high = 0;
    rate_interval((Rate){20, 20}, &low, &high);
    assert_true(high == 1 && low > 0.83 && low < 0.84);
}

TEST(a_perfect_unit_has_a_hundred_and_rework_costs_its_share)
{
    UnitFigures unit = {.on_time = {40, 40}, .solved = {20, 20}, .satisfied = {20, 20}, .cases = 40};
    assert_true(fabs(unit_score(&unit) - 100) < 1e-9);
    unit.rework = 2;
    unit.upheld_overdue = 2;
    assert_true(fabs(unit_score(&unit) - 90) < 1e-9);
    unit.on_time.hit = 20;
    assert_true(fabs(unit_score(&unit) - 75) < 1e-9);
    unit.rework = 400;
    assert_true(unit_score(&unit) == 0);
}

TEST(a_unit_without_any_rating_has_no_score_yet)
{
    UnitFigures unit = {.on_time = {40, 40}, .solved = {0, 0}, .satisfied = {20, 20}, .cases = 40};
    assert_true(isnan(unit_score(&unit)));
}
