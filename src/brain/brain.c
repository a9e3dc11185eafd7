/* Building a brain from a district: areas, names, phrases and the trained model, each copied or owned; and keeping the
 * model as bytes, so that a server need not learn anew at every start. */
#include <stdlib.h>
#include <string.h>

#include "brain/learn.h"
#include "brain/parts.h"

static Phrases *phrases_of(const DistrictPhrase *rows, size_t count)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(SIZE_MAX);
    Phrase *phrases = ARENA_ARRAY(arena, Phrase, count + 1);
    for (size_t i = 0; i < count; i++)
        phrases[i] = (Phrase){.text = rows[i].text, .tag = str_of(urgency_code(rows[i].urgency))};
    return phrases_new(phrases, count);
}

/* --- building --- */

static Err build(Ctx *ctx, const District *district, Brain **out)
{
    Arena *arena = arena_new(SIZE_MAX);
    Brain *brain = ARENA_NEW(arena, Brain);
    *brain = (Brain){.arena = arena, .district = district};
    if (!str_empty(district->areas_geojson)) {
        AreaSource source = {.geojson = district->areas_geojson};
        Err err = area_index_load(ctx, &source, &brain->areas);
        if (err != OK) {
            arena_free(arena);
            return err;
        }
    }
    name_places(brain);
    brain->danger = phrases_of(district->danger, district->danger_count);
    brain->pairs = danger_pairs(district);
    brain->spam = phrases_of(district->spam, district->spam_count);
    brain->keywords = category_keywords(district);
    *out = brain;
    return OK;
}

static Err learn_model(Ctx *ctx, const District *district, Model **out)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(SIZE_MAX);
    Ctx own = *ctx;
    own.arena = arena;
    Classifier *classifier = NULL;
    Str bytes = STR("");
    Samples samples = category_samples(arena, district);
    Err err = OK;
    if (samples_teach(&samples))
        err = category_train(ctx, &samples, &classifier);
    if (err == OK && classifier != NULL)
        err = classifier_save(&own, classifier, &bytes);
    TRY(err);
    *out = model_new(district, classifier, model_id(arena, bytes));
    return OK;
}

/* A model that knows none of the district's categories could only be silent. */
static Err check_labels(Ctx *ctx, const District *district, const Classifier *classifier)
{
    for (size_t i = 0; i < classifier_label_count(classifier); i++) {
        const Category *category = category_find(district, classifier_label(classifier, i));
        if (category != NULL && category->leaf)
            return OK;
    }
    return fail(ctx, ERR_INVALID, MSG_MODEL_BROKEN, STR("labels"));
}

static Err read_model(Ctx *ctx, const District *district, Str bytes, Model **out)
{
    Classifier *classifier = NULL;
    TRY(classifier_load(ctx, bytes, &classifier));
    Err err = check_labels(ctx, district, classifier);
    if (err != OK) {
        classifier_free(classifier);
        return err;
    }
    *out = model_new(district, classifier, model_id(ctx->arena, bytes));
    return OK;
}

Err brain_new(Ctx *ctx, const District *district, Brain **out)
{
    Brain *brain = NULL;
    Model *model = NULL;
    TRY(build(ctx, district, &brain));
    Err err = learn_model(ctx, district, &model);
    if (err != OK) {
        brain_free(brain);
        return err;
    }
    brain->seat = seat_new(model);
    *out = brain;
    return OK;
}

Err brain_new_from_model(Ctx *ctx, const District *district, Str bytes, Brain **out)
{
    Brain *brain = NULL;
    Model *model = NULL;
    TRY(build(ctx, district, &brain));
    Err err = read_model(ctx, district, bytes, &model);
    if (err != OK) {
        brain_free(brain);
        return err;
    }
    brain->seat = seat_new(model);
    *out = brain;
    return OK;
}

Err brain_swap_model(Brain *brain, Ctx *ctx, Str bytes)
{
    Model *model = NULL;
    TRY(read_model(ctx, brain->district, bytes, &model));
    seat_place(brain->seat, model);
    return OK;
}

void brain_free(Brain *brain)
{
    if (brain == NULL)
        return;
    area_index_free(brain->areas);
    gazetteer_free(brain->gazetteer);
    phrases_free(brain->danger);
    phrases_free(brain->pairs);
    phrases_free(brain->spam);
    phrases_free(brain->keywords);
    seat_free(brain->seat);
    arena_free(brain->arena);
}
