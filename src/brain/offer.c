/* The candidates for "where is this?", best first, that desks see and residents choose from. */
#include <math.h>

#include "brain/parts.h"

#define SCORE_FIRM 0.95
#define SCORE_TOGETHER 0.85

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

void offer_words(const Scene *s)
{
    const WordsView *words = s->out->words;
    for (size_t i = 0; i < words->count; i++) {
        const Named *named = &words->named[i];
        bool winner = words->verdict == WORDS_SURE && str_eq(named->areas.subdistrict, words->subdistrict);
        double score = !winner ? SCORE_LIKELY : named->firm ? SCORE_FIRM : SCORE_TOGETHER;
        if (words->verdict == WORDS_SURE && !winner)
            score = SCORE_LIKELY / 2.0;
        else if (named->ambiguous)
            score /= 2.0;
        if (!str_empty(named->areas.subdistrict))
            offer_named(s, named, score - 0.01 * (double)(named != words->best));
    }
}
