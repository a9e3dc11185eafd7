/* A place on earth: longitude and latitude in degrees. Inside Gulou always WGS-84; other datums live
 * only at the edge (datum.h). Rows keep int32 ten-millionths of a degree ("e7", about 1 cm). */
#ifndef GULOU_GEO_POINT_H
#define GULOU_GEO_POINT_H

#include <stdbool.h>
#include <stdint.h>

typedef struct LngLat {
    double lng, lat;
} LngLat;

/* Finite and on the globe. */
bool point_valid(LngLat point);
LngLat point_from_e7(int32_t lng_e7, int32_t lat_e7);
int32_t degrees_to_e7(double degrees); /* rounded; clamped to ±180° */

#endif
