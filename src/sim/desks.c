/* Desks and how many hands each has; see desks.h. */
#include "sim/desks.h"

#include <math.h>

#include "sim/tellings.h"

Desk *desk_of(Desks *desks, Str unit)
{
    for (size_t i = 0; i < desks->len; i++)
        if (str_eq(desks->at[i].unit, unit))
            return &desks->at[i];
    return NULL;
}

/* The centre puts right and passes on what comes to it, and decides what is asked of it from everywhere. */
#define CENTRE_SHARE 0.08

static int64_t hands_for(const DesksWish *wish, Str unit)
{
    const Scenario *scenario = wish->scenario;
    size_t theirs = 0;
    for (size_t i = 0; i < wish->tellings->len; i++)
        theirs += str_eq(wish->tellings->at[i].decision.owner, unit);
    double share = (double)theirs / (double)wish->tellings->len;
    if (str_eq(unit, wish->district->centre))
        share += CENTRE_SHARE;
    double hours = scenario->cases_per_day * scenario_peak() * share * desk_minutes_usual() / 60;
    int64_t hands = (int64_t)ceil(hours * (double)scenario->spare / 100);
    return hands < 2 ? 2 : hands;
}

void desks_open(const DesksWish *wish, Desks *out)
{
    *out = (Desks){0};
    const Rights *rights = &wish->district->rights;
    for (size_t i = 0; i < rights->unit_count && out->len < DESKS_MAX; i++) {
        const Unit *unit = &rights->units[i];
        if (unit->kind != UNIT_SUBDISTRICT && unit->kind != UNIT_CENTRE)
            continue;
        out->at[out->len++] =
            (Desk){.unit = unit->code, .hands = wish->scenario->spare == 0 ? 0 : hands_for(wish, unit->code)};
    }
}

void desks_free(Desks *desks)
{
    for (size_t i = 0; i < desks->len; i++)
        agenda_free(&desks->at[i].waiting);
}
