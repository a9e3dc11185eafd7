/* Using a model: a sparse vector times a dense row per known feature, a softmax, the best few. */
#include "text/classify.h"

#include <math.h>
#include <string.h>

#include "text/classify_model.h"
#include "text/classify_neighbours.h"

bool classifier_fits(uint64_t labels, uint64_t rows)
{
    return labels >= 2 && labels <= CLASSIFIER_LABELS_MAX && rows <= (uint64_t)CLASSIFIER_WEIGHTS_MAX / labels;
}

Classifier *classifier_new(const FeatureSpace *space, uint32_t labels, uint32_t rows)
{
    Arena *arena = arena_new(SIZE_MAX);
    Classifier *model = ARENA_NEW(arena, Classifier);
    *model = (Classifier){
        .arena = arena,
        .space = *space,
        .labels = labels,
        .rows = rows,
        .sharpness = 1.0f,
        .subject_weight = 1.0f,
        .label = ARENA_ARRAY(arena, Str, labels),
        .bucket = ARENA_ARRAY(arena, uint32_t, rows),
        .row = ARENA_ARRAY(arena, uint32_t, (size_t)1 << space->bits),
        .idf = ARENA_ARRAY(arena, float, rows),
        .bias = ARENA_ARRAY(arena, float, labels),
        .lean = ARENA_ARRAY(arena, float, labels),
        .weight = ARENA_ARRAY(arena, float, (size_t)rows *labels),
        .posting_from = ARENA_ARRAY(arena, uint32_t, (size_t)rows + 1),
    };
    return model;
}

void classifier_index_rows(Classifier *model)
{
    memset(model->row, 0xff, sizeof(uint32_t) << model->space.bits);
    for (uint32_t i = 0; i < model->rows; i++)
        model->row[model->bucket[i]] = i;
}

/* Rows lie anywhere in some megabytes: what is needed soon is asked for early. */
static void add_block(const Classifier *model, const FeatureBlock *block, float length, RowVector *out)
{
    enum { AHEAD = 24 };
    size_t first = out->len;
    for (size_t i = 0; i < block->len; i++) {
        if (i + AHEAD < block->len)
            __builtin_prefetch(&model->row[block->at[i + AHEAD].bucket]);
        uint32_t row = model->row[block->at[i].bucket];
        if (row == ROW_NONE)
            continue;
        __builtin_prefetch(&model->idf[row]);
        __builtin_prefetch(&model->posting_from[row]);
        out->at[out->len++] = (RowValue){row, block->at[i].value};
    }
    float squares = 0.0f;
    for (size_t i = first; i < out->len; i++) {
        __builtin_prefetch(model->weight + (size_t)out->at[i].row * model->labels);
        out->at[i].value *= model->idf[out->at[i].row];
        squares += out->at[i].value * out->at[i].value;
    }
    float scale = squares > 0.0f ? length / sqrtf(squares) : 0.0f;
    for (size_t i = first; i < out->len; i++)
        out->at[i].value *= scale;
}

RowVector classifier_vector(const Classifier *model, Arena *arena, Message message)
{
    Features features = features_of(arena, message, &model->space);
    const FeatureBlock *text = &features.blocks[BLOCK_TEXT], *subject = &features.blocks[BLOCK_SUBJECT];
    RowVector vector = {.at = arena_room(arena, (text->len + subject->len) * sizeof(RowValue))};
    add_block(model, text, 1.0f, &vector);
    add_block(model, subject, model->subject_weight, &vector);
    return vector;
}

/* Four at a time, which is what every processor of this kind can. */
static void add_times(float *restrict to, float value, const float *restrict from, size_t count)
{
    typedef float Four __attribute__((vector_size(16), aligned(4), may_alias));
    size_t k = 0;
    for (; k + 4 <= count; k += 4)
        *(Four *)(to + k) += value * *(const Four *)(from + k);
    for (; k < count; k++)
        to[k] += value * from[k];
}

void classifier_scores(const Classifier *model, const RowVector *vector, float *restrict scores)
{
    memcpy(scores, model->bias, model->labels * sizeof *scores);
    for (size_t i = 0; i < vector->len; i++)
        add_times(scores, vector->at[i].value, model->weight + (size_t)vector->at[i].row * model->labels,
                  model->labels);
}

/* Likeliest first; of equals the one that came first. */
static size_t keep_best(Guess *out, size_t kept, size_t room, Guess guess)
{
    size_t from = 0, to = kept;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (out[middle].probability < guess.probability)
            to = middle;
        else
            from = middle + 1;
    }
    if (from == room)
        return kept;
    size_t after = kept < room ? kept + 1 : room;
    memmove(out + from + 1, out + from, (after - from - 1) * sizeof *out);
    out[from] = guess;
    return after;
}

void classifier_evidence(const Classifier *model, const float *scores, const float *votes, float *out)
{
    for (uint32_t k = 0; k < model->labels; k++)
        out[k] = model->sharpness * scores[k] + model->lean[k] + (model->trust > 0.0f ? model->trust * votes[k] : 0.0f);
}

size_t classifier_predict(const Classifier *model, Arena *arena, Message message, Guess *out, size_t room)
{
    RowVector vector = classifier_vector(model, arena, message);
    float *scores = ARENA_ARRAY(arena, float, 3 * (size_t)model->labels);
    float *votes = scores + model->labels, *evidence = votes + model->labels;
    classifier_scores(model, &vector, scores);
    if (model->trust > 0.0f)
        neighbours_vote(model, arena, &(NeighbourAsk){.vector = &vector}, votes);
    classifier_evidence(model, scores, votes, evidence);
    float best = evidence[0];
    for (uint32_t k = 1; k < model->labels; k++)
        best = fmaxf(best, evidence[k]);
    double sum = 0.0;
    for (uint32_t k = 0; k < model->labels; k++) {
        evidence[k] = expf(evidence[k] - best);
        sum += (double)evidence[k];
    }
    size_t kept = 0;
    for (uint32_t k = 0; k < model->labels; k++)
        kept = keep_best(out, kept, room, (Guess){.label = model->label[k], .probability = (double)evidence[k] / sum});
    return kept;
}

double classifier_sure_from(const Classifier *model)
{
    return (double)model->sure_from;
}

size_t classifier_label_count(const Classifier *model)
{
    return model->labels;
}

Str classifier_label(const Classifier *model, size_t i)
{
    return i < model->labels ? model->label[i] : (Str){0};
}

void classifier_free(Classifier *model)
{
    if (model != NULL)
        arena_free(model->arena);
}
