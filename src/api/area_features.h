/* The district's polygons of one level as a FeatureCollection. */
#ifndef GULOU_API_AREA_FEATURES_H
#define GULOU_API_AREA_FEATURES_H

#include "base/json.h"
#include "domain/district.h"

MUST_USE Err area_features(Ctx *ctx, int level, JsonOut *out);

#endif
