/* The only file that knows LIBLINEAR. One label against the rest, each a linear SVM (L2 loss, the primal
 * solver: deterministic, no random numbers) over tf-idf values. Cross-validation gives scores, and votes of like
 * texts, for texts that the model has not seen; classify_calibrate.c fits probabilities to them.
 * With many examples a label the values are first scaled by that label's naive Bayes log-count ratios (NB-SVM, Wang &
 * Manning 2012), which are multiplied into the weights afterwards, so that using the model costs nothing extra. */
#include <linear.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/classify_calibrate.h"
#include "text/classify_threshold.h"
#include "text/classify_model.h"
#include "text/classify_neighbours.h"
#include "text/classify_words.h"

#define DEFAULT_TARGET 0.975

enum { DEFAULT_BITS = 18, DEFAULT_FOLDS = 3, FOLDS_MAX = 10, NO_FOLD = 0xffff };

#define PRIMAL_TOLERANCE 0.02
#define RATIO_SMOOTHING 6.0 /* imagined texts that have the feature, as often with the label as any text is */

/* With a dozen examples a label, single characters carry the meaning and triples are chance; with hundreds they come
 * nearer to each other, and what is asked besides the plain weights begins to pay. The last one whose `per_label` is
 * reached is taken. docs/decisions/0009-classifier.md has the measurements. */
typedef struct Taste {
    size_t per_label; /* samples */
    float gram_weight[GRAM_MAX];
    double idf_power;
    float subject_weight;
    uint32_t texts_least; /* a feature of fewer texts is left out */
    bool rich;            /* naive Bayes ratios, words, neighbours, and leans of the calibration */
} Taste;
static const Taste tastes[] = {
    {0, {1.5f, 1.0f, 0.4f}, 0.7, 1.0f, 1, false},
    {30, {1.5f, 1.0f, 0.4f}, 0.7, 1.0f, 2, false}, /* twice as fast, half the size */
    {250, {1.3f, 1.0f, 0.7f}, 0.75, 0.5f, 5, true},
};

static const Taste *taste_for(size_t per_label)
{
    size_t i = COUNT_OF(tastes) - 1;
    while (tastes[i].per_label > per_label)
        i--;
    return &tastes[i];
}

typedef struct Trainer {
    Ctx *ctx;
    Arena *arena; /* of the training alone */
    const ClassifierTraining *in;
    const Taste *taste;
    double cost;
    unsigned folds;
    uint32_t *label_of; /* [samples] */
    uint16_t *fold_of;  /* [samples] */
    RowVector *vectors; /* [samples] */
    bool *telling;      /* [rows]: may tell like texts: mostly pairs of characters */
    Classifier *model;  /* the result; its rows, idf and labels serve every fold */
} Trainer;

static void be_quiet(const char *text)
{
    (void)text;
}

/* --- labels --- */

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

static Err check_samples(Ctx *ctx, const ClassifierTraining *in)
{
    for (size_t i = 0; i < in->count; i++) {
        Str label = in->samples[i].label;
        if (str_empty(label) || label.len > CLASSIFIER_LABEL_BYTES_MAX || !utf8_valid(label))
            return fail(ctx, ERR_INVALID, MSG_MODEL_LABEL, str_printf(ctx->arena, "%zu", i + 1),
                        str_printf(ctx->arena, "%d", CLASSIFIER_LABEL_BYTES_MAX));
    }
    return OK;
}

/* The distinct labels in byte order; the model does not depend on the order of the samples' labels. */
static uint32_t sort_labels(Trainer *t, Str **out)
{
    Str *labels = ARENA_ARRAY(t->arena, Str, t->in->count);
    for (size_t i = 0; i < t->in->count; i++)
        labels[i] = t->in->samples[i].label;
    qsort(labels, t->in->count, sizeof *labels, by_text);
    uint32_t count = 0;
    for (size_t i = 0; i < t->in->count; i++)
        if (count == 0 || !str_eq(labels[count - 1], labels[i]))
            labels[count++] = labels[i];
    *out = labels;
    return count;
}

/* Each label's samples are dealt out to the folds in turn. */
static void deal_folds(Trainer *t)
{
    uint32_t *dealt = ARENA_ARRAY(t->arena, uint32_t, t->model->labels);
    t->label_of = ARENA_ARRAY(t->arena, uint32_t, t->in->count);
    t->fold_of = ARENA_ARRAY(t->arena, uint16_t, t->in->count);
    for (size_t i = 0; i < t->in->count; i++) {
        const Str *at = bsearch(&t->in->samples[i].label, t->model->label, t->model->labels, sizeof(Str), by_text);
        uint32_t label = (uint32_t)(at - t->model->label);
        t->label_of[i] = label;
        t->fold_of[i] = (uint16_t)(dealt[label]++ % t->folds);
    }
}

/* --- features --- */

static void count_documents(const Trainer *t, const FeatureSpace *space, uint32_t *documents)
{
    for (size_t i = 0; i < t->in->count; i++) {
        Arena *arena = arena_new(0);
        Features features = features_of(arena, t->in->samples[i].message, space);
        for (size_t b = 0; b < BLOCK_COUNT; b++)
            for (size_t k = 0; k < features.blocks[b].len; k++)
                documents[features.blocks[b].at[k].bucket]++;
        arena_free(arena);
    }
}

static Err size_model(Trainer *t, unsigned bits)
{
    Str *labels = NULL;
    uint32_t count = sort_labels(t, &labels), rows = 0;
    if (count < 2)
        return fail(t->ctx, ERR_INVALID, MSG_MODEL_SAMPLES);
    t->taste = taste_for(t->in->count / count);
    FeatureSpace space = {.bits = bits};
    memcpy(space.gram_weight, t->taste->gram_weight, sizeof space.gram_weight);
    uint32_t *documents = ARENA_ARRAY(t->arena, uint32_t, (size_t)1 << bits);
    count_documents(t, &space, documents);
    for (size_t b = 0; b < (size_t)1 << bits; b++)
        rows += documents[b] >= t->taste->texts_least;
    if (!classifier_fits(count, rows))
        return fail(t->ctx, ERR_INVALID, MSG_MODEL_TOO_LARGE, str_printf(t->ctx->arena, "%d", CLASSIFIER_WEIGHTS_MAX));

    t->model = classifier_new(&space, count, rows);
    for (uint32_t k = 0; k < count; k++)
        t->model->label[k] = str_copy(t->model->arena, labels[k]);
    for (uint32_t b = 0, row = 0; b < 1u << bits; b++) {
        if (documents[b] < t->taste->texts_least)
            continue;
        double idf = 1.0 + log((1.0 + (double)t->in->count) / (1.0 + documents[b]));
        t->model->bucket[row] = b;
        t->model->idf[row++] = (float)pow(idf, t->taste->idf_power);
    }
    t->model->subject_weight = t->in->subject_weight > 0.0 ? (float)t->in->subject_weight : t->taste->subject_weight;
    classifier_index_rows(t->model);
    return OK;
}

typedef struct WordWeighing {
    const Classifier *model;
    const WordCounts *counts;
    float *sum; /* [rows]; a bucket of several grams has their mean */
    uint32_t *grams, *pairs;
} WordWeighing;

static void weigh_gram(void *self, const Gram *gram)
{
    WordWeighing *w = self;
    uint32_t row = w->model->row[gram->bucket];
    if (row == ROW_NONE)
        return;
    w->sum[row] += word_weight(w->counts, gram->at, gram->len);
    w->grams[row]++;
    w->pairs[row] += gram->len == 2;
}

static void weigh_words(Trainer *t)
{
    Classifier *model = t->model;
    Arena *arena CLEANUP(arena_freep) = arena_new(SIZE_MAX), *each CLEANUP(arena_freep) = arena_new(SIZE_MAX);
    WordWeighing w = {.model = model,
                      .counts = word_counts(arena, t->in->samples, t->in->count),
                      .sum = ARENA_ARRAY(arena, float, model->rows),
                      .grams = ARENA_ARRAY(arena, uint32_t, model->rows),
                      .pairs = ARENA_ARRAY(arena, uint32_t, model->rows)};
    for (size_t i = 0; i < t->in->count; i++) {
        grams_visit(each, t->in->samples[i].message, &model->space, weigh_gram, &w);
        arena_reset(each);
    }
    t->telling = ARENA_ARRAY(t->arena, bool, model->rows);
    for (uint32_t row = 0; row < model->rows; row++) {
        model->idf[row] *= w.sum[row] / (float)w.grams[row];
        t->telling[row] = 2 * w.pairs[row] >= w.grams[row];
    }
}

static int by_row(const void *a, const void *b)
{
    uint32_t x = ((const RowValue *)a)->row, y = ((const RowValue *)b)->row;
    return (x > y) - (x < y);
}

static void make_vectors(Trainer *t)
{
    t->vectors = ARENA_ARRAY(t->arena, RowVector, t->in->count);
    for (size_t i = 0; i < t->in->count; i++) {
        Arena *arena = arena_new(0);
        RowVector v = classifier_vector(t->model, arena, t->in->samples[i].message);
        qsort(v.at, v.len, sizeof *v.at, by_row);
        t->vectors[i] = (RowVector){arena_copy(t->arena, v.at, v.len * sizeof *v.at), v.len};
        arena_free(arena);
    }
}

/* --- one label against the rest --- */

typedef struct Round {
    const Trainer *t;
    uint16_t left_out; /* a fold, or NO_FOLD */
    struct problem problem;
    uint32_t *sample; /* [problem.l]: which samples take part */
    double *ratio;    /* [rows]: of the label at hand; all 1 without ratios */
    double *without;  /* [rows]: scratch */
} Round;

static void fill_sample(const Round *r, const RowVector *v, struct feature_node *x)
{
    for (size_t k = 0; k < v->len; k++)
        x[k] = (struct feature_node){(int)v->at[k].row + 1, (double)v->at[k].value * r->ratio[v->at[k].row]};
    x[v->len] = (struct feature_node){r->problem.n, 1.0};
    x[v->len + 1] = (struct feature_node){-1, 0.0};
}

static void start_round(Round *r, Arena *arena)
{
    const Trainer *t = r->t;
    size_t nodes = 0;
    r->sample = ARENA_ARRAY(arena, uint32_t, t->in->count);
    for (uint32_t i = 0; i < t->in->count; i++) {
        if (t->fold_of[i] == r->left_out)
            continue;
        r->sample[r->problem.l++] = i;
        nodes += t->vectors[i].len + 2;
    }
    r->problem.n = (int)t->model->rows + 1;
    r->problem.bias = 1.0;
    r->problem.y = ARENA_ARRAY(arena, double, t->in->count);
    r->problem.x = ARENA_ARRAY(arena, struct feature_node *, t->in->count);
    r->ratio = ARENA_ARRAY(arena, double, t->model->rows);
    r->without = ARENA_ARRAY(arena, double, t->model->rows);
    for (uint32_t k = 0; k < t->model->rows; k++)
        r->ratio[k] = 1.0;
    struct feature_node *node = ARENA_ARRAY(arena, struct feature_node, nodes);
    for (int i = 0; i < r->problem.l; i++) {
        const RowVector *v = &t->vectors[r->sample[i]];
        fill_sample(r, v, node);
        r->problem.x[i] = node;
        node += v->len + 2;
    }
}

static bool mark_answers(Round *r, uint32_t label)
{
    bool any = false;
    for (int i = 0; i < r->problem.l; i++) {
        bool mine = r->t->label_of[r->sample[i]] == label;
        r->problem.y[i] = mine ? 1.0 : -1.0;
        any = any || mine;
    }
    return any;
}

/* How much more (or less) often a text has the feature with the label than without it: the log of the shares'
 * quotient. */
static void weigh_ratios(Round *r, uint32_t label)
{
    uint32_t rows = r->t->model->rows;
    double texts_with = 0.0, texts = r->problem.l, squares = 0.0;
    memset(r->ratio, 0, rows * sizeof *r->ratio);
    memset(r->without, 0, rows * sizeof *r->without);
    for (int i = 0; i < r->problem.l; i++) {
        const RowVector *v = &r->t->vectors[r->sample[i]];
        bool mine = r->t->label_of[r->sample[i]] == label;
        texts_with += mine;
        for (size_t k = 0; k < v->len; k++)
            (mine ? r->ratio : r->without)[v->at[k].row] += 1.0;
    }
    double share = texts_with / texts;
    for (uint32_t k = 0; k < rows; k++) {
        double with = (r->ratio[k] + RATIO_SMOOTHING * share) / texts_with;
        double without = (r->without[k] + RATIO_SMOOTHING * (1.0 - share)) / (texts - texts_with);
        r->ratio[k] = fabs(log(with / without));
        squares += r->ratio[k] * r->ratio[k];
    }
    for (uint32_t k = 0; squares > 0.0 && k < rows; k++)
        r->ratio[k] *= sqrt(rows / squares);
    for (int i = 0; i < r->problem.l; i++)
        fill_sample(r, &r->t->vectors[r->sample[i]], r->problem.x[i]);
}

/* Writes the label's column of `weight` and its bias. A label unseen in this round scores like a firm no. */
static void learn_label(Round *r, uint32_t label, float *weight, float *bias)
{
    uint32_t rows = r->t->model->rows, labels = r->t->model->labels;
    if (!mark_answers(r, label)) {
        *bias = -1.0f;
        return;
    }
    if (r->t->taste->rich)
        weigh_ratios(r, label);
    struct parameter how = {.solver_type = L2R_L2LOSS_SVC, .C = r->t->cost, .eps = PRIMAL_TOLERANCE};
    struct model *learnt = train(&r->problem, &how);
    float sign = learnt->label[0] == 1 ? 1.0f : -1.0f;
    for (uint32_t k = 0; k < rows; k++)
        weight[(size_t)k * labels] = sign * (float)(learnt->w[k] * r->ratio[k]);
    *bias = sign * (float)learnt->w[rows];
    free_and_destroy_model(&learnt);
}

static void learn_all(const Trainer *t, uint16_t left_out, float *weight, float *bias)
{
    Arena *arena = arena_new(SIZE_MAX);
    Round round = {.t = t, .left_out = left_out};
    start_round(&round, arena);
    for (uint32_t label = 0; label < t->model->labels; label++)
        learn_label(&round, label, weight + label, bias + label);
    arena_free(arena);
}

/* --- evidence of texts that the model has not seen --- */

/* Only whole messages count: a category's name or keyword by itself is no report, and too easy. */
static float choose_threshold(const Trainer *t, const Unseen *unseen)
{
    enum { MESSAGE_BYTES = 30 };
    const Classifier *model = t->model;
    Outcome *outcomes = ARENA_ARRAY(t->arena, Outcome, unseen->count + 1);
    float *p = ARENA_ARRAY(t->arena, float, model->labels);
    size_t count = 0;
    for (size_t i = 0; i < unseen->count; i++) {
        if (t->in->samples[i].message.body.len < MESSAGE_BYTES)
            continue;
        calibration_probabilities(model, unseen, i, p);
        uint32_t best = 0;
        for (uint32_t k = 1; k < model->labels; k++)
            best = p[k] > p[best] ? k : best;
        outcomes[count++] = (Outcome){.probability = p[best], .right = best == unseen->label_of[i]};
    }
    return (float)threshold_for(outcomes, count, t->in->target > 0.0 ? t->in->target : DEFAULT_TARGET);
}

static void calibrate(Trainer *t)
{
    Classifier *model = t->model;
    size_t cells = t->in->count * model->labels;
    Unseen unseen = {.label_of = t->label_of,
                     .count = t->in->count,
                     .scores = ARENA_ARRAY(t->arena, float, cells),
                     .votes = t->taste->rich ? ARENA_ARRAY(t->arena, float, cells) : NULL};
    Arena *arena CLEANUP(arena_freep) = arena_new(SIZE_MAX);
    for (uint32_t fold = 0; fold < t->folds; fold++) {
        learn_all(t, (uint16_t)fold, model->weight, model->bias);
        for (size_t i = 0; i < t->in->count; i++) {
            if (t->fold_of[i] != fold)
                continue;
            NeighbourAsk ask = {.vector = &t->vectors[i], .fold_of = t->fold_of, .left_out = (uint16_t)fold};
            classifier_scores(model, &t->vectors[i], unseen.scores + i * model->labels);
            if (unseen.votes != NULL)
                neighbours_vote(model, arena, &ask, unseen.votes + i * model->labels);
            arena_reset(arena);
        }
        memset(model->weight, 0, (size_t)model->rows * model->labels * sizeof *model->weight);
        memset(model->bias, 0, model->labels * sizeof *model->bias);
    }
    calibration_fit(model, &unseen, t->taste->rich);
    model->sure_from = choose_threshold(t, &unseen);
}

Err classifier_train(Ctx *ctx, const ClassifierTraining *in, Classifier **out)
{
    if (in->count < 2)
        return fail(ctx, ERR_INVALID, MSG_MODEL_SAMPLES);
    TRY(check_samples(ctx, in));
    set_print_string_function(be_quiet);
    unsigned bits = in->bits != 0 ? in->bits : DEFAULT_BITS;
    bits = bits < CLASSIFIER_BITS_LEAST  ? CLASSIFIER_BITS_LEAST
           : bits > CLASSIFIER_BITS_MOST ? CLASSIFIER_BITS_MOST
                                         : bits;
    unsigned folds = in->folds != 0 ? in->folds : DEFAULT_FOLDS;
    Arena *arena CLEANUP(arena_freep) = arena_new(SIZE_MAX);
    Trainer t = {.ctx = ctx,
                 .arena = arena,
                 .in = in,
                 .cost = in->cost > 0.0 ? in->cost : 1.0,
                 .folds = folds < 2           ? 2
                          : folds > FOLDS_MAX ? FOLDS_MAX
                                              : folds};
    TRY(size_model(&t, bits));
    if (t.taste->rich)
        weigh_words(&t);
    deal_folds(&t);
    make_vectors(&t);
    if (t.taste->rich)
        neighbours_keep(t.model, &(NeighbourTexts){t.vectors, t.label_of, in->count, t.telling});
    calibrate(&t);
    learn_all(&t, NO_FOLD, t.model->weight, t.model->bias);
    *out = t.model;
    return OK;
}
