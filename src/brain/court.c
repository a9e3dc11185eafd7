/* What the names of a text together make likely. Each is a witness: what is believed of it speaks for its sub-district
 * (or, of several places of one name, for each by its share), the rest for any place alike. The product of all gives
 * each sub-district its probability: agreement adds up, contradiction cancels, a name borne twice is settled by the
 * others. */
#include <math.h>
#include <stdlib.h>

#include "brain/parts.h"
#include "text/name_context.h"

#define STREET_BESIDE 0.5 /* a street means less beside an exact place */
#define OTHER_TOWN 0.5    /* beside a blank: a town spelt out is rather a neighbour */
#define HIDDEN_NAME 0.1   /* a town whose name is spelt out somewhere is not the one that was blanked */
#define OTHER_TAIL 0.08   /* 某街道 is no 镇 */

enum { OUTCOMES_MAX = 48, BESIDE_MAX = 16, CHAIN_BYTES = 24, BESIDE_METRES = 60, HINT = 3, PIN_OWN = 20, PIN_NEAR = 8 };

typedef struct Outcome {
    Str subdistrict; /* empty: in another district */
    double sum;      /* of logarithms */
} Outcome;

typedef struct Court {
    const Brain *brain;
    const Hearing *hearing;
    WordsView *view;
    Outcome outcomes[OUTCOMES_MAX];
    size_t len;
    double places;      /* how many sub-districts there are */
    double unspoken;    /* sum of logarithms of any place nobody names */
    bool exact;         /* an exact and certain place is named */
    signed char *hints; /* [PLACE_KIND_COUNT]: does the text tell of this kind? 1 yes, -1 no, 0 not asked yet */
} Court;

static Outcome *outcome_of(Court *court, Str subdistrict)
{
    for (size_t i = 0; i < court->len; i++)
        if (str_eq(court->outcomes[i].subdistrict, subdistrict))
            return &court->outcomes[i];
    if (court->len == OUTCOMES_MAX)
        return NULL;
    court->outcomes[court->len] = (Outcome){.subdistrict = subdistrict};
    return &court->outcomes[court->len++];
}

static size_t span_end(const WordsView *view, size_t first)
{
    size_t end = first + 1;
    while (end < view->count && view->named[end].said.at == view->named[first].said.at)
        end++;
    return end;
}

/* 学校 told of: of two places of one name rather the school. */
static bool told_of(Str text, PlaceKind kind)
{
    static const struct {
        PlaceKind kind;
        const char *words[6];
    } hints[] = {
        {PLACE_SCHOOL, {"学校", "学生", "老师", "放学", "上学", "家长"}},
        {PLACE_MARKET, {"摊位", "菜市场", "摊贩", "缺斤", "卖菜", "农贸"}},
        {PLACE_BUS, {"公交", "站台", "站牌", "候车"}},
        {PLACE_METRO, {"地铁", "进站", "安检", "出站"}},
        {PLACE_HOSPITAL, {"医生", "挂号", "看病", "护士", "病房", "救护车"}},
        {PLACE_PARK, {"公园", "步道", "健身", "草坪"}},
        {PLACE_ESTATE, {"业主", "物业", "楼道", "楼上", "电梯", "小区"}},
    };
    for (size_t i = 0; i < COUNT_OF(hints); i++)
        for (size_t k = 0; hints[i].kind == kind && k < COUNT_OF(hints[i].words) && hints[i].words[k] != NULL; k++)
            if (str_find(text, str_of(hints[i].words[k])) >= 0)
                return true;
    return false;
}

/* Asked once a kind: a long story with forty names would be read two hundred times. */
static bool hinted(const Court *court, PlaceKind kind)
{
    if (court->hints[kind] == 0)
        court->hints[kind] = told_of(court->hearing->text, kind) ? 1 : -1;
    return court->hints[kind] > 0;
}

/* Of several places of one name, the position and the matter speak for one. */
static double share_of(const Court *court, const Named *named)
{
    const PinView *pin = court->hearing->pin;
    double share = named->trust * named->fit;
    if (hinted(court, named->place->kind))
        share *= HINT;
    if (pin->given && !str_empty(pin->areas.subdistrict) && str_eq(pin->areas.subdistrict, named->areas.subdistrict))
        share *= PIN_OWN;
    else if (pin->given && !str_empty(pin->rival) && str_eq(pin->rival, named->areas.subdistrict))
        share *= PIN_NEAR;
    return share;
}

/* 水部市场和达明路, 从左海公园到金牛山: two that weigh the same. */
bool names_coordinate(const WordsView *view, const Named *named)
{
    static const char *const joints[] = {"和", "与", "跟", "及", "、", "还有", "或", "到", "至", "以及", "或者"};
    for (size_t i = 0; i < view->count; i++) {
        const Named *other = &view->named[i], *first = other->said.at < named->said.at ? other : named;
        const Named *second = first == named ? other : named;
        const char *end = first->said.at + first->said.len;
        if (first->text.at != second->text.at || end >= second->said.at || second->said.at - end > CHAIN_BYTES)
            continue;
        Str between = str_trim((Str){end, (size_t)(second->said.at - end)});
        for (size_t k = 0; k < COUNT_OF(joints); k++)
            if (str_is(between, joints[k]))
                return true;
    }
    return false;
}

static double trust_of(const Court *court, const Named *named)
{
    double trust = named->trust;
    if (named->denied)
        return 0.0;
    if (court->view->blanked && named->place->kind == PLACE_SUBDISTRICT && !named->border)
        trust *= OTHER_TOWN;
    if (court->exact && place_is_street(named->place) && !names_coordinate(court->view, named))
        trust *= STREET_BESIDE;
    return trust;
}

static size_t subdistricts_beside(const Brain *brain, Str subdistrict, Str *out, size_t room)
{
    const Area *area = brain->areas != NULL ? area_index_find(brain->areas, subdistrict) : NULL;
    const Area *beside[BESIDE_MAX * 4];
    size_t len = 0;
    if (area == NULL)
        return 0;
    size_t count = area_index_beside(brain->areas, area, BESIDE_METRES, beside, COUNT_OF(beside));
    for (size_t i = 0; i < count && i < COUNT_OF(beside) && len < room; i++) {
        const DistrictArea *known_area = area_find(brain->district, beside[i]->code);
        if (known_area != NULL && known_area->level == AREA_SUBDISTRICT)
            out[len++] = known_area->code;
    }
    return len;
}

typedef struct Testimony {
    Str for_whom[OUTCOMES_MAX];
    double share[OUTCOMES_MAX];
    size_t len;
    double trust;
} Testimony;

static void testify(Testimony *t, Str subdistrict, double share)
{
    for (size_t i = 0; i < t->len; i++) {
        if (str_eq(t->for_whom[i], subdistrict)) {
            t->share[i] = fmax(t->share[i], share);
            return;
        }
    }
    if (t->len == OUTCOMES_MAX)
        return;
    t->for_whom[t->len] = subdistrict;
    t->share[t->len++] = share;
}

/* 与厚街交界处: Houjie or one of its neighbours; when the writer's own town is blanked, a neighbour. */
static void testify_border(const Court *court, Testimony *t, const Named *named)
{
    Str beside[BESIDE_MAX];
    size_t count = subdistricts_beside(court->brain, named->areas.subdistrict, beside, BESIDE_MAX);
    testify(t, named->areas.subdistrict, named->trust * (court->view->blanked && count > 0 ? 0.05 : 1.0));
    for (size_t i = 0; i < count; i++)
        testify(t, beside[i], named->trust * (court->view->blanked ? 1.0 : 0.5));
}

static Testimony testimony_of(const Court *court, size_t first, size_t end)
{
    Testimony t = {0};
    double sum = 0.0;
    for (size_t i = first; i < end; i++) {
        const Named *named = &court->view->named[i];
        t.trust = fmax(t.trust, trust_of(court, named));
        bool other_town = court->view->blanked && named->place->kind == PLACE_SUBDISTRICT;
        if ((named->border || other_town) && !str_empty(named->areas.subdistrict))
            testify_border(court, &t, named);
        else
            testify(&t, named_elsewhere(named) ? STR("") : named->areas.subdistrict, share_of(court, named));
    }
    for (size_t i = 0; i < t.len; i++)
        sum += t.share[i];
    for (size_t i = 0; i < t.len && sum > 0.0; i++)
        t.share[i] /= sum;
    return t;
}

static void weigh(Court *court, const Testimony *t)
{
    double rest = log((1.0 - t->trust) / court->places);
    if (t->trust <= 0.0)
        return;
    for (size_t i = 0; i < t->len; i++) { /* whoever is new was unspoken of until now */
        size_t before = court->len;
        Outcome *outcome = outcome_of(court, t->for_whom[i]);
        if (outcome != NULL && court->len > before)
            outcome->sum = court->unspoken;
    }
    for (size_t k = 0; k < court->len; k++) {
        double share = 0.0;
        for (size_t i = 0; i < t->len; i++)
            if (str_eq(t->for_whom[i], court->outcomes[k].subdistrict))
                share = t->share[i];
        court->outcomes[k].sum += log((1.0 - t->trust) / court->places + t->trust * share);
    }
    court->unspoken += rest;
}

static size_t count_subdistricts(const District *district)
{
    size_t count = 0;
    for (size_t i = 0; i < district->area_count; i++)
        count += district->areas[i].level == AREA_SUBDISTRICT;
    return count;
}

static int likeliest_first(const void *a, const void *b)
{
    double x = ((const Outcome *)a)->sum, y = ((const Outcome *)b)->sum;
    return x > y ? -1 : x < y;
}

static void share_out(Court *court)
{
    WordsView *view = court->view;
    double top = court->unspoken, sum = 0.0;
    for (size_t i = 0; i < court->len; i++)
        top = fmax(top, court->outcomes[i].sum);
    double others = court->places + 1.0 - (double)court->len;
    sum = others > 0.0 ? others * exp(court->unspoken - top) : 0.0;
    for (size_t i = 0; i < court->len; i++)
        sum += exp(court->outcomes[i].sum - top);
    qsort(court->outcomes, court->len, sizeof *court->outcomes, likeliest_first);
    for (size_t i = 0; i < court->len && view->likely_count < LIKELY_MAX; i++)
        view->likely[view->likely_count++] = (Likely){.subdistrict = court->outcomes[i].subdistrict,
                                                      .probability = exp(court->outcomes[i].sum - top) / sum};
}

/* Whose name was blanked out is neither spelt out elsewhere in the text nor of another sort. */
static void consider_blank(Court *court)
{
    const WordsView *view = court->view;
    for (size_t i = 0; i < court->len && view->blanked; i++) {
        Str name = both_area(court->brain, court->outcomes[i].subdistrict).in[LANG_ZH];
        Str stem = name_stem(name, PLACE_SUBDISTRICT);
        if (str_empty(court->outcomes[i].subdistrict))
            continue;
        if (str_find(court->hearing->text, stem) >= 0)
            court->outcomes[i].sum += log(HIDDEN_NAME);
        if (!str_empty(view->blanked_tail) && !str_ends(name, view->blanked_tail))
            court->outcomes[i].sum += log(OTHER_TAIL);
    }
}

void words_weigh(const Brain *brain, const Hearing *hearing, WordsView *view)
{
    signed char hints[PLACE_KIND_COUNT] = {0};
    Court court = {.brain = brain, .hearing = hearing, .view = view, .hints = hints};
    court.places = fmax((double)count_subdistricts(brain->district), 2.0);
    for (size_t i = 0; i < view->count; i++) {
        Named *named = &view->named[i];
        size_t first = i;
        while (first > 0 && view->named[first - 1].said.at == named->said.at)
            first--;
        for (size_t k = first; k < span_end(view, first); k++)
            named->ambiguous = named->ambiguous || !str_eq(view->named[k].areas.subdistrict, named->areas.subdistrict);
        named->firm = named->trust >= TRUST_FIRM && !named->ambiguous && !named->denied && !named_elsewhere(named) &&
                      named->place->kind != PLACE_RIVER;
        court.exact = court.exact || (named->firm && !place_is_street(named->place) && !place_is_area(named->place));
    }
    for (size_t i = 0; i < view->count; i = span_end(view, i)) {
        Testimony testimony = testimony_of(&court, i, span_end(view, i));
        weigh(&court, &testimony);
    }
    consider_blank(&court);
    share_out(&court);
}
