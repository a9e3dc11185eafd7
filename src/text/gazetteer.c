/* Names, aliases and stems go into one automaton; what it finds is weighed by what stands around it (name_context.c),
 * thinned to the longest names that do not overlap, and what follows each (door, building, crossing) is read by
 * door_parts.c. Slips fill the gaps. */
#include "text/gazetteer.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "text/automaton.h"
#include "text/door_parts.h"
#include "text/fold.h"
#include "text/name_context.h"
#include "text/plain_words.h"
#include "text/slips.h"

/* Characters: one alone names no place. */
enum { NAME_LEAST = 2, LONG_LEAST = 3 };

#define TRUST_LEAST 0.08       /* below, the characters are just words */
#define TRUST_BEFORE_SLIPS 0.3 /* what is trusted less may still be a slip of something else */

typedef struct Name {
    uint32_t place;
    uint8_t letters;
    bool stem;     /* only the part without 社区, 村 ... */
    bool listed;   /* as name or alias */
    bool aspect;   /* ends in 东, 西, 南, 北, 中 */
    WordSort sort; /* of a name of two characters */
} Name;

struct Gazetteer {
    Arena *arena;
    Place *places;
    size_t count;
    struct Name *names; /* of each pattern */
    Automaton *automaton;
    Slips *slips;
};

static const char *const kind_names[] = {
#define X(name, key, zh) key,
    PLACE_KIND_TABLE(X)
#undef X
};

const char *place_kind_name(PlaceKind kind)
{
    return kind < PLACE_KIND_COUNT ? kind_names[kind] : "";
}

bool place_kind_parse(Str name, PlaceKind *out)
{
    for (size_t i = 0; i < COUNT_OF(kind_names); i++) {
        if (str_is(name, kind_names[i])) {
            *out = (PlaceKind)i;
            return true;
        }
    }
    return false;
}

/* --- building --- */

typedef struct Names {
    Gazetteer *gazetteer;
    Str *patterns;
    size_t len;
    size_t first_of_place;
} Names;

static bool ends_in_aspect(Str name)
{
    static const char *const aspects[] = {"东", "西", "南", "北", "中"};
    for (size_t i = 0; i < COUNT_OF(aspects); i++)
        if (str_ends(name, str_of(aspects[i])))
            return true;
    return false;
}

static void add_name(Names *names, Name name, Str folded)
{
    size_t letters = utf8_length(folded);
    if (letters < NAME_LEAST)
        return;
    for (size_t i = names->first_of_place; i < names->len; i++)
        if (str_eq(names->patterns[i], folded))
            return;
    name.letters = letters > UINT8_MAX ? UINT8_MAX : (uint8_t)letters;
    name.sort = plain_word_of(folded);
    name.aspect = ends_in_aspect(folded);
    names->gazetteer->names[names->len] = name;
    names->patterns[names->len++] = folded;
}

static void add_place(Names *names, uint32_t i)
{
    Arena *arena = names->gazetteer->arena;
    const Place *place = &names->gazetteer->places[i];
    Str whole = text_fold_plain(arena, place->name), stem = name_stem(whole, place->kind);
    names->first_of_place = names->len;
    add_name(names, (Name){.place = i, .listed = true}, whole);
    size_t from = 0;
    for (size_t at = 0; at <= place->aliases.len; at++) {
        if (at < place->aliases.len && place->aliases.at[at] != ';' && place->aliases.at[at] != '|')
            continue;
        Str alias = text_fold_plain(arena, str_slice(place->aliases, from, at));
        add_name(names, (Name){.place = i, .listed = true, .stem = str_eq(alias, stem)}, alias);
        from = at + 1;
    }
    add_name(names, (Name){.place = i, .stem = true}, stem);
}

static size_t names_at_most(const Place *place)
{
    size_t names = 3;
    for (size_t i = 0; i < place->aliases.len; i++)
        names += place->aliases.at[i] == ';' || place->aliases.at[i] == '|';
    return names;
}

/* A short stem with one character less is another village; and other cities are not what people mean by a slip. */
static bool may_slip(const Gazetteer *g, const Name *name)
{
    return g->places[name->place].kind != PLACE_DISTRICT && (!name->stem || name->letters >= LONG_LEAST);
}

static Slips *slips_of(const Names *names)
{
    Arena *arena = names->gazetteer->arena;
    Str *whole = ARENA_ARRAY(arena, Str, names->len + 1);
    for (size_t i = 0; i < names->len; i++)
        whole[i] = may_slip(names->gazetteer, &names->gazetteer->names[i]) ? names->patterns[i] : STR("");
    return slips_new(arena, whole, names->len);
}

Gazetteer *gazetteer_new(const Place *places, size_t count)
{
    Arena *arena = arena_new(SIZE_MAX);
    Gazetteer *g = ARENA_NEW(arena, Gazetteer);
    *g = (Gazetteer){.arena = arena, .count = count, .places = ARENA_ARRAY(arena, Place, count)};
    size_t room = 0;
    for (size_t i = 0; i < count; i++) {
        g->places[i] = places[i];
        g->places[i].name = str_copy(arena, places[i].name);
        g->places[i].aliases = str_copy(arena, places[i].aliases);
        g->places[i].area_code = str_copy(arena, places[i].area_code);
        room += names_at_most(&places[i]);
    }
    g->names = ARENA_ARRAY(arena, Name, room + 1);
    Names names = {.gazetteer = g, .patterns = ARENA_ARRAY(arena, Str, room + 1)};
    for (uint32_t i = 0; i < count; i++)
        add_place(&names, i);
    g->automaton = automaton_new(arena, names.patterns, names.len);
    g->slips = slips_of(&names);
    return g;
}

void gazetteer_free(Gazetteer *gazetteer)
{
    if (gazetteer != NULL)
        arena_free(gazetteer->arena);
}

size_t gazetteer_count(const Gazetteer *gazetteer)
{
    return gazetteer->count;
}

/* --- how far a name is believed --- */

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

typedef struct Around {
    Str behind; /* the text from the name's end */
    NameTail tail;
    NameLead lead;
    NameEdges edges;
    bool straddled;
} Around;

typedef struct Candidate {
    Hit hit;
    uint32_t name_to; /* with 社区 behind */
    double trust;
    NameForm form;
    Around around;
} Candidate;

static int around(NameTail tail, NameLead lead)
{
    static const int by_tail[] = {AROUND_NOTHING, AROUND_NEAR, AROUND_STREET, AROUND_SITE, AROUND_OFFICE};
    static const int by_lead[] = {AROUND_NOTHING, AROUND_WORD, AROUND_TOWN};
    return by_tail[tail] > by_lead[lead] ? by_tail[tail] : by_lead[lead];
}

static bool is_town(const Place *place)
{
    return place->kind == PLACE_SUBDISTRICT || place->kind == PLACE_DISTRICT;
}

static double trust_stem(const Place *place, const Name *name, const Around *a)
{
    int what = around(a->tail, a->lead);
    double trust = name->letters >= LONG_LEAST ? long_trust[what] : stem_trust[name->sort][what];
    bool usual =
        name->sort <= WORD_NAME && (name->listed || is_town(place)); /* towns are called by their short names */
    if (usual && trust < LISTED_STEM)
        trust = LISTED_STEM;
    if (is_town(place) && a->tail == TAIL_OFFICE)
        trust = trust < 0.5 ? trust : 0.5; /* 温泉镇 is not 温泉街道 */
    if (place->kind == PLACE_ESTATE)
        trust *= 0.6;
    if (a->tail == TAIL_STREET && name->aspect) /* 中山东路 is the road 中山 */
        trust *= STRADDLED;
    if (a->tail == TAIL_STREET && trust > STREET_OF) /* roads are named after places far away */
        trust = STREET_OF;
    if (a->lead == LEAD_TOWN && a->tail == TAIL_SITE)
        trust += (0.97 - trust) * BOTH_SIDES;
    if (a->tail == TAIL_NONE && !a->edges.right)
        trust *= a->lead == LEAD_TOWN ? 0.9 : ENTANGLED;
    if (a->lead == LEAD_NONE && !a->edges.left)
        trust *= name->sort == WORD_NONE ? 0.85 : ENTANGLED;
    if (a->straddled)
        trust *= a->lead == LEAD_TOWN ? 0.5 : STRADDLED;
    return trust;
}

static double trust_whole(const Place *place, const Name *name, const Around *a)
{
    bool other_city = place->kind == PLACE_DISTRICT && !town_behind(a->behind, 0);
    bool thing = a->tail == TAIL_STREET || a->tail == TAIL_SITE || !a->edges.right;
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

static double trust_name(const Gazetteer *g, const Name *name, const Around *a)
{
    const Place *place = &g->places[name->place];
    return name->stem ? trust_stem(place, name, a) : trust_whole(place, name, a);
}

/* 温泉街 in 温泉街道 is the sub-district, known or not; 新安 in 新安街道 no village of ours. */
static bool swallowed(const Gazetteer *g, const Name *name, Str text, const Hit *hit)
{
    Str word = str_slice(text, hit->from, hit->to), after = str_slice(text, hit->to, text.len);
    if (str_ends(word, STR("街")) && str_starts(after, STR("道")))
        return true;
    return name->stem && g->places[name->place].kind == PLACE_COMMUNITY && town_behind(text, hit->to);
}

static bool weigh(const Gazetteer *g, Str text, const Hit *hit, Candidate *out)
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
    out->trust = trust_name(g, name, &a);
    return out->trust >= TRUST_LEAST;
}

/* --- thinning --- */

static int longest_first(const void *a, const void *b)
{
    const Candidate *x = a, *y = b;
    uint32_t x_len = x->name_to - x->hit.from, y_len = y->name_to - y->hit.from;
    if (x_len != y_len)
        return x_len > y_len ? -1 : 1;
    if (x->hit.from != y->hit.from)
        return x->hit.from < y->hit.from ? -1 : 1;
    return (x->hit.pattern > y->hit.pattern) - (x->hit.pattern < y->hit.pattern);
}

static int by_place_in_text(const void *a, const void *b)
{
    const Candidate *x = a, *y = b;
    if (x->hit.from != y->hit.from)
        return x->hit.from < y->hit.from ? -1 : 1;
    return (x->hit.pattern > y->hit.pattern) - (x->hit.pattern < y->hit.pattern);
}

/* Which span holds each byte of the text: its first byte + 1, or 0. */
static bool claim(uint32_t *spans, const Candidate *c)
{
    uint32_t own = c->hit.from + 1;
    for (uint32_t i = c->hit.from; i < c->name_to; i++)
        if (spans[i] != 0 && spans[i] != own)
            return false;
    bool same_start = spans[c->hit.from] == own;
    if (same_start && (spans[c->name_to - 1] != own || (spans[c->name_to] == own)))
        return false; /* a shorter one from the same start */
    for (uint32_t i = c->hit.from; i < c->name_to; i++)
        spans[i] = own;
    return true;
}

/* The same place twice in one span: as listed, and by its stem. */
static bool kept_already(const Gazetteer *g, const Candidate *kept, size_t len, const Candidate *c)
{
    for (size_t i = len; i > 0 && kept[i - 1].hit.from == c->hit.from && kept[i - 1].name_to == c->name_to; i--)
        if (g->names[kept[i - 1].hit.pattern].place == g->names[c->hit.pattern].place)
            return true;
    return false;
}

/* Keeps, in place, the longest names that do not overlap. */
static size_t thin(const Gazetteer *g, uint32_t *spans, Candidate *candidates, size_t len)
{
    size_t kept = 0;
    if (len > 0)
        qsort(candidates, len, sizeof *candidates, longest_first);
    for (size_t i = 0; i < len; i++)
        if (!kept_already(g, candidates, kept, &candidates[i]) && claim(spans, &candidates[i]))
            candidates[kept++] = candidates[i];
    return kept;
}

static bool covered(const Candidate *kept, size_t len, const Slip *slip)
{
    for (size_t i = 0; i < len; i++)
        if (kept[i].hit.from < slip->to && slip->from < kept[i].name_to && kept[i].trust >= TRUST_BEFORE_SLIPS)
            return true;
    return false;
}

/* What a slip takes is no longer the word that it looked like. */
static size_t without_overlapped(Candidate *kept, size_t len, const Slip *slip)
{
    size_t left = 0;
    for (size_t i = 0; i < len; i++)
        if (kept[i].hit.from >= slip->to || slip->from >= kept[i].name_to || kept[i].form == NAME_SLIP)
            kept[left++] = kept[i];
    return left;
}

static size_t add_slips(Candidate *kept, size_t len, const SlipHits *slips)
{
    size_t exact = len;
    for (size_t i = 0; i < slips->len; i++) {
        const Slip *slip = &slips->at[i];
        if (covered(kept, exact, slip))
            continue;
        size_t left = without_overlapped(kept, len, slip);
        exact -= len - left;
        len = left;
        kept[len++] = (Candidate){.hit = {.pattern = slip->name, .from = slip->from, .to = slip->to},
                                  .name_to = slip->to,
                                  .trust = slip->trust,
                                  .form = NAME_SLIP};
    }
    return len;
}

/* --- what stands behind --- */

static bool is_street(const Place *place)
{
    return place->kind == PLACE_ROAD || place->kind == PLACE_LANE;
}

typedef struct Finding {
    Str folded;
    PlaceMatch *matches; /* from and to still in folded bytes */
    size_t len;
} Finding;

static size_t group_end(const Finding *f, size_t first)
{
    return first + 1 + f->matches[first].rivals;
}

/* 江厝路与湖前路交叉口: each road knows the other; the second's span takes the word for the crossing in. */
static void note_crossings(Finding *f)
{
    for (size_t i = 0; i < f->len; i = group_end(f, i)) {
        size_t k = group_end(f, i);
        if (k >= f->len || !is_street(f->matches[i].place) || !is_street(f->matches[k].place))
            continue;
        size_t word = crossing_word(f->folded, f->matches[i].name_to, f->matches[k].from, f->matches[k].name_to);
        if (word == 0)
            continue;
        for (size_t m = i; m < k; m++)
            f->matches[m].crossing = (int32_t)k;
        for (size_t m = k; m < group_end(f, k); m++) {
            f->matches[m].crossing = (int32_t)i;
            f->matches[m].to = f->matches[m].name_to + word;
        }
    }
}

static void count_rivals(Finding *f)
{
    for (size_t i = 0; i < f->len;) {
        size_t end = i + 1;
        while (end < f->len && f->matches[end].from == f->matches[i].from)
            end++;
        for (size_t k = i; k < end; k++)
            f->matches[k].rivals = (uint32_t)(end - i - 1);
        i = end;
    }
}

/* From the folded text's bytes to those of the original. */
static void bring_home(const Folded *folded, Str original, PlaceMatch *match)
{
    Str whole = folded_original(folded, original, match->from, match->to);
    Str name = folded_original(folded, original, match->from, match->name_to);
    match->from = (size_t)(whole.at - original.at);
    match->to = match->from + whole.len;
    match->name_to = match->from + name.len;
}

/* 新塘社区 rather the community than the village of that name. */
static double fit_of(Str tail, Str name)
{
    bool urban = str_find(name, STR("社区")) >= 0;
    if (str_starts(tail, STR("社区")) || str_starts(tail, STR("居")))
        return urban ? 6.0 : 1.0;
    return str_starts(tail, STR("村")) && !urban ? 2.5 : 1.0;
}

static PlaceMatch match_of(const Gazetteer *g, Str text, const Candidate *c, size_t next_name)
{
    PlaceMatch match = {.place = &g->places[g->names[c->hit.pattern].place],
                        .from = c->hit.from,
                        .name_to = c->name_to,
                        .crossing = -1,
                        .form = c->form,
                        .trust = c->trust};
    NameMention mention = name_mention(text, c->hit.from, c->name_to);
    match.denied = mention.denied;
    match.aside = mention.aside;
    match.border = mention.border;
    match.fit = fit_of(str_slice(text, c->hit.to, c->name_to), match.place->name);
    match.to = door_parts_read(str_slice(text, 0, next_name), match.name_to, &match.parts);
    return match;
}

/* After a town or city of ours a stem is a village of it (东莞霄边); after a town that we do not have it is none of
 * ours (贯洞镇新市). */
static double trust_behind_town(const Gazetteer *g, Str text, const Candidate *kept, size_t len, const Candidate *c)
{
    const Name *name = &g->names[c->hit.pattern];
    for (size_t i = 0; i < len; i++) {
        const Place *before = &g->places[g->names[kept[i].hit.pattern].place];
        if (kept[i].name_to != c->hit.from || kept[i].trust < 0.5 || c->form == NAME_SLIP)
            continue;
        Around a = c->around;
        if (is_town(before) && !str_empty(before->area_code) && a.lead < LEAD_TOWN) {
            a.lead = LEAD_TOWN;
            a.straddled = a.tail <= TAIL_NEAR && name_straddled_right(text, c->hit.to);
            return trust_name(g, name, &a);
        }
        return c->trust;
    }
    return town_before(text, c->hit.from) ? c->trust * STRADDLED : c->trust;
}

static Finding read_matches(const Gazetteer *g, Arena *arena, Str text, const Candidate *kept, size_t len)
{
    Finding f = {.folded = text, .matches = ARENA_ARRAY(arena, PlaceMatch, len + 1), .len = len};
    size_t next_name = text.len;
    for (size_t i = len; i > 0; i--) {
        const Candidate *c = &kept[i - 1];
        size_t later = i < len && kept[i].hit.from > c->hit.from ? kept[i].hit.from : next_name;
        next_name = later;
        f.matches[i - 1] = match_of(g, text, c, next_name);
        f.matches[i - 1].trust = trust_behind_town(g, text, kept, len, c);
    }
    return f;
}

PlaceMatches gazetteer_find_folded(const Gazetteer *gazetteer, Arena *arena, const FoldedText *text)
{
    Str folded = text->folded.text;
    Hits hits = automaton_scan(gazetteer->automaton, arena, folded);
    SlipHits slips = slips_find(gazetteer->slips, arena, folded);
    Candidate *kept = ARENA_ARRAY(arena, Candidate, hits.len + slips.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < hits.len; i++)
        len += weigh(gazetteer, folded, &hits.at[i], &kept[len]);
    len = thin(gazetteer, ARENA_ARRAY(arena, uint32_t, folded.len + 1), kept, len);
    len = add_slips(kept, len, &slips);
    if (len > 0)
        qsort(kept, len, sizeof *kept, by_place_in_text);
    Finding f = read_matches(gazetteer, arena, folded, kept, len);
    count_rivals(&f);
    note_crossings(&f);
    for (size_t i = 0; i < len; i++)
        bring_home(&text->folded, text->original, &f.matches[i]);
    PlaceMatches matches = {.at = f.matches, .len = len};
    matches.blanked = text_blanked(folded, &matches.blanked_tail);
    return matches;
}

PlaceMatches gazetteer_find(const Gazetteer *gazetteer, Arena *arena, Str text)
{
    FoldedText folded = text_fold_once(arena, text);
    return gazetteer_find_folded(gazetteer, arena, &folded);
}
