/* Names and aliases go into one automaton; what it finds is thinned to the longest names that do not
 * overlap, and what stands behind each name (door, building, crossing) is read by door_parts.c. */
#include "text/gazetteer.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "text/automaton.h"
#include "text/door_parts.h"
#include "text/fold.h"

enum { NAME_LEAST = 2 /* code points: one character alone names no place */ };

struct Gazetteer {
    Arena *arena;
    Place *places;
    size_t count;
    uint32_t *owners; /* of each pattern: its place */
    Automaton *automaton;
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

static void add_name(Names *names, uint32_t place, Str name)
{
    Str folded = text_fold_plain(names->gazetteer->arena, name);
    if (utf8_length(folded) < NAME_LEAST)
        return;
    for (size_t i = names->first_of_place; i < names->len; i++)
        if (str_eq(names->patterns[i], folded))
            return;
    names->gazetteer->owners[names->len] = place;
    names->patterns[names->len++] = folded;
}

static void add_place(Names *names, uint32_t i)
{
    names->first_of_place = names->len;
    add_name(names, i, names->gazetteer->places[i].name);
    Str rest = names->gazetteer->places[i].aliases;
    size_t from = 0;
    for (size_t at = 0; at <= rest.len; at++) {
        if (at < rest.len && rest.at[at] != ';' && rest.at[at] != '|')
            continue;
        add_name(names, i, str_slice(rest, from, at));
        from = at + 1;
    }
}

static size_t names_at_most(const Place *place)
{
    size_t names = 2;
    for (size_t i = 0; i < place->aliases.len; i++)
        names += place->aliases.at[i] == ';' || place->aliases.at[i] == '|';
    return names;
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
    g->owners = ARENA_ARRAY(arena, uint32_t, room);
    Names names = {.gazetteer = g, .patterns = ARENA_ARRAY(arena, Str, room)};
    for (uint32_t i = 0; i < count; i++)
        add_place(&names, i);
    g->automaton = automaton_new(arena, names.patterns, names.len);
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

/* --- asking --- */

static int longest_first(const void *a, const void *b)
{
    const Hit *x = a, *y = b;
    uint32_t x_len = x->to - x->from, y_len = y->to - y->from;
    if (x_len != y_len)
        return x_len > y_len ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->pattern > y->pattern) - (x->pattern < y->pattern);
}

static int by_place_in_text(const void *a, const void *b)
{
    const Hit *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->pattern > y->pattern) - (x->pattern < y->pattern);
}

/* 温泉街 in 温泉街道 is the sub-district, known or not. */
static bool swallowed(Str text, const Hit *hit)
{
    Str name = str_slice(text, hit->from, hit->to), after = str_slice(text, hit->to, text.len);
    return str_ends(name, STR("街")) && str_starts(after, STR("道"));
}

static bool taken_by_other(const Hit *kept, size_t len, const Hit *hit)
{
    for (size_t i = 0; i < len; i++) {
        bool same = kept[i].from == hit->from && kept[i].to == hit->to;
        if (!same && kept[i].from < hit->to && hit->from < kept[i].to)
            return true;
    }
    return false;
}

/* Keeps, in place, the longest hits that do not overlap, in the order of the text. */
static size_t thin(Str text, Hit *hits, size_t len)
{
    size_t kept = 0;
    if (len > 0)
        qsort(hits, len, sizeof *hits, longest_first);
    for (size_t i = 0; i < len; i++)
        if (!swallowed(text, &hits[i]) && !taken_by_other(hits, kept, &hits[i]))
            hits[kept++] = hits[i];
    if (kept > 0)
        qsort(hits, kept, sizeof *hits, by_place_in_text);
    return kept;
}

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

PlaceMatches gazetteer_find_folded(const Gazetteer *gazetteer, Arena *arena, const FoldedText *text)
{
    const Folded folded = text->folded;
    Hits hits = automaton_scan(gazetteer->automaton, arena, folded.text);
    size_t len = thin(folded.text, hits.at, hits.len);
    Finding f = {.folded = folded.text, .matches = ARENA_ARRAY(arena, PlaceMatch, len), .len = len};
    for (size_t i = 0; i < len; i++) {
        PlaceMatch *match = &f.matches[i];
        size_t next_name = folded.text.len;
        *match = (PlaceMatch){.place = &gazetteer->places[gazetteer->owners[hits.at[i].pattern]],
                              .from = hits.at[i].from,
                              .name_to = hits.at[i].to,
                              .crossing = -1};
        for (size_t k = i + 1; k < len && next_name == folded.text.len; k++)
            if (hits.at[k].from >= hits.at[i].to)
                next_name = hits.at[k].from;
        match->to = door_parts_read(str_slice(folded.text, 0, next_name), match->name_to, &match->parts);
    }
    count_rivals(&f);
    note_crossings(&f);
    for (size_t i = 0; i < len; i++)
        bring_home(&folded, text->original, &f.matches[i]);
    return (PlaceMatches){f.matches, len};
}

PlaceMatches gazetteer_find(const Gazetteer *gazetteer, Arena *arena, Str text)
{
    FoldedText folded = text_fold_once(arena, text);
    return gazetteer_find_folded(gazetteer, arena, &folded);
}
