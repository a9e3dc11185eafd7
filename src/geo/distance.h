/* How far apart two places are, in metres, on a sphere of the mean earth radius (haversine; within
 * 0.5 % of the ellipsoid, and good to the millimetre at the 50 m that recurring spots ask for). */
#ifndef GULOU_GEO_DISTANCE_H
#define GULOU_GEO_DISTANCE_H

#include "geo/point.h"

double distance_metres(LngLat a, LngLat b);
double distance_metres_e7(int32_t lng_a, int32_t lat_a, int32_t lng_b, int32_t lat_b);

/* The rectangle that surely holds every point within `metres` of `centre`: for an index in SQL. */
typedef struct Box {
    LngLat south_west, north_east;
} Box;
Box distance_box(LngLat centre, double metres);

#endif
