/* The first line names places, separated by '|'; the rest is the text. Whatever both are: matches lie within the text,
 * in order, on whole characters' bounds, agree with their rivals and crossings, and are believed between 0 and 1. */
#include "fuzz/fuzz.h"

#include "text/gazetteer.h"

enum { PLACES_MAX = 32 };

static size_t read_places(Str names, Place *places)
{
    size_t count = 0, from = 0;
    for (size_t at = 0; at <= names.len && count < PLACES_MAX; at++) {
        if (at < names.len && names.at[at] != '|')
            continue;
        Str name = str_slice(names, from, at);
        places[count] = (Place){.name = name,
                                .aliases = str_slice(name, 0, name.len / 2),
                                .kind = (PlaceKind)(count % PLACE_KIND_COUNT),
                                .certain = count % 2 == 0};
        count++;
        from = at + 1;
    }
    return count;
}

static void check(const PlaceMatches *found, size_t i, Str text)
{
    const PlaceMatch *match = &found->at[i];
    ALWAYS(match->place != NULL && match->from <= match->name_to && match->name_to <= match->to &&
           match->to <= text.len);
    ALWAYS(match->trust >= 0.0 && match->trust <= 1.0 && match->fit > 0.0);
    ALWAYS(i == 0 || found->at[i - 1].from <= match->from);
    ALWAYS(match->crossing < (int32_t)found->len);
    ALWAYS(match->crossing < 0 || found->at[match->crossing].crossing >= 0);
    ALWAYS(match->rivals < found->len);
}

FUZZ(ctx, input)
{
    Place places[PLACES_MAX];
    Str names = {0}, text = input;
    if (str_cut(input, '\n', &names, &text)) {
        Gazetteer *gazetteer = gazetteer_new(places, read_places(names, places));
        PlaceMatches found = gazetteer_find(gazetteer, ctx->arena, text);
        for (size_t i = 0; i < found.len; i++)
            check(&found, i, text);
        gazetteer_free(gazetteer);
    }
}
