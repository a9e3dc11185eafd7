/* Rates and scores; see rates.h. */
#include "domain/rates.h"

#include <math.h>

enum { RANK_LEAST = 20 };

double rate_value(Rate rate)
{
    return rate.n > 0 ? (double)rate.hit / (double)rate.n : NAN;
}

bool rate_may_rank(Rate rate)
{
    return rate.n >= RANK_LEAST;
}

static double within(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

void rate_interval(Rate rate, double *low, double *high)
{
    static const double z = 1.959963984540054; /* two-sided 95 % */
    if (rate.n <= 0) {
        *low = 0;
        *high = 1;
        return;
    }
    double n = (double)rate.n;
    double p = (double)rate.hit / n;
    double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    double reach = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    *low = rate.hit <= 0 ? 0 : within(middle - reach, 0, 1);
    *high = rate.hit >= rate.n ? 1 : within(middle + reach, 0, 1);
}

double unit_score(const UnitFigures *figures)
{
    double score = 0.30 * rate_value(figures->on_time) + 0.35 * rate_value(figures->solved) +
                   0.35 * rate_value(figures->satisfied);
    if (isnan(score))
        return NAN;
    if (figures->cases > 0)
        score -= (double)(figures->rework + figures->upheld_overdue) / (double)figures->cases;
    return 100 * within(score, 0, 1);
}
