/* 向别的城市系统报件: asking another city's Open311 server. The address is our operator's choice (servers.csv), so it
 * may lie in a network of ours. */
#ifndef GULOU_NET_GEO_CLIENT_H
#define GULOU_NET_GEO_CLIENT_H

#include "net/geo_answer.h"

typedef struct GeoServer {
    Str url; /* "https://311.example.org/open311/v2" */
    Str key, jurisdiction;
    GeoFormat format;
} GeoServer;

typedef struct GeoPost {
    Str service, description, address, reference; /* reference: the same when it is asked again */
    bool placed;
    double lat, lon;
} GeoPost;

/* How it came out. Only a REFUSED one is certainly not there: whoever got no answer knows nothing. */
typedef enum GeoFate { GEO_TAKEN, GEO_REFUSED, GEO_UNKNOWN } GeoFate;

/* A GEO_TAKEN one has an id or a token; `out->error` says why of the others. Never fails. */
GeoFate geo_post(Ctx *ctx, const GeoServer *server, const GeoPost *post, GeoRequests *out);
/* By token or id: INVALID, BUSY, NOT_FOUND. */
MUST_USE Err geo_token(Ctx *ctx, const GeoServer *server, Str token, GeoRequest *out);
MUST_USE Err geo_request(Ctx *ctx, const GeoServer *server, Str id, GeoRequest *out);
/* Those of that service since then. */
typedef struct GeoRecent {
    Str service;
    int64_t since; /* UnixMs */
} GeoRecent;
MUST_USE Err geo_recent(Ctx *ctx, const GeoServer *server, const GeoRecent *what, GeoRequests *out);

#endif
