/* Recurring spots; see find_spot.h. */
#include "actions/find_spot.h"

#include <math.h>

#include "geo/distance.h"
#include "store/spot_store.h"

static double metres_between(int64_t lat_a, int64_t lon_a, int64_t lat_b, int64_t lon_b)
{
    LngLat a = {.lng = (double)lon_a / 1e7, .lat = (double)lat_a / 1e7};
    LngLat b = {.lng = (double)lon_b / 1e7, .lat = (double)lat_b / 1e7};
    return distance_metres(a, b);
}

/* What is kept secret and what has neither place nor kind raises no spot. */
static bool may_recur(const Case *c)
{
    return c->lat_e7 != 0 && !str_empty(c->category) && !c->confidential;
}

static Around around_case(const District *district, const Case *c, UnixMs now)
{
    double metres = (double)district->limits.recurring_metres;
    double degree = 111195.0; /* metres of a degree of latitude on the mean sphere */
    double narrow = cos((double)c->lat_e7 / 1e7 * 3.14159265358979323846 / 180.0);
    return (Around){.category = c->category,
                    .lat_e7 = c->lat_e7,
                    .lon_e7 = c->lon_e7,
                    .half_lat_e7 = (int64_t)(metres / degree * 1e7) + 1,
                    .half_lon_e7 = (int64_t)(metres / degree / (narrow > 0.01 ? narrow : 0.01) * 1e7) + 1,
                    .since = now - DAYS(district->limits.recurring_days),
                    .most = SPOT_COUNTED};
}

static Err nearest_spot(Act *act, const Around *around, double metres, Spot *out, bool *found)
{
    Spot near[20];
    size_t count = 0;
    TRY(spots_around(act->tx, around, near, &count));
    double best = metres;
    for (size_t i = 0; i < count; i++) {
        double far = metres_between(near[i].lat_e7, near[i].lon_e7, around->lat_e7, around->lon_e7);
        if (far > best)
            continue;
        best = far;
        *out = near[i];
        *found = true;
    }
    return OK;
}

static Err raise_spot(Act *act, const Around *around, int64_t count, UnixMs first)
{
    double metres = (double)act->district->limits.recurring_metres;
    Ctx *ctx = act->tx->ctx;
    Spot spot = {0};
    bool found = false;
    TRY(nearest_spot(act, around, metres, &spot, &found));
    if (!found) {
        unsigned char id[8];
        rand_bytes(ctx->rand, id, sizeof id);
        const Case *c = &act->file->c;
        spot = (Spot){.id = str_hex(ctx->arena, id, sizeof id),
                      .category = c->category,
                      .lat_e7 = c->lat_e7,
                      .lon_e7 = c->lon_e7,
                      .owner = c->owner,
                      .subdistrict = c->subdistrict,
                      .community = c->community,
                      .first_at = first};
    }
    spot.count = count;
    spot.last_at = act->now;
    act->file->c.spot = spot.id;
    tx_notify(act->tx, str_printf(ctx->arena, "case:" STR_FMT, STR_ARG(spot.owner)),
              str_printf(ctx->arena, "{\"spot\":\"" STR_FMT "\"}", STR_ARG(spot.id)));
    return spot_save(act->tx, &spot);
}

Err find_spot_ahead(Tx *tx, const Case *c)
{
    if (!may_recur(c))
        return OK;
    Around around = around_case(tx->ctx->district, c, tx->ctx->now);
    return spot_cases_ask_ahead(tx, &around);
}

typedef struct Count {
    int64_t cases; /* with the one that is reported */
    UnixMs first;
    bool bounded; /* more may stand in the square than were looked at */
} Count;

static Err count_around(Act *act, const Around *around, Count *out)
{
    const Case *c = &act->file->c;
    double metres = (double)act->district->limits.recurring_metres;
    SpotCase cases[SPOT_CASES_MAX];
    size_t found = 0;
    TRY(spot_cases_around(act->tx, around, cases, &found));
    *out = (Count){.cases = 1, .first = c->submitted_at, .bounded = found == around->most};
    for (size_t i = 0; i < found; i++) {
        if (str_eq(cases[i].number, c->number) ||
            metres_between(cases[i].lat_e7, cases[i].lon_e7, c->lat_e7, c->lon_e7) > metres)
            continue;
        out->cases++;
        if (cases[i].submitted_at < out->first)
            out->first = cases[i].submitted_at;
    }
    return OK;
}

Err find_spot(Act *act)
{
    const Case *c = &act->file->c;
    const DistrictLimits *limits = &act->district->limits;
    if (!may_recur(c))
        return OK;
    Around around = around_case(act->district, c, act->now);
    Count count;
    TRY(count_around(act, &around, &count));
    if (count.bounded && count.cases < limits->recurring_count) { /* those looked at may stand in the square's corner */
        around.most = SPOT_CASES_READ;
        TRY(count_around(act, &around, &count));
    } else if (count.bounded) {
        count.cases = SPOT_COUNTED;
    }
    count.cases = count.cases < SPOT_COUNTED ? count.cases : SPOT_COUNTED;
    return count.cases >= limits->recurring_count ? raise_spot(act, &around, count.cases, count.first) : OK;
}
