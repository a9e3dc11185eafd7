/* A multinomial logistic regression with few numbers: one for the scores, one for the votes, one a label. Its
 * likelihood is concave; each number in turn takes a Newton step, held within bounds. */
#include "text/classify_calibrate.h"

#include <math.h>

enum { ROUNDS = 40 };

#define LEAN_PRIOR 4.0       /* pulls leans to 0 as if by that many texts */
#define SHARPNESS_LEAST 0.05 /* a corpus of contradictions still yields a model */
#define SHARPNESS_MOST 50.0

typedef struct Slope {
    double first, second;
} Slope;

void calibration_probabilities(const Classifier *model, const Unseen *u, size_t i, float *p)
{
    uint32_t labels = model->labels;
    classifier_evidence(model, u->scores + i * labels, u->votes != NULL ? u->votes + i * labels : NULL, p);
    float best = p[0], sum = 0.0f;
    for (uint32_t k = 1; k < labels; k++)
        best = fmaxf(best, p[k]);
    for (uint32_t k = 0; k < labels; k++)
        sum += p[k] = expf(p[k] - best);
    for (uint32_t k = 0; k < labels; k++)
        p[k] /= sum;
}

/* Of the log likelihood, by the factor before `part`. */
static Slope slope_of(const Classifier *model, const Unseen *u, const float *part, float *p)
{
    Slope slope = {0};
    for (size_t i = 0; i < u->count; i++) {
        const float *x = part + i * model->labels;
        double mean = 0.0, squares = 0.0;
        calibration_probabilities(model, u, i, p);
        for (uint32_t k = 0; k < model->labels; k++) {
            mean += (double)(p[k] * x[k]);
            squares += (double)(p[k] * x[k] * x[k]);
        }
        slope.first += (double)x[u->label_of[i]] - mean;
        slope.second += squares - mean * mean;
    }
    return slope;
}

/* A step at most doubles or halves: far from the top, Newton's is too long. */
static float stepped(float from, Slope slope, double least, double most)
{
    double to = (double)from + slope.first / (slope.second + 1e-6);
    to = fmin(fmax(to, (double)from * 0.5), (double)from * 2.0 + 0.1);
    return (float)fmin(fmax(to, least), most);
}

static void fit_leans(Classifier *model, const Unseen *u, float *p, Slope *slopes)
{
    for (uint32_t k = 0; k < model->labels; k++)
        slopes[k] = (Slope){.first = -LEAN_PRIOR * (double)model->lean[k], .second = LEAN_PRIOR};
    for (size_t i = 0; i < u->count; i++) {
        calibration_probabilities(model, u, i, p);
        for (uint32_t k = 0; k < model->labels; k++) {
            slopes[k].first += (u->label_of[i] == k) - (double)p[k];
            slopes[k].second += (double)(p[k] * (1.0f - p[k]));
        }
    }
    for (uint32_t k = 0; k < model->labels; k++) /* all at once: half a step is safe */
        model->lean[k] += (float)(0.5 * slopes[k].first / slopes[k].second);
}

void calibration_fit(Classifier *model, const Unseen *u, bool leans)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(SIZE_MAX);
    float *p = ARENA_ARRAY(arena, float, model->labels);
    Slope *slopes = ARENA_ARRAY(arena, Slope, model->labels);
    model->sharpness = 1.0f;
    model->trust = u->votes != NULL ? 0.2f : 0.0f;
    for (int round = 0; round < ROUNDS; round++) {
        model->sharpness = stepped(model->sharpness, slope_of(model, u, u->scores, p), SHARPNESS_LEAST, SHARPNESS_MOST);
        if (u->votes != NULL)
            model->trust = stepped(model->trust, slope_of(model, u, u->votes, p), 0.0, 10.0);
        if (leans)
            fit_leans(model, u, p, slopes);
    }
}
