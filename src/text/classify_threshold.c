/* A threshold for a target; see classify_threshold.h. */
#include "text/classify_threshold.h"

#include <stdlib.h>

enum { OUTCOMES_LEAST = 40 }; /* with fewer one lucky run would decide */

static int likeliest_first(const void *a, const void *b)
{
    float x = ((const Outcome *)a)->probability, y = ((const Outcome *)b)->probability;
    return (x < y) - (x > y);
}

double threshold_for(Outcome *outcomes, size_t count, double target)
{
    double threshold = NEVER_SURE;
    size_t right = 0;
    qsort(outcomes, count, sizeof *outcomes, likeliest_first);
    for (size_t i = 0; i < count; i++) {
        right += outcomes[i].right;
        bool last_of_equals = i + 1 == count || outcomes[i + 1].probability < outcomes[i].probability;
        if (last_of_equals && i + 1 >= OUTCOMES_LEAST && (double)right >= target * (double)(i + 1))
            threshold = (double)outcomes[i].probability;
    }
    return threshold;
}
