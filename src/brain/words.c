/* What the words say about the place. One name that is certain suffices; names that are not must agree, at least two
 * of them; and where the names point to several sub-districts nobody is sent anywhere by words alone. */
#include <math.h>

#include "brain/parts.h"

/* How far a name reaches around its point. A road or an area has no single point. */
static const double reach[PLACE_KIND_COUNT] = {
    [PLACE_ESTATE] = 150,   [PLACE_BUILDING] = 50,  [PLACE_PARK] = 200,  [PLACE_SCHOOL] = 150,
    [PLACE_HOSPITAL] = 150, [PLACE_MARKET] = 80,    [PLACE_METRO] = 100, [PLACE_BUS] = 40,
    [PLACE_BRIDGE] = 100,   [PLACE_LANDMARK] = 150, [PLACE_PLACE] = 150,
};

double place_reach(const Place *place)
{
    bool located = fabs(place->lat) > 0.0 || fabs(place->lng) > 0.0;
    return located ? reach[place->kind] : 0.0;
}

static bool is_street(const Named *named)
{
    PlaceKind kind = named->place->kind;
    return kind == PLACE_ROAD || kind == PLACE_LANE || kind == PLACE_RIVER;
}

static bool elsewhere(const Named *named)
{
    return named->place->kind == PLACE_DISTRICT && str_empty(named->place->area_code);
}

/* All places that bear the name at matches[i] lie in one sub-district, and one of them is certain. */
static bool firm_span(const Brain *brain, const PlaceMatches *matches, size_t i, bool *ambiguous)
{
    size_t first = i, end;
    while (first > 0 && matches->at[first - 1].from == matches->at[i].from)
        first--;
    end = first + 1 + matches->at[first].rivals;
    PointAreas areas = areas_of_code(brain->district, matches->at[i].place->area_code);
    bool certain = false;
    *ambiguous = false;
    for (size_t k = first; k < end && k < matches->len; k++) {
        PointAreas other = areas_of_code(brain->district, matches->at[k].place->area_code);
        certain = certain || matches->at[k].place->certain;
        *ambiguous = *ambiguous || !str_eq(other.subdistrict, areas.subdistrict);
    }
    bool river = matches->at[i].place->kind == PLACE_RIVER; /* flows through several, and often is the border */
    return certain && !river && !*ambiguous && !str_empty(areas.subdistrict);
}

static void gather(const Brain *brain, Arena *arena, Str text, WordsView *view)
{
    PlaceMatches matches = gazetteer_find(brain->gazetteer, arena, text);
    for (size_t i = 0; i < matches.len && view->count < NAMED_MAX; i++) {
        const PlaceMatch *match = &matches.at[i];
        Named named = {.said = str_slice(text, match->from, match->to),
                       .place = match->place,
                       .areas = areas_of_code(brain->district, match->place->area_code)};
        named.firm = firm_span(brain, &matches, i, &named.ambiguous);
        bool again = false;
        for (size_t k = 0; k < view->count && !again; k++)
            again = view->named[k].place == named.place;
        if (!again && (!str_empty(named.areas.subdistrict) || elsewhere(&named)))
            view->named[view->count++] = named;
    }
}

typedef enum Weight { WEIGH_EXACT, WEIGH_FIRM, WEIGH_ANY } Weight;

static bool counts(const Named *named, Weight weight)
{
    if (elsewhere(named))
        return false;
    return weight == WEIGH_ANY || (named->firm && (weight == WEIGH_FIRM || !is_street(named)));
}

/* The one sub-district of all names of this weight; empty: none or several. */
static Str agreed(const WordsView *view, Weight weight, bool *several)
{
    Str found = {0};
    *several = false;
    for (size_t i = 0; i < view->count; i++) {
        const Named *named = &view->named[i];
        if (!counts(named, weight))
            continue;
        *several = *several || (!str_empty(found) && !str_eq(found, named->areas.subdistrict));
        found = str_empty(found) ? named->areas.subdistrict : found;
    }
    return *several ? STR("") : found;
}

/* Of names that may mean several places, the sub-district that every name allows; with how many names. */
static Str common(const WordsView *view, size_t *names)
{
    Str found = {0};
    for (size_t i = 0; i < view->count; i++) {
        Str candidate = view->named[i].areas.subdistrict;
        size_t allowed = 0, all = 0;
        for (size_t k = 0; k < view->count; k++) {
            bool first = k == 0 || view->named[k].said.at != view->named[k - 1].said.at;
            bool may = false;
            for (size_t m = k; first && m < view->count && view->named[m].said.at == view->named[k].said.at; m++)
                may = may || str_eq(view->named[m].areas.subdistrict, candidate);
            all += first;
            allowed += may;
        }
        if (allowed < all || str_eq(candidate, found))
            continue;
        if (!str_empty(found)) /* two are possible */
            return STR("");
        found = candidate;
        *names = all;
    }
    return found;
}

/* The more exact name tells more: a park before the street it lies at, a street before its sub-district. */
static int exactness(const Named *named)
{
    return (place_reach(named->place) > 0.0 ? 4
            : is_street(named)              ? 2
                                            : 0) +
           (named->firm ? 3 : 0) + (str_empty(named->areas.community) ? 0 : 1);
}

static void pick(WordsView *view)
{
    for (size_t i = 0; i < view->count; i++) {
        const Named *named = &view->named[i];
        bool own = str_empty(view->subdistrict) || str_eq(named->areas.subdistrict, view->subdistrict);
        if (own && (view->best == NULL || exactness(named) > exactness(view->best)))
            view->best = named;
    }
    for (size_t i = 0; i < view->count && view->best != NULL; i++) {
        const Named *named = &view->named[i];
        bool against = !str_eq(named->areas.subdistrict, view->best->areas.subdistrict) &&
                       (elsewhere(named) || !str_empty(named->areas.subdistrict));
        if (against && (view->other == NULL || exactness(named) > exactness(view->other)))
            view->other = named;
    }
}

static void judge(WordsView *view)
{
    bool several = false, another_district = false;
    size_t names = 0;
    for (size_t i = 0; i < view->count; i++)
        another_district = another_district || elsewhere(&view->named[i]);
    view->subdistrict = agreed(view, WEIGH_EXACT, &several);
    if (str_empty(view->subdistrict) && !several)
        view->subdistrict = agreed(view, WEIGH_FIRM, &several);
    if (another_district) {
        view->verdict = WORDS_ELSEWHERE;
        view->subdistrict = STR("");
    } else if (!str_empty(view->subdistrict)) {
        view->verdict = WORDS_SURE;
    } else if (several) {
        view->verdict = WORDS_DIVIDED;
    } else if (view->count > 0) {
        view->subdistrict = common(view, &names);
        view->verdict = str_empty(view->subdistrict) ? WORDS_DIVIDED : names >= 2 ? WORDS_SURE : WORDS_LIKELY;
    }
    pick(view);
}

/* The place's own field answers "where?"; the story may name other places on the way. */
WordsView *words_look(const Brain *brain, Arena *arena, const Report *report)
{
    WordsView *view = ARENA_NEW(arena, WordsView);
    gather(brain, arena, report->place_text, view);
    judge(view);
    if (view->verdict == WORDS_SURE)
        return view;
    *view = (WordsView){0};
    gather(brain, arena, report->place_text, view);
    gather(brain, arena, report->text, view);
    judge(view);
    return view;
}
