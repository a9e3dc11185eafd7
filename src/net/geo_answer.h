/* What another city's Open311 server answers (https://wiki.open311.org/GeoReport_v2), in XML or JSON: a list of
 * requests, or of errors. Read strictly where it matters (no document type, bounded depth and number, UTF-8) and
 * leniently where servers differ: numbers for texts, unknown members, a list within an object. */
#ifndef GULOU_NET_GEO_ANSWER_H
#define GULOU_NET_GEO_ANSWER_H

#include "base/ctx.h"

typedef struct GeoRequest {
    Str id, token; /* service_request_id; either may be empty */
    Str status, notes, description, updated;
} GeoRequest;

enum { GEO_REQUESTS_MOST = 1000 };
typedef struct GeoRequests {
    GeoRequest *at;
    size_t len;
    Str error; /* "400: no such service_code" */
} GeoRequests;

typedef enum GeoFormat { GEO_XML, GEO_JSON } GeoFormat;

/* INVALID (MSG_PUSH_ANSWER) for what is neither. No requests and no error: an empty list. */
MUST_USE Err geo_answer_read(Ctx *ctx, Str bytes, GeoFormat format, GeoRequests *out);

#endif
