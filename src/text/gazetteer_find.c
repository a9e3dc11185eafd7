/* Asking: what the automaton finds is weighed (name_trust.c), thinned to the longest names that do not overlap, and
 * what follows each (door, building, crossing) is read by door_parts.c. Slips fill the gaps. */
#include <stdlib.h>

#include "text/door_parts.h"
#include "text/gazetteer_parts.h"

enum { LOOK_BACK = 8 /* names */ };

#define STRANGE_TOWN 0.15

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
    for (size_t i = 0; i < slips->len && i < PLACE_NAMES_MAX; i++) {
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
static double trust_behind_town(const Gazetteer *g, Str text, const Candidate *kept, size_t at)
{
    const Candidate *c = &kept[at];
    const Name *name = &g->names[c->hit.pattern];
    for (size_t i = at; i > 0 && at - i < LOOK_BACK;) {
        i--;
        const Place *before = &g->places[g->names[kept[i].hit.pattern].place];
        if (kept[i].name_to != c->hit.from || kept[i].trust < 0.5 || c->form == NAME_SLIP)
            continue;
        Around a = c->around;
        if (place_is_town(before) && !str_empty(before->area_code) && a.lead < LEAD_TOWN) {
            a.lead = LEAD_TOWN;
            a.straddled = a.tail <= TAIL_NEAR && name_straddled_right(text, c->hit.to);
            return name_trust(g, name, &a);
        }
        return c->trust;
    }
    return town_before(text, c->hit.from) ? c->trust * STRANGE_TOWN : c->trust;
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
        f.matches[i - 1].trust = trust_behind_town(g, text, kept, i - 1);
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
    for (size_t i = 0; i < hits.len && len < PLACE_NAMES_MAX; i++)
        len += name_weigh(gazetteer, folded, &hits.at[i], &kept[len]);
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
