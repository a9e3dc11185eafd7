/* From which probability on to be sure. Chosen on guesses about texts that the model had not seen. */
#ifndef GULOU_TEXT_CLASSIFY_THRESHOLD_H
#define GULOU_TEXT_CLASSIFY_THRESHOLD_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Outcome {
    float probability; /* of the best guess */
    bool right;
} Outcome;

#define NEVER_SURE 2.0

/* The lowest probability such that of the outcomes at or above it at least `target` were right; sorts them. NEVER_SURE
 * where there is none, or too few outcomes to say so. */
double threshold_for(Outcome *outcomes, size_t count, double target);

#endif
