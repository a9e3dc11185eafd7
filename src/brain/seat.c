/* The model's seat: who decides takes the model that sits there and lets go of it at the end; a new one may sit down
 * meanwhile. The last to let go of an old model frees it, so a decision never sees half of one and half of another. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "brain/parts.h"

/* Counts up when the rules or the way of deciding change. */
#define RULES "1"
enum { SHORT_HEX = 8 };

struct Model {
    atomic_size_t holders; /* the seat itself is one */
    Arena *arena;
    Classifier *classifier; /* NULL: nothing to learn from */
    Str id;                 /* empty: none */
    Str version;
    PairsTold *told;
};

struct Seat {
    pthread_mutex_t mutex; /* so that nobody takes a model between its last holder and its end */
    Model *model;
};

Str model_seal(Arena *arena, Str bytes)
{
    return bytes.len <= HASH_SIZE ? STR("")
                                  : str_hex(arena, (const unsigned char *)bytes.at + bytes.len - HASH_SIZE, HASH_SIZE);
}

Str model_id(Arena *arena, Str bytes)
{
    return str_slice(model_seal(arena, bytes), 0, MODEL_ID_LEN);
}

static Str version_of(Arena *arena, const District *district, Str id)
{
    Str data = district->version.len >= SHORT_HEX ? district->version : STR("--------");
    Str model = id.len >= SHORT_HEX ? id : STR("--------");
    return str_printf(arena, "rules-" RULES "/model-%.*s/district-%.*s", SHORT_HEX, model.at, SHORT_HEX, data.at);
}

Model *model_new(const District *district, Classifier *classifier, Str id)
{
    Arena *arena = arena_new(0);
    Model *model = ARENA_NEW(arena, Model);
    model->arena = arena;
    model->classifier = classifier;
    model->id = str_copy(arena, id);
    model->version = version_of(arena, district, id);
    model->told = pairs_told_new();
    atomic_init(&model->holders, 1);
    return model;
}

static void let_go(Model *model)
{
    if (model == NULL || atomic_fetch_sub(&model->holders, 1) != 1)
        return;
    classifier_free(model->classifier);
    free(model->told);
    arena_free(model->arena);
}

Seat *seat_new(Model *model)
{
    Seat *seat = calloc(1, sizeof *seat);
    if (seat == NULL)
        abort();
    (void)pthread_mutex_init(&seat->mutex, NULL);
    seat->model = model;
    return seat;
}

void seat_free(Seat *seat)
{
    if (seat == NULL)
        return;
    let_go(seat->model);
    (void)pthread_mutex_destroy(&seat->mutex);
    free(seat);
}

void seat_place(Seat *seat, Model *model)
{
    (void)pthread_mutex_lock(&seat->mutex);
    Model *before = seat->model;
    seat->model = model;
    (void)pthread_mutex_unlock(&seat->mutex);
    let_go(before);
}

static Model *hold(Seat *seat)
{
    (void)pthread_mutex_lock(&seat->mutex);
    Model *model = seat->model;
    atomic_fetch_add(&model->holders, 1);
    (void)pthread_mutex_unlock(&seat->mutex);
    return model;
}

Thinking thinking_begin(const Brain *brain, Ctx *ctx)
{
    Model *model = hold(brain->seat);
    Thinking thinking = {.brain = *brain, .model = model};
    thinking.brain.model = model->classifier;
    thinking.brain.told = model->told;
    thinking.brain.version = str_copy(ctx->arena, model->version);
    return thinking;
}

/* What the decision says of categories points into the district from here on, never into a model that may go. */
static void keep_known(const District *district, Decision *decision)
{
    size_t kept = 0;
    for (size_t i = 0; i < decision->category_count; i++) {
        CategoryGuess guess = decision->categories[i];
        const Category *category = category_find(district, guess.code);
        guess.code = category != NULL ? category->code : STR("");
        if (category != NULL)
            decision->categories[kept++] = guess;
    }
    decision->category_count = kept;
}

void thinking_end(const Thinking *thinking, Decision *decision)
{
    keep_known(thinking->brain.district, decision);
    let_go(thinking->model);
}

Str brain_version(const Brain *brain, Ctx *ctx)
{
    Model *model = hold(brain->seat);
    Str version = str_copy(ctx->arena, model->version);
    let_go(model);
    return version;
}

Str brain_model(const Brain *brain, Ctx *ctx)
{
    Model *model = hold(brain->seat);
    Str id = str_copy(ctx->arena, model->id);
    let_go(model);
    return id;
}

Err brain_save_model(Ctx *ctx, const Brain *brain, Str *bytes)
{
    Model *model = hold(brain->seat);
    Err err = OK;
    *bytes = STR("");
    if (model->classifier != NULL)
        err = classifier_save(ctx, model->classifier, bytes);
    let_go(model);
    return err;
}
