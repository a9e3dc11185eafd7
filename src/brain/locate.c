/* Where is it? The position first; words break a tie at a border and stand in where there is no position. Where
 * position and words contradict each other, both are offered and nobody is sent. */
#include <math.h>

#include "brain/parts.h"
#include "geo/distance.h"

/* On the side where four fifths of the circle of doubt lie, one is right often enough to send somebody. */
#define LEAD_CLEAR 0.8
#define FAR_METRES 1000.0
#define SCORE_AGREED 0.99
#define SCORE_INSIDE 0.98

static void take_pin(const Scene *s)
{
    Decision *d = s->decision;
    const PinView *pin = &s->out->pin;
    d->has_point = true;
    d->lat_e7 = degrees_to_e7(pin->at.lat);
    d->lon_e7 = degrees_to_e7(pin->at.lng);
    d->accuracy_m = s->report->accuracy_m;
    d->place_source =
        str_empty(s->report->point_source) ? STR("pin") : str_copy(s->ctx->arena, s->report->point_source);
}

static void take_areas(const Scene *s, PointAreas areas)
{
    s->decision->subdistrict = areas.subdistrict;
    s->decision->community = areas.community;
    s->decision->grid = areas.grid;
    s->out->sure = true;
}

static bool words_sure(const Scene *s)
{
    return s->out->words->verdict == WORDS_SURE;
}

static void explain_inside(const Scene *s)
{
    const PinView *pin = &s->out->pin;
    const Brain *b = s->brain;
    Str smallest = str_empty(pin->areas.community) ? pin->areas.subdistrict : pin->areas.community;
    explain(s->ctx, s->decision, MSG_BRAIN_PIN_INSIDE, both_area(b, pin->areas.subdistrict), both_area(b, smallest),
            both_number(s->ctx, pin->border));
}

/* The position and the words mean the same sub-district. */
static void agree(const Scene *s)
{
    const PinView *pin = &s->out->pin;
    const Named *best = s->out->words->best;
    take_areas(s, pin->areas);
    explain_inside(s);
    explain(s->ctx, s->decision, MSG_BRAIN_WORDS_AGREE, same(best->said));
    double reach = place_reach(best->place);
    double metres = distance_metres(pin->at, (LngLat){.lng = best->place->lng, .lat = best->place->lat});
    if (reach > 0.0 && metres > FAR_METRES + reach + pin->accuracy)
        explain(s->ctx, s->decision, MSG_BRAIN_WORDS_FAR, same(best->said), both_number(s->ctx, metres));
    offer_area(s, pin->areas, SCORE_AGREED);
    s->decision->places[0].source = STR("both");
}

/* The words' sub-district lies within the position's own doubt. */
static bool words_within_doubt(const Scene *s)
{
    const PinView *pin = &s->out->pin;
    const Area *area = area_index_find(s->brain->areas, s->out->words->subdistrict);
    return area != NULL && area_index_border_metres(s->brain->areas, area, pin->at) <= pin->accuracy;
}

static void let_words_settle(const Scene *s)
{
    const WordsView *words = s->out->words;
    take_areas(s, words->best->areas);
    s->out->by_words = true;
    explain(s->ctx, s->decision, MSG_BRAIN_WORDS_SETTLE, same(words->best->said),
            both_area(s->brain, words->subdistrict));
    offer_words(s);
    if (!str_empty(s->out->pin.areas.subdistrict))
        offer_area(s, s->out->pin.areas, SCORE_LIKELY);
}

static void contradict(const Scene *s)
{
    const PinView *pin = &s->out->pin;
    const WordsView *words = s->out->words;
    Both where = pin->inside ? both_area(s->brain, pin->areas.subdistrict)
                             : both(STR("区外"), STR("ground outside the district"));
    explain(s->ctx, s->decision, MSG_BRAIN_WORDS_AGAINST, where, same(words->best->said),
            both_area(s->brain, words->subdistrict));
    if (pin->inside)
        offer_area(s, pin->areas, 0.6);
    offer_words(s);
}

static void mention_other_words(const Scene *s)
{
    const WordsView *words = s->out->words;
    const Named *other = words->best;
    if (other == NULL)
        return;
    bool same_place = str_eq(other->areas.subdistrict, s->out->pin.areas.subdistrict);
    if (same_place && !other->ambiguous)
        explain(s->ctx, s->decision, MSG_BRAIN_WORDS_AGREE, same(other->said));
    else if (!str_empty(other->areas.subdistrict))
        explain(s->ctx, s->decision, MSG_BRAIN_WORDS_OTHER, same(other->said),
                both_area(s->brain, other->areas.subdistrict));
    else
        explain(s->ctx, s->decision, MSG_BRAIN_WORDS_ELSEWHERE, same(other->said),
                both(s->brain->district->name_zh, s->brain->district->name_en));
}

static void follow_pin(const Scene *s)
{
    const PinView *pin = &s->out->pin;
    Both own = both_area(s->brain, pin->areas.subdistrict);
    if (str_empty(pin->rival)) {
        explain_inside(s);
    } else if (pin->share >= LEAD_CLEAR) {
        explain(s->ctx, s->decision, MSG_BRAIN_PIN_LEANS, own, both_area(s->brain, pin->rival),
                both_number(s->ctx, pin->border));
    } else {
        explain(s->ctx, s->decision, MSG_BRAIN_PIN_BORDER, own, both_area(s->brain, pin->rival),
                both_number(s->ctx, pin->accuracy));
    }
    if (str_empty(pin->rival) || pin->share >= LEAD_CLEAR)
        take_areas(s, pin->areas);
    offer_area(s, pin->areas, SCORE_INSIDE * pin->share);
    if (!str_empty(pin->rival))
        offer_area(s, (PointAreas){.subdistrict = pin->rival}, SCORE_INSIDE * (1.0 - pin->share));
    mention_other_words(s);
    offer_words(s);
}

static void locate_inside(const Scene *s)
{
    const WordsView *words = s->out->words;
    bool same_subdistrict = str_eq(words->subdistrict, s->out->pin.areas.subdistrict);
    if (words_sure(s) && same_subdistrict)
        agree(s);
    else if (words_sure(s) && words_within_doubt(s))
        let_words_settle(s);
    else if (words_sure(s))
        contradict(s);
    else
        follow_pin(s);
}

static void locate_outside(const Scene *s)
{
    const PinView *pin = &s->out->pin;
    const District *district = s->brain->district;
    s->decision->outside = true;
    if (words_sure(s) && words_within_doubt(s)) {
        let_words_settle(s);
        return;
    }
    explain(s->ctx, s->decision, MSG_BRAIN_PIN_OUTSIDE, both(district->name_zh, district->name_en),
            same(district->hotline));
    if (!str_empty(pin->areas.subdistrict)) {
        explain(s->ctx, s->decision, MSG_BRAIN_PIN_VAGUE, both_number(s->ctx, pin->accuracy),
                both_area(s->brain, pin->areas.subdistrict));
        offer_area(s, pin->areas, SCORE_LIKELY);
    }
    if (words_sure(s))
        contradict(s);
    else
        offer_words(s);
}

/* 五凤街道白龙社区 / Bailong Community, Wufeng Sub-district */
static Both whole_area(const Scene *s, PointAreas areas)
{
    Both large = both_area(s->brain, areas.subdistrict), small = both_area(s->brain, areas.community);
    if (str_empty(areas.community))
        return large;
    const Str zh[] = {large.in[LANG_ZH], small.in[LANG_ZH]}, en[] = {small.in[LANG_EN], large.in[LANG_EN]};
    return both(str_join(s->ctx->arena, zh, 2, STR("")), str_join(s->ctx->arena, en, 2, STR(", ")));
}

static void take_words(const Scene *s)
{
    Decision *d = s->decision;
    const Named *best = s->out->words->best;
    double reach = place_reach(best->place);
    take_areas(s, best->areas);
    s->out->by_words = true;
    d->place_source = STR("words");
    if (reach > 0.0) { /* a road or a whole area gives no point: nobody shall stand in its middle and find nothing */
        d->has_point = true;
        d->lat_e7 = degrees_to_e7(best->place->lat);
        d->lon_e7 = degrees_to_e7(best->place->lng);
        d->accuracy_m = (int64_t)reach;
    }
    if (best->place->kind == PLACE_SUBDISTRICT || best->place->kind == PLACE_COMMUNITY)
        explain(s->ctx, d, MSG_BRAIN_WORDS_AREA, whole_area(s, best->areas));
    else
        explain(s->ctx, d, MSG_BRAIN_WORDS_SURE, same(best->said), whole_area(s, best->areas));
}

static void explain_divided(const Scene *s)
{
    const WordsView *words = s->out->words;
    const Named *one = words->best, *two = words->other;
    if (two == NULL || one->said.at == two->said.at)
        explain(s->ctx, s->decision, MSG_BRAIN_WORDS_AMBIGUOUS, same(one->said));
    else
        explain(s->ctx, s->decision, MSG_BRAIN_WORDS_DIVIDED, same(one->said),
                both_area(s->brain, one->areas.subdistrict), same(two->said),
                both_area(s->brain, two->areas.subdistrict));
}

/* A name that is not written as it is listed is said to be one. */
static void explain_form(const Scene *s)
{
    const Named *best = s->out->words->best;
    if (best != NULL && best->form == NAME_SLIP)
        explain(s->ctx, s->decision, MSG_BRAIN_WORDS_SLIP, same(best->said), same(best->place->name));
    else if (best != NULL && best->form == NAME_SHORT && !str_eq(best->said, best->place->name))
        explain(s->ctx, s->decision, MSG_BRAIN_WORDS_SHORT, same(best->said), same(best->place->name));
    for (size_t i = 0; i < s->out->words->count; i++)
        if (s->out->words->named[i].denied)
            explain(s->ctx, s->decision, MSG_BRAIN_WORDS_DENIED, same(s->out->words->named[i].said));
}

static const Named *first_elsewhere(const WordsView *words)
{
    for (size_t i = 0; i < words->count; i++)
        if (str_empty(words->named[i].areas.subdistrict))
            return &words->named[i];
    return words->best;
}

static void locate_by_words(const Scene *s)
{
    const WordsView *words = s->out->words;
    const District *district = s->brain->district;
    switch (words->verdict) {
    case WORDS_NONE:
        s->out->nothing = true;
        explain(s->ctx, s->decision, MSG_BRAIN_PLACE_NONE);
        break;
    case WORDS_SURE:
        take_words(s);
        break;
    case WORDS_LIKELY:
        explain(s->ctx, s->decision, MSG_BRAIN_WORDS_LIKELY, same(words->best->said),
                both_area(s->brain, words->subdistrict));
        break;
    case WORDS_DIVIDED:
        explain_divided(s);
        break;
    case WORDS_ELSEWHERE:
        explain(s->ctx, s->decision, MSG_BRAIN_WORDS_ELSEWHERE, same(first_elsewhere(words)->said),
                both(district->name_zh, district->name_en));
        break;
    }
    explain_form(s);
    offer_words(s);
}

void locate(const Brain *brain, Ctx *ctx, const Report *report, Decision *decision, Whereabouts *out)
{
    *out = (Whereabouts){.pin = pin_look(brain, ctx->arena, report)};
    out->words = words_look(brain, ctx->arena, report, &out->pin);
    const Scene scene = {brain, ctx, report, decision, out};
    if (!out->pin.given) {
        locate_by_words(&scene);
        return;
    }
    take_pin(&scene);
    if (out->pin.inside)
        locate_inside(&scene);
    else
        locate_outside(&scene);
}

size_t brain_locate(const Brain *brain, Ctx *ctx, const Report *report, PlaceGuess *out, size_t room, int *inside)
{
    Decision decision = {0};
    Whereabouts where;
    Report clean = report_clean(ctx->arena, report);
    locate(brain, ctx, &clean, &decision, &where);
    *inside = !where.pin.given ? -1 : where.pin.inside ? 1 : 0;
    size_t count = decision.place_count < room ? decision.place_count : room;
    for (size_t i = 0; i < count; i++)
        out[i] = decision.places[i];
    return count;
}
