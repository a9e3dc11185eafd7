/* Haversine: exact on the sphere and steady for near points, where the cosine formula loses all digits. */
#include "geo/distance.h"

#include <math.h>

#define EARTH_RADIUS 6371008.8 /* metres: the mean radius of IUGG */
#define RADIANS (M_PI / 180.0)

double distance_metres(LngLat a, LngLat b)
{
    double half_lat = sin((b.lat - a.lat) * RADIANS / 2.0);
    double half_lng = sin((b.lng - a.lng) * RADIANS / 2.0);
    double h = half_lat * half_lat + cos(a.lat * RADIANS) * cos(b.lat * RADIANS) * half_lng * half_lng;
    return 2.0 * EARTH_RADIUS * asin(fmin(1.0, sqrt(h)));
}

double distance_metres_e7(int32_t lng_a, int32_t lat_a, int32_t lng_b, int32_t lat_b)
{
    return distance_metres(point_from_e7(lng_a, lat_a), point_from_e7(lng_b, lat_b));
}

/* The widest meridian distance of a circle is a little nearer the pole than its centre. */
Box distance_box(LngLat centre, double metres)
{
    double angle = metres / EARTH_RADIUS;
    double lat = angle / RADIANS * (1.0 + 1e-9);
    double squeeze = cos(centre.lat * RADIANS);
    bool round_the_pole = sin(angle) >= squeeze;
    double lng = round_the_pole ? 360.0 : asin(sin(angle) / squeeze) / RADIANS * (1.0 + 1e-9);
    return (Box){
        .south_west = {fmax(-180.0, centre.lng - lng), fmax(-90.0, centre.lat - lat)},
        .north_east = {fmin(180.0, centre.lng + lng), fmin(90.0, centre.lat + lat)},
    };
}
