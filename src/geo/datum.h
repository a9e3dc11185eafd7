/* The three datums of a Chinese map: WGS-84 (GPS, ours), GCJ-02 (AMap, Tencent, WeChat) and BD-09
 * (Baidu). Points outside China are given back unchanged, as the map services do.
 * The forward formulas are the widely published ones (eviltransform, gcoord); the ways back iterate
 * them and come within a millimetre inside China. Pure and thread-safe. */
#ifndef GULOU_GEO_DATUM_H
#define GULOU_GEO_DATUM_H

#include "base/str.h"
#include "geo/point.h"

typedef enum Datum { DATUM_WGS84, DATUM_GCJ02, DATUM_BD09 } Datum;

bool datum_parse(Str name, Datum *out); /* wgs84 gcj02 bd09; hyphens and case ignored */
bool datum_in_china(LngLat point);      /* the rectangle that the shift applies to */
LngLat gcj02_from_wgs84(LngLat wgs);
LngLat wgs84_from_gcj02(LngLat gcj);
LngLat bd09_from_gcj02(LngLat gcj);
LngLat gcj02_from_bd09(LngLat bd);
LngLat datum_to_wgs84(LngLat point, Datum from);
LngLat datum_from_wgs84(LngLat wgs, Datum to);

#endif
