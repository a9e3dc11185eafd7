/* An inverted index: for every rare feature the texts that have it, each with its value of 16 bits. Asking adds up
 * products text by text, which is the cosine of the rare parts, and lets the nearest vote. */
#include "text/classify_neighbours.h"

#include <math.h>
#include <string.h>

#define VALUE_UNIT (1.0f / 32768.0f) /* values are at most 1, or the subject's weight: capped at 2 */
#define SHARPNESS 20.0f              /* of a text nearer by 0.05, the vote counts e times as much */
#define FLOOR 0.1f                   /* of a share, before the logarithm: nobody among 15 is no proof */

typedef struct Near {
    float likeness;
    uint32_t text;
} Near;

static uint32_t pack(uint32_t text, float value)
{
    float units = value / VALUE_UNIT;
    return text << 16 | (uint32_t)(units < 65535.0f ? units : 65535.0f);
}

static bool is_kept(size_t i, size_t samples)
{
    return samples <= NEIGHBOUR_TEXTS_MAX ||
           i * NEIGHBOUR_TEXTS_MAX / samples != (i + 1) * NEIGHBOUR_TEXTS_MAX / samples;
}

static size_t count_postings(Classifier *model, const NeighbourTexts *texts, uint32_t *texts_of)
{
    size_t total = 0;
    for (size_t i = 0; i < texts->count; i++)
        for (size_t k = 0; is_kept(i, texts->count) && k < texts->vectors[i].len; k++)
            texts_of[texts->vectors[i].at[k].row]++;
    for (uint32_t row = 0; row < model->rows; row++) {
        model->posting_from[row] = (uint32_t)total;
        total += texts->telling[row] && texts_of[row] <= NEIGHBOUR_FEATURE_TEXTS ? texts_of[row] : 0;
    }
    model->posting_from[model->rows] = (uint32_t)total;
    return total;
}

void neighbours_keep(Classifier *model, const NeighbourTexts *texts)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(SIZE_MAX);
    uint32_t *texts_of = ARENA_ARRAY(arena, uint32_t, model->rows + 1);
    size_t total = count_postings(model, texts, texts_of);
    model->text_label = ARENA_ARRAY(model->arena, uint32_t, texts->count);
    model->text_sample = ARENA_ARRAY(model->arena, uint32_t, texts->count);
    model->posting = ARENA_ARRAY(model->arena, uint32_t, total + 1);
    uint32_t *next = arena_copy(arena, model->posting_from, model->rows * sizeof *next);
    for (size_t i = 0; i < texts->count; i++) {
        if (!is_kept(i, texts->count))
            continue;
        uint32_t text = model->texts++;
        model->text_label[text] = texts->label_of[i];
        model->text_sample[text] = (uint32_t)i;
        for (size_t k = 0; k < texts->vectors[i].len; k++) {
            uint32_t row = texts->vectors[i].at[k].row;
            if (model->posting_from[row] < model->posting_from[row + 1])
                model->posting[next[row]++] = pack(text, texts->vectors[i].at[k].value);
        }
    }
}

static void add_likeness(const Classifier *model, const RowVector *vector, float *restrict likeness)
{
    enum { AHEAD = 12, LINE = 16 /* postings in a cache line */ };
    const uint32_t *restrict from = model->posting_from, *restrict posting = model->posting;
    for (size_t i = 0; i < vector->len; i++) {
        if (i + AHEAD < vector->len) {
            __builtin_prefetch(&posting[from[vector->at[i + AHEAD].row]]);
            __builtin_prefetch(&posting[from[vector->at[i + AHEAD].row]] + LINE);
        }
        float value = vector->at[i].value * VALUE_UNIT;
        for (uint32_t k = from[vector->at[i].row], end = from[vector->at[i].row + 1]; k < end; k++)
            likeness[posting[k] >> 16] += value * (float)(int)(posting[k] & 0xffff);
    }
}

/* The nearest so far, nearest first. */
static void keep_near(Near *near, size_t *count, Near candidate)
{
    size_t at = *count < NEIGHBOUR_COUNT ? (*count)++ : NEIGHBOUR_COUNT - 1;
    for (; at > 0 && near[at - 1].likeness < candidate.likeness; at--)
        near[at] = near[at - 1];
    near[at] = candidate;
}

static size_t find_near(const Classifier *model, const NeighbourAsk *ask, const float *likeness, Near *near)
{
    size_t count = 0;
    float least = 0.0f;
    for (uint32_t text = 0; text < model->texts; text++) {
        if (likeness[text] <= least ||
            (ask->fold_of != NULL && ask->fold_of[model->text_sample[text]] == ask->left_out))
            continue;
        keep_near(near, &count, (Near){likeness[text], text});
        least = count == NEIGHBOUR_COUNT ? near[count - 1].likeness : 0.0f;
    }
    return count;
}

void neighbours_vote(const Classifier *model, Arena *arena, const NeighbourAsk *ask, float *votes)
{
    float *likeness = ARENA_ARRAY(arena, float, model->texts + 1);
    Near near[NEIGHBOUR_COUNT];
    add_likeness(model, ask->vector, likeness);
    size_t count = find_near(model, ask, likeness, near);
    float sum = 0.0f;
    memset(votes, 0, model->labels * sizeof *votes);
    for (size_t i = 0; i < count; i++) {
        float vote = expf(SHARPNESS * (near[i].likeness - near[0].likeness));
        votes[model->text_label[near[i].text]] += vote;
        sum += vote;
    }
    for (uint32_t k = 0; k < model->labels; k++)
        votes[k] = logf(FLOOR + (sum > 0.0f ? votes[k] / sum : 1.0f / (float)model->labels));
}
