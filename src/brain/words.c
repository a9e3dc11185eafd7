/* What the words say about the place: each name in the text is heard as far as it can be believed, court.c weighs them
 * against each other, and here the verdict is given. Nobody is sent by words below SURE. */
#include <math.h>

#include "brain/parts.h"

#define SURE 0.88
#define WORTH_NAMING 0.3 /* a sub-district less likely than this is no guess */
#define AGAINST 0.12     /* a second one as likely as this divides the words */

/* How far a name is believed to tell where it lies. */
#define KNOWN_WELL 0.99
#define FROM_MEMORY 0.72 /* a gazetteer row that nobody has verified */
#define STREET 0.91      /* streets are longer than they seem */
#define RIVER 0.3        /* flows through several, and often is the border */
#define ASIDE 0.35
#define AFTER_ELSEWHERE 0.05
#define WITHIN_AREA 0.25
#define HEARD 0.4 /* 江门路 is not Jiangmen */

enum { CHAIN_BYTES = 24 };

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

bool place_is_street(const Place *place)
{
    return place->kind == PLACE_ROAD || place->kind == PLACE_LANE;
}

bool place_is_area(const Place *place)
{
    return place->kind == PLACE_SUBDISTRICT || place->kind == PLACE_COMMUNITY || place->kind == PLACE_DISTRICT;
}

bool named_elsewhere(const Named *named)
{
    return named->place->kind == PLACE_DISTRICT && str_empty(named->place->area_code);
}

/* --- hearing the witnesses --- */

static double known(const Place *place)
{
    if (place->kind == PLACE_RIVER)
        return RIVER;
    double belief = place->certain ? KNOWN_WELL : FROM_MEMORY;
    return place->kind == PLACE_ROAD ? belief * STREET : belief;
}

static bool clause_ends_in(Str text)
{
    static const char *const ends[] = {"，", "。", "；", "！", "？", ",", ".", ";", "!", "?", "\n"};
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (str_find(text, str_of(ends[i])) >= 0)
            return true;
    return false;
}

static Named named_of(const Brain *brain, Str text, const PlaceMatch *match)
{
    Named named = {.said = str_slice(text, match->from, match->to),
                   .text = text,
                   .place = match->place,
                   .areas = areas_of_code(brain->district, match->place->area_code),
                   .form = match->form,
                   .denied = match->denied,
                   .border = match->border,
                   .trust = match->trust * known(match->place),
                   .fit = match->fit};
    if (match->aside)
        named.trust *= ASIDE;
    return named;
}

/* 深圳市宝安区沙井街道新安路: what follows another city's name in one breath lies there. */
static bool follows_elsewhere(const WordsView *view, Str text, const Named *named)
{
    for (size_t i = view->count; i > 0; i--) {
        const Named *other = &view->named[i - 1];
        const char *end = other->said.at + other->said.len;
        if (!named_elsewhere(other) || other->denied || other->trust < HEARD || other->text.at != text.at ||
            end > named->said.at)
            continue;
        Str between = {end, (size_t)(named->said.at - end)};
        return between.len <= CHAIN_BYTES && !clause_ends_in(between);
    }
    return false;
}

/* 白沙社区四村: addresses go from large to small, so the fourth village of Baisha is meant, not another's 四村. */
static bool within_area(const WordsView *view, const Named *named)
{
    for (size_t i = view->count; i > 0; i--) {
        const Named *other = &view->named[i - 1];
        if (other->said.at + other->said.len == named->said.at && other->trust >= TRUST_FIRM &&
            place_is_area(other->place) && !str_empty(other->areas.subdistrict) &&
            !str_eq(other->areas.subdistrict, named->areas.subdistrict))
            return true;
    }
    return false;
}

static void gather(const Brain *brain, const Hearing *hearing, WordsView *view)
{
    Str text = hearing->text;
    PlaceMatches matches = gazetteer_find(brain->gazetteer, hearing->arena, text);
    if (matches.blanked) {
        view->blanked = true;
        view->blanked_tail = matches.blanked_tail;
    }
    for (size_t i = 0; i < matches.len && view->count < NAMED_MAX; i++) {
        Named named = named_of(brain, text, &matches.at[i]);
        bool again = false;
        if (follows_elsewhere(view, text, &named))
            named.trust *= AFTER_ELSEWHERE;
        if (within_area(view, &named))
            named.trust *= WITHIN_AREA;
        for (size_t k = 0; k < view->count && !again; k++) {
            Named *before = &view->named[k];
            again = before->place == named.place && before->denied == named.denied;
            if (again && before->trust < named.trust)
                *before = named;
        }
        if (!again && (!str_empty(named.areas.subdistrict) || named_elsewhere(&named)))
            view->named[view->count++] = named;
    }
}

/* --- the verdict --- */

double words_probability(const WordsView *view, Str subdistrict)
{
    for (size_t i = 0; i < view->likely_count; i++)
        if (str_eq(view->likely[i].subdistrict, subdistrict))
            return view->likely[i].probability;
    return 0.0;
}

/* The more exact name tells more: a park before the street it lies at, a street before its sub-district. */
static int exactness(const Named *named)
{
    return (place_reach(named->place) > 0.0 ? 4
            : place_is_street(named->place) ? 2
                                            : 0) +
           (named->firm ? 3 : 0) + (str_empty(named->areas.community) ? 0 : 1) - (named->trust < 0.5 ? 4 : 0);
}

static void pick(WordsView *view)
{
    for (size_t i = 0; i < view->count; i++) {
        const Named *named = &view->named[i];
        bool own =
            !named->denied && (str_empty(view->subdistrict) || str_eq(named->areas.subdistrict, view->subdistrict));
        if (own && (view->best == NULL || exactness(named) > exactness(view->best)))
            view->best = named;
    }
    for (size_t i = 0; i < view->count && view->best != NULL; i++) {
        const Named *named = &view->named[i];
        bool against = !named->denied && !str_eq(named->areas.subdistrict, view->best->areas.subdistrict) &&
                       (named_elsewhere(named) || !str_empty(named->areas.subdistrict));
        if (against && (view->other == NULL || exactness(named) > exactness(view->other)))
            view->other = named;
    }
}

static bool another_district(const WordsView *view)
{
    for (size_t i = 0; i < view->count; i++)
        if (named_elsewhere(&view->named[i]) && !view->named[i].denied && view->named[i].trust >= TRUST_FIRM)
            return true;
    return false;
}

/* Two firm names in two sub-districts: however many speak for one, somebody has to look. */
static bool contradicted(const WordsView *view, Str subdistrict)
{
    for (size_t i = 0; i < view->count; i++) {
        const Named *named = &view->named[i];
        bool weighs =
            named->firm && !named->border && (!place_is_street(named->place) || names_coordinate(view, named));
        if (weighs && !str_eq(named->areas.subdistrict, subdistrict))
            return true;
    }
    return false;
}

static void judge(WordsView *view)
{
    const Likely *top = view->likely_count > 0 ? &view->likely[0] : NULL;
    double second = view->likely_count > 1 ? view->likely[1].probability : 0.0;
    if (top == NULL)
        view->verdict = WORDS_NONE;
    else if (another_district(view) || (str_empty(top->subdistrict) && top->probability >= WORTH_NAMING))
        view->verdict = WORDS_ELSEWHERE;
    else if (top->probability >= SURE && !(contradicted(view, top->subdistrict) && !view->blanked))
        view->verdict = WORDS_SURE;
    else if (top->probability >= WORTH_NAMING && second < AGAINST)
        view->verdict = WORDS_LIKELY;
    else
        view->verdict = WORDS_DIVIDED;
    if (view->verdict == WORDS_SURE || view->verdict == WORDS_LIKELY)
        view->subdistrict = top->subdistrict;
    pick(view);
    if (view->best == NULL)
        view->verdict = WORDS_NONE;
    if (view->verdict == WORDS_DIVIDED && view->other == NULL) {
        view->verdict = WORDS_LIKELY;
        view->subdistrict = view->best->areas.subdistrict;
    }
}

/* The place's own field answers "where?"; the story may name other places on the way. */
WordsView *words_look(const Brain *brain, Arena *arena, const Report *report, const PinView *pin)
{
    WordsView *view = ARENA_NEW(arena, WordsView);
    Hearing place = {arena, report->place_text, pin}, story = {arena, report->text, pin};
    gather(brain, &place, view);
    words_weigh(brain, &place, view);
    judge(view);
    if (view->verdict == WORDS_SURE)
        return view;
    *view = (WordsView){0};
    gather(brain, &place, view);
    gather(brain, &story, view);
    words_weigh(brain, &story, view);
    judge(view);
    return view;
}
