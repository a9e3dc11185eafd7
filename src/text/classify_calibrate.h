/* Makes probabilities mean what they say: fitted on texts that the model had not seen. */
#ifndef GULOU_TEXT_CLASSIFY_CALIBRATE_H
#define GULOU_TEXT_CLASSIFY_CALIBRATE_H

#include "text/classify_model.h"

typedef struct Unseen {
    const uint32_t *label_of; /* [count]: the right answers */
    size_t count;
    float *scores; /* [count][labels] */
    float *votes;  /* [count][labels]; NULL: neighbours are not asked */
} Unseen;

/* Sets the model's sharpness, trust and lean to the likeliest ones. */
/* Of the i-th text, after the fit: [labels]. */
void calibration_probabilities(const Classifier *model, const Unseen *unseen, size_t i, float *out);
void calibration_fit(Classifier *model, const Unseen *unseen, bool leans);

#endif
