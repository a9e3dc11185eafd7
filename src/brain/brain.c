/* Building a brain from a district: areas, names, phrases and the trained model, each copied or owned; and keeping the
 * model as bytes, so that a server need not learn anew at every start. */
#include <stdlib.h>
#include <string.h>

#include "brain/learn.h"
#include "brain/parts.h"
#include "geo/divisions.h"
#include "text/plain_words.h"

#define VOUCHING 0.8 /* of a certain name, to back one noted from memory */

/* --- names --- */

static Place place_of_row(const DistrictPlace *row)
{
    Place place = {.name = row->name,
                   .aliases = row->aliases,
                   .kind = PLACE_PLACE,
                   .area_code = row->area,
                   .lng = row->lon,
                   .lat = row->lat,
                   .certain = row->certain};
    (void)place_kind_parse(row->kind, &place.kind); /* unknown: simply a place */
    return place;
}

static bool named_already(const District *district, Str name)
{
    for (size_t i = 0; i < district->place_count; i++)
        if (str_eq(district->places[i].name, name))
            return true;
    return false;
}

/* Sub-districts and communities are names too, though no gazetteer row may tell them. */
static Place place_of_area(const Brain *brain, const DistrictArea *area)
{
    Place place = {.name = area->name_zh,
                   .aliases = area->name_en,
                   .kind = area->level == AREA_SUBDISTRICT ? PLACE_SUBDISTRICT : PLACE_COMMUNITY,
                   .area_code = area->code,
                   .certain = true};
    const Area *polygon = brain->areas != NULL ? area_index_find(brain->areas, area->code) : NULL;
    if (polygon != NULL) {
        place.lng = polygon->inside.lng;
        place.lat = polygon->inside.lat;
    }
    return place;
}

static bool says_where(const DistrictArea *area)
{
    return area->level == AREA_SUBDISTRICT || area->level == AREA_COMMUNITY;
}

/* 江厝新村 was noted from memory, but it carries the name of 江厝, which is certain, and both lie in one
 * sub-district: that is two who say so. */
static bool vouched(const Brain *brain, const Gazetteer *certain, const Place *place)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    PlaceMatches matches = gazetteer_find(certain, arena, place->name);
    PointAreas own = areas_of_code(brain->district, place->area_code);
    bool backed = false;
    for (size_t i = 0; i < matches.len; i++) {
        PointAreas other = areas_of_code(brain->district, matches.at[i].place->area_code);
        if (!str_eq(own.subdistrict, other.subdistrict))
            return false;
        backed = backed || (matches.at[i].form != NAME_SLIP && matches.at[i].trust >= VOUCHING);
    }
    return backed && !str_empty(own.subdistrict);
}

static Gazetteer *certain_names(Arena *arena, const Place *places, size_t count)
{
    Place *certain = ARENA_ARRAY(arena, Place, count + 1);
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        if (places[i].certain)
            certain[len++] = places[i];
    return gazetteer_new(certain, len);
}

/* Our own city and province are no other place, and lead to ours (东莞霄边); nor is what our own district calls
 * something else (保定社区). */
static bool ours(const District *district, const Division *division)
{
    if (str_starts(district->code, division->code) || str_starts(division->code, district->code))
        return true;
    for (size_t i = 0; i < district->area_count; i++)
        if (str_starts(district->areas[i].code, division->code) ||
            str_starts(district->areas[i].name_zh, division->name))
            return true;
    return false;
}

static bool our_word(const District *district, Str word)
{
    for (size_t i = 0; i < district->area_count; i++)
        if (str_starts(district->areas[i].name_zh, word))
            return true;
    return false;
}

/* 东城区, as people still call 东城街道, is not Beijing's. */
static bool our_town(const District *district, Str name)
{
    Str stem = str_slice(name, 0, name.len > 3 ? name.len - 3 : 0);
    for (size_t i = 0; i < district->area_count && stem.len >= 6; i++)
        if (district->areas[i].level == AREA_SUBDISTRICT && str_starts(district->areas[i].name_zh, stem))
            return true;
    return false;
}

/* Every other province, city and county: who names one means a place that is not ours. */
static size_t name_divisions(const District *district, Place *places)
{
    Division division;
    size_t count = 0;
    for (size_t at = 0; division_next(&at, &division);) {
        if (named_already(district, division.name) || our_town(district, division.name))
            continue;
        bool own = ours(district, &division);
        bool word = plain_word_of(division.short_name) > WORD_NAME || our_word(district, division.short_name);
        places[count++] = (Place){.name = division.name,
                                  .aliases = word ? STR("") : division.short_name,
                                  .kind = PLACE_DISTRICT,
                                  .area_code = own ? district->code : STR(""),
                                  .certain = true};
    }
    return count;
}

static void name_places(Brain *brain)
{
    const District *d = brain->district;
    Arena *arena CLEANUP(arena_freep) = arena_new(SIZE_MAX);
    Place *places = ARENA_ARRAY(arena, Place, d->place_count + d->area_count + DIVISIONS_MAX + 1);
    size_t count = 0;
    for (size_t i = 0; i < d->place_count; i++)
        places[count++] = place_of_row(&d->places[i]);
    for (size_t i = 0; i < d->area_count; i++)
        if (says_where(&d->areas[i]) && !named_already(d, d->areas[i].name_zh))
            places[count++] = place_of_area(brain, &d->areas[i]);
    Gazetteer *certain = certain_names(arena, places, count);
    for (size_t i = 0; i < count; i++)
        places[i].certain = places[i].certain || vouched(brain, certain, &places[i]);
    gazetteer_free(certain);
    count += name_divisions(d, places + count);
    brain->gazetteer = gazetteer_new(places, count);
}

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
    phrases_free(brain->spam);
    phrases_free(brain->keywords);
    seat_free(brain->seat);
    arena_free(brain->arena);
}
