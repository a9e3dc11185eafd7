/* The shift is a fixed published polynomial with sines over a Krasovsky ellipsoid; BD-09 turns GCJ-02
 * by a small spiral. */
#include "geo/datum.h"

#include <math.h>
#include <strings.h>

#define SEMI_MAJOR 6378245.0
#define ECCENTRICITY2 0.00669342162296594323
#define BD_TURN (M_PI * 3000.0 / 180.0)

enum { ITERATIONS_MAX = 20 };

bool point_valid(LngLat p)
{
    return isfinite(p.lng) && isfinite(p.lat) && fabs(p.lng) <= 180.0 && fabs(p.lat) <= 90.0;
}

LngLat point_from_e7(int32_t lng_e7, int32_t lat_e7)
{
    return (LngLat){lng_e7 / 1e7, lat_e7 / 1e7};
}

int32_t degrees_to_e7(double degrees)
{
    if (!(degrees > -180.0))
        return -1800000000;
    return degrees >= 180.0 ? 1800000000 : (int32_t)lround(degrees * 1e7);
}

bool datum_parse(Str name, Datum *out)
{
    static const struct {
        const char *name;
        Datum datum;
    } names[] = {{"wgs84", DATUM_WGS84}, {"gcj02", DATUM_GCJ02}, {"bd09", DATUM_BD09}};
    char plain[8];
    size_t len = 0;
    for (size_t i = 0; i < name.len; i++) {
        if (name.at[i] == '-')
            continue;
        if (len == sizeof plain - 1)
            return false;
        plain[len++] = name.at[i];
    }
    plain[len] = 0;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (strcasecmp(plain, names[i].name) == 0) {
            *out = names[i].datum;
            return true;
        }
    }
    return false;
}

bool datum_in_china(LngLat p)
{
    return p.lng >= 72.004 && p.lng <= 137.8347 && p.lat >= 0.8293 && p.lat <= 55.8271;
}

static double wave(double x, double a, double b)
{
    return (20.0 * sin(6.0 * x * M_PI) + 20.0 * sin(2.0 * x * M_PI)) * 2.0 / 3.0 + a + b;
}

static LngLat gcj_shift(LngLat p)
{
    double x = p.lng - 105.0, y = p.lat - 35.0;
    double lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x));
    lat += wave(x, (20.0 * sin(y * M_PI) + 40.0 * sin(y / 3.0 * M_PI)) * 2.0 / 3.0,
                (160.0 * sin(y / 12.0 * M_PI) + 320.0 * sin(y * M_PI / 30.0)) * 2.0 / 3.0);
    double lng = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x));
    lng += wave(x, (20.0 * sin(x * M_PI) + 40.0 * sin(x / 3.0 * M_PI)) * 2.0 / 3.0,
                (150.0 * sin(x / 12.0 * M_PI) + 300.0 * sin(x / 30.0 * M_PI)) * 2.0 / 3.0);

    double radians = p.lat / 180.0 * M_PI;
    double magic = 1.0 - ECCENTRICITY2 * sin(radians) * sin(radians);
    double root = sqrt(magic);
    return (LngLat){
        lng * 180.0 / (SEMI_MAJOR / root * cos(radians) * M_PI),
        lat * 180.0 / (SEMI_MAJOR * (1.0 - ECCENTRICITY2) / (magic * root) * M_PI),
    };
}

LngLat gcj02_from_wgs84(LngLat wgs)
{
    if (!datum_in_china(wgs))
        return wgs;
    LngLat shift = gcj_shift(wgs);
    return (LngLat){wgs.lng + shift.lng, wgs.lat + shift.lat};
}

LngLat bd09_from_gcj02(LngLat gcj)
{
    if (!datum_in_china(gcj))
        return gcj;
    double z = hypot(gcj.lng, gcj.lat) + 0.00002 * sin(gcj.lat * BD_TURN);
    double theta = atan2(gcj.lat, gcj.lng) + 0.000003 * cos(gcj.lng * BD_TURN);
    return (LngLat){z * cos(theta) + 0.0065, z * sin(theta) + 0.006};
}

/* The shifts change slowly (under 1 % of themselves), so stepping back by the miss converges in a few rounds. */
static LngLat undo(LngLat goal, LngLat (*forward)(LngLat))
{
    if (!datum_in_china(goal))
        return goal;
    LngLat guess = goal;
    for (int i = 0; i < ITERATIONS_MAX; i++) {
        LngLat there = forward(guess);
        double dx = goal.lng - there.lng, dy = goal.lat - there.lat;
        guess.lng += dx;
        guess.lat += dy;
        if (fabs(dx) < 1e-10 && fabs(dy) < 1e-10)
            break;
    }
    return guess;
}

LngLat wgs84_from_gcj02(LngLat gcj)
{
    return undo(gcj, gcj02_from_wgs84);
}

LngLat gcj02_from_bd09(LngLat bd)
{
    return undo(bd, bd09_from_gcj02);
}

LngLat datum_to_wgs84(LngLat point, Datum from)
{
    if (from == DATUM_WGS84)
        return point;
    return wgs84_from_gcj02(from == DATUM_BD09 ? gcj02_from_bd09(point) : point);
}

LngLat datum_from_wgs84(LngLat wgs, Datum to)
{
    if (to == DATUM_WGS84)
        return wgs;
    LngLat gcj = gcj02_from_wgs84(wgs);
    return to == DATUM_BD09 ? bd09_from_gcj02(gcj) : gcj;
}
