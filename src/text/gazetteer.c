/* Building: names, aliases and stems (湖前 of 湖前社区) go into one automaton, whole names also among those that may be
 * mistyped. */
#include "text/gazetteer.h"

#include "base/utf8.h"
#include "text/fold.h"
#include "text/gazetteer_parts.h"

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
