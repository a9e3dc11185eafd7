/* Which names the brain listens for: the district's gazetteer, its areas, and every other city and county of the
 * country, so that it knows when another place is meant. */
#include "brain/parts.h"
#include "geo/divisions.h"
#include "text/plain_words.h"

#define VOUCHING 0.8 /* of a certain name, to back one noted from memory */

static Place place_of_row(const DistrictPlace *row)
{
    Place place = {.name = row->name,
                   .aliases = row->aliases,
                   .kind = PLACE_PLACE,
                   .area_code = row->area,
                   .lng = row->lon,
                   .lat = row->lat,
                   .certain = row->certain};
    (void)place_kind_parse(row->kind, &place.kind); /* unknown: simply a place */
    return place;
}

static bool named_already(const District *district, Str name)
{
    for (size_t i = 0; i < district->place_count; i++)
        if (str_eq(district->places[i].name, name))
            return true;
    return false;
}

/* Sub-districts and communities are names too, though no gazetteer row may tell them. */
static Place place_of_area(const Brain *brain, const DistrictArea *area)
{
    Place place = {.name = area->name_zh,
                   .aliases = area->name_en,
                   .kind = area->level == AREA_SUBDISTRICT ? PLACE_SUBDISTRICT : PLACE_COMMUNITY,
                   .area_code = area->code,
                   .certain = true};
    const Area *polygon = brain->areas != NULL ? area_index_find(brain->areas, area->code) : NULL;
    if (polygon != NULL) {
        place.lng = polygon->inside.lng;
        place.lat = polygon->inside.lat;
    }
    return place;
}

static bool says_where(const DistrictArea *area)
{
    return area->level == AREA_SUBDISTRICT || area->level == AREA_COMMUNITY;
}

/* 江厝新村 was noted from memory, but it carries the name of 江厝, which is certain, and both lie in one
 * sub-district: that is two who say so. */
static bool vouched(const Brain *brain, const Gazetteer *certain, const Place *place)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    PlaceMatches matches = gazetteer_find(certain, arena, place->name);
    PointAreas own = areas_of_code(brain->district, place->area_code);
    bool backed = false;
    for (size_t i = 0; i < matches.len; i++) {
        PointAreas other = areas_of_code(brain->district, matches.at[i].place->area_code);
        if (!str_eq(own.subdistrict, other.subdistrict))
            return false;
        backed = backed || (matches.at[i].form != NAME_SLIP && matches.at[i].trust >= VOUCHING);
    }
    return backed && !str_empty(own.subdistrict);
}

static Gazetteer *certain_names(Arena *arena, const Place *places, size_t count)
{
    Place *certain = ARENA_ARRAY(arena, Place, count + 1);
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        if (places[i].certain)
            certain[len++] = places[i];
    return gazetteer_new(certain, len);
}

/* Our own city and province are no other place, and lead to ours (东莞霄边); nor is what our own district calls
 * something else (保定社区). */
static bool ours(const District *district, const Division *division)
{
    if (str_starts(district->code, division->code) || str_starts(division->code, district->code))
        return true;
    for (size_t i = 0; i < district->area_count; i++)
        if (str_starts(district->areas[i].code, division->code) ||
            str_starts(district->areas[i].name_zh, division->name))
            return true;
    return false;
}

static bool our_word(const District *district, Str word)
{
    for (size_t i = 0; i < district->area_count; i++)
        if (str_starts(district->areas[i].name_zh, word))
            return true;
    return false;
}

/* 东城区, as people still call 东城街道, is not Beijing's. */
static bool our_town(const District *district, Str name)
{
    Str stem = str_slice(name, 0, name.len > 3 ? name.len - 3 : 0);
    for (size_t i = 0; i < district->area_count && stem.len >= 6; i++)
        if (district->areas[i].level == AREA_SUBDISTRICT && str_starts(district->areas[i].name_zh, stem))
            return true;
    return false;
}

/* Every other province, city and county: who names one may mean a place that is not ours, or only where he comes from,
 * so they are no more certain than a name from memory. A neighbour that the district itself lists is. */
static size_t name_divisions(const District *district, Place *places)
{
    Division division;
    size_t count = 0;
    for (size_t at = 0; division_next(&at, &division);) {
        if (named_already(district, division.name) || our_town(district, division.name))
            continue;
        bool own = ours(district, &division);
        bool word = plain_word_of(division.short_name) > WORD_NAME || our_word(district, division.short_name);
        places[count++] = (Place){.name = division.name,
                                  .aliases = word ? STR("") : division.short_name,
                                  .kind = PLACE_DISTRICT,
                                  .area_code = own ? district->code : STR("")};
    }
    return count;
}

void name_places(Brain *brain)
{
    const District *d = brain->district;
    Arena *arena CLEANUP(arena_freep) = arena_new(SIZE_MAX);
    Place *places = ARENA_ARRAY(arena, Place, d->place_count + d->area_count + DIVISIONS_MAX + 1);
    size_t count = 0;
    for (size_t i = 0; i < d->place_count; i++)
        places[count++] = place_of_row(&d->places[i]);
    for (size_t i = 0; i < d->area_count; i++)
        if (says_where(&d->areas[i]) && !named_already(d, d->areas[i].name_zh))
            places[count++] = place_of_area(brain, &d->areas[i]);
    Gazetteer *certain = certain_names(arena, places, count);
    for (size_t i = 0; i < count; i++)
        places[i].certain = places[i].certain || vouched(brain, certain, &places[i]);
    gazetteer_free(certain);
    count += name_divisions(d, places + count);
    brain->gazetteer = gazetteer_new(places, count);
}
