/* How far a name in a text is believed: by what its characters are otherwise, what stands around them, and whether a
 * longer word swallows them. */
#include "base/utf8.h"
#include "text/gazetteer_parts.h"

/* Rows: what the characters are otherwise. Columns: what stands around them. Set by hand, held by the phrases of
 * districts/gulou/places_check.csv and tests/learning/. */
enum { AROUND_NOTHING, AROUND_WORD, AROUND_NEAR, AROUND_STREET, AROUND_SITE, AROUND_TOWN, AROUND_OFFICE, AROUND_COUNT };
static const double stem_trust[][AROUND_COUNT] = {
    /* nothing  在     附近   路     小学   镇     社区 */
    {0.70, 0.85, 0.85, 0.85, 0.92, 0.94, 0.98}, /* no word: 霄边 */
    {0.45, 0.60, 0.60, 0.65, 0.80, 0.85, 0.96}, /* a name elsewhere: 西湖 */
    {0.10, 0.30, 0.20, 0.35, 0.60, 0.70, 0.94}, /* a word now and then: 光明 */
    {0.04, 0.10, 0.06, 0.20, 0.35, 0.50, 0.90}, /* a word often */
    {0.01, 0.02, 0.01, 0.06, 0.10, 0.20, 0.80}, /* a word all the time: 中心 */
};
static const double long_trust[AROUND_COUNT] = {0.85, 0.90, 0.90, 0.90, 0.95, 0.96, 0.99};
static const double whole_trust[] = {0.96, 0.94, 0.70, 0.45, 0.25}; /* of two characters, by what word they are */
#define STRADDLED 0.15
#define LISTED_STEM 0.93 /* somebody noted that people say so */
#define ENTANGLED 0.65   /* another word begins or ends right at the name */
#define BOTH_SIDES 0.5
#define STREET_OF 0.86

static int around(NameTail tail, NameLead lead)
{
    static const int by_tail[] = {AROUND_NOTHING, AROUND_NEAR, AROUND_STREET, AROUND_NEAR, AROUND_SITE, AROUND_OFFICE};
    static const int by_lead[] = {AROUND_NOTHING, AROUND_WORD, AROUND_TOWN};
    return by_tail[tail] > by_lead[lead] ? by_tail[tail] : by_lead[lead];
}

bool place_is_town(const Place *place)
{
    return place->kind == PLACE_SUBDISTRICT || place->kind == PLACE_DISTRICT;
}

/* 厚街镇政府: 镇, as in the town's whole name. */
static bool own_tail(const Place *place, const Name *name, const Around *a)
{
    size_t at = 0;
    for (size_t letters = 0; letters < name->letters && at < place->name.len; letters++)
        (void)utf8_next(place->name, &at);
    Str tail = str_slice(place->name, at, place->name.len);
    return !str_empty(tail) && str_starts(a->behind, tail);
}

static double trust_stem(const Place *place, const Name *name, const Around *a)
{
    int what = around(a->tail, a->lead);
    double trust = name->letters >= LONG_LEAST ? long_trust[what] : stem_trust[name->sort][what];
    bool usual =
        name->sort <= WORD_NAME && (name->listed || place_is_town(place)); /* towns are called by their short names */
    if (usual && trust < LISTED_STEM)
        trust = LISTED_STEM;
    if (place_is_town(place) && a->tail == TAIL_OFFICE && !own_tail(place, name, a))
        trust = trust < 0.5 ? trust : 0.5; /* 温泉镇 is not 温泉街道 */
    if (place->kind == PLACE_ESTATE)
        trust *= 0.6;
    if (a->tail == TAIL_STREET && name->aspect) /* 中山东路 is the road 中山 */
        trust *= STRADDLED;
    bool loose = a->tail == TAIL_STREET || a->tail == TAIL_ESTATE; /* named after places far away */
    if (loose && trust > STREET_OF && !usual && name->letters < LONG_LEAST)
        trust = STREET_OF;
    if (a->lead == LEAD_TOWN && a->tail == TAIL_SITE)
        trust += (0.97 - trust) * BOTH_SIDES;
    if (a->tail == TAIL_NONE && !a->edges.right)
        trust *= a->lead < LEAD_TOWN ? ENTANGLED : name->sort == WORD_NONE ? 0.97 : 0.9;
    if (a->lead == LEAD_NONE && !a->edges.left)
        trust *= name->sort == WORD_NONE ? 0.85 : ENTANGLED;
    if (a->straddled)
        trust *= a->lead == LEAD_TOWN ? 0.5 : STRADDLED;
    return trust;
}

static double trust_whole(const Place *place, const Name *name, const Around *a)
{
    bool other_city = place->kind == PLACE_DISTRICT && !town_behind(a->behind, 0);
    bool thing = a->tail >= TAIL_STREET && a->tail <= TAIL_SITE && !modifier_behind(a->behind, 0); /* 杭州西湖 */
    if (other_city && name->letters < LONG_LEAST && thing && str_empty(place->area_code))
        return STRADDLED; /* 江门路, 丽江豪苑 */
    if (name->letters >= LONG_LEAST)
        return 0.99;
    double trust = whole_trust[name->sort];
    if (a->tail >= TAIL_NEAR || a->lead >= LEAD_WORD)
        trust += (0.96 - trust) / 2.0;
    else if (!a->edges.right)
        trust *= ENTANGLED;
    return a->straddled ? trust * STRADDLED : trust;
}

double name_trust(const Gazetteer *g, const Name *name, const Around *a)
{
    const Place *place = &g->places[name->place];
    return name->stem ? trust_stem(place, name, a) : trust_whole(place, name, a);
}

/* 温泉街 in 温泉街道 is the sub-district, known or not; 新安 in 新安街道 no village of ours. */
static bool swallowed(const Gazetteer *g, const Name *name, Str text, const Hit *hit)
{
    Str word = str_slice(text, hit->from, hit->to), after = str_slice(text, hit->to, text.len);
    if (blank_tail_within(text, hit->from))
        return true;
    if (str_ends(word, STR("街")) && str_starts(after, STR("道")))
        return true;
    return name->stem && g->places[name->place].kind == PLACE_COMMUNITY && town_behind(text, hit->to);
}

bool name_weigh(const Gazetteer *g, Str text, const Hit *hit, Candidate *out)
{
    const Name *name = &g->names[hit->pattern];
    size_t tail_len = 0;
    if (swallowed(g, name, text, hit))
        return false;
    *out = (Candidate){.hit = *hit, .name_to = hit->to, .form = name->listed ? NAME_WHOLE : NAME_SHORT};
    Around a = {.behind = str_slice(text, hit->to, text.len),
                .tail = name_tail(text, hit->to, &tail_len),
                .lead = name_lead(text, hit->from),
                .edges = name_edges(text, hit->from, hit->to)};
    a.straddled = (a.lead == LEAD_NONE && name_straddled_left(text, hit->from)) ||
                  (a.tail <= TAIL_NEAR && name_straddled_right(text, hit->to));
    if (name->stem && a.tail == TAIL_OFFICE)
        out->name_to += (uint32_t)tail_len;
    out->around = a;
    out->trust = name_trust(g, name, &a);
    return out->trust >= TRUST_LEAST;
}
