/* The candidates for "where is this?", best first, that desks see and residents choose from. */
#include <math.h>

#include "brain/parts.h"

#define SCORE_BESIDE 0.99 /* of two names in one place, the most exact comes first */

static void offer(Decision *d, const PlaceGuess *guess)
{
    size_t at = d->place_count;
    for (size_t i = 0; i < d->place_count; i++)
        if (str_eq(d->places[i].name, guess->name) && str_eq(d->places[i].subdistrict, guess->subdistrict))
            return;
    if (at == BRAIN_GUESSES && d->places[--at].score >= guess->score)
        return;
    for (; at > 0 && d->places[at - 1].score < guess->score; at--)
        d->places[at] = d->places[at - 1];
    d->places[at] = *guess;
    d->place_count += d->place_count < BRAIN_GUESSES;
}

void offer_area(const Scene *s, PointAreas areas, double score)
{
    Str smallest = str_empty(areas.community) ? areas.subdistrict : areas.community;
    const PinView *pin = &s->out->pin;
    offer(s->decision, &(PlaceGuess){.name = both_area(s->brain, smallest).in[LANG_ZH],
                                     .subdistrict = areas.subdistrict,
                                     .community = areas.community,
                                     .grid = areas.grid,
                                     .has_point = pin->given,
                                     .lat = pin->at.lat,
                                     .lon = pin->at.lng,
                                     .score = score,
                                     .source = STR("position")});
}

static void offer_named(const Scene *s, const Named *named, double score)
{
    const Place *place = named->place;
    bool located = fabs(place->lat) > 0.0 || fabs(place->lng) > 0.0;
    offer(s->decision, &(PlaceGuess){.name = place->name,
                                     .subdistrict = named->areas.subdistrict,
                                     .community = named->areas.community,
                                     .grid = named->areas.grid,
                                     .has_point = located,
                                     .lat = place->lat,
                                     .lon = place->lng,
                                     .score = score,
                                     .source = STR("words")});
}

/* Sure or not, the probability is told; unsure, it stays below half, so that nobody takes it for an answer. */
static double score_of(const WordsView *words, const Named *named)
{
    double probability = words_probability(words, named->areas.subdistrict);
    if (words->verdict == WORDS_SURE)
        return probability;
    return SCORE_LIKELY * probability;
}

static void offer_unnamed(const Scene *s, const Likely *likely)
{
    const WordsView *words = s->out->words;
    for (size_t i = 0; i < words->count; i++)
        if (str_eq(words->named[i].areas.subdistrict, likely->subdistrict))
            return;
    offer(s->decision, &(PlaceGuess){.name = both_area(s->brain, likely->subdistrict).in[LANG_ZH],
                                     .subdistrict = likely->subdistrict,
                                     .score = SCORE_LIKELY * likely->probability,
                                     .source = STR("words")});
}

void offer_words(const Scene *s)
{
    const WordsView *words = s->out->words;
    for (size_t i = 0; i < words->count; i++) {
        const Named *named = &words->named[i];
        if (!str_empty(named->areas.subdistrict) && !named->denied)
            offer_named(s, named, score_of(words, named) * (named == words->best ? 1.0 : SCORE_BESIDE));
    }
    for (size_t i = 0; i < words->likely_count; i++) /* neighbours of a border that is told of */
        if (!str_empty(words->likely[i].subdistrict))
            offer_unnamed(s, &words->likely[i]);
}
