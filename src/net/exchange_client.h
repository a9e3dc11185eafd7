/* 交办给别的平台: handing a case to another platform by the exchange of docs/channels.md, every request signed, and
 * asking how it stands. The address is our operator's choice (servers.csv), so it may lie in a network of ours. */
#ifndef GULOU_NET_EXCHANGE_CLIENT_H
#define GULOU_NET_EXCHANGE_CLIENT_H

#include "base/hash.h"
#include "net/geo_client.h"

typedef struct ExchangePlatform {
    Str url;       /* "https://12345.example.org", before /platform/v1 */
    Str self, key; /* what we are called there, and what we sign with */
} ExchangePlatform;

typedef struct ExchangeCase {
    Str number; /* ours for it: what is sent again under it is the same case */
    Str text, place, category;
    bool placed;
    double lat, lon; /* WGS-84 */
    UnixMs reported_at;
} ExchangeCase;

typedef struct ExchangeStep {
    int64_t no; /* rising within the case */
    Str text;
} ExchangeStep;

enum { EXCHANGE_STEPS_MOST = 100 };
typedef struct ExchangeStanding {
    Str theirs;      /* their number of it */
    Str state, unit; /* as they call them */
    Str reason;      /* why it came back */
    bool accepted;   /* somebody there has taken it on */
    bool returned, done;
    ExchangeStep steps[EXCHANGE_STEPS_MOST]; /* the last ones, in their order */
    size_t step_count;
    Str error; /* of what is no standing: why */
} ExchangeStanding;

/* As geo_post: a GEO_TAKEN one has their number, `out->error` says why of the others. Never fails. */
GeoFate exchange_post(Ctx *ctx, const ExchangePlatform *platform, const ExchangeCase *what, ExchangeStanding *out);
/* INVALID (MSG_PUSH_ANSWER), NOT_FOUND, BUSY. */
MUST_USE Err exchange_standing(Ctx *ctx, const ExchangePlatform *platform, Str number, ExchangeStanding *out);
/* They tell of steps there from now on, signed with the secret. */
MUST_USE Err exchange_webhook(Ctx *ctx, const ExchangePlatform *platform, Str url, Hash *secret);

/* What they answer, in texts that are bounded and do no harm on a case. INVALID: no standing and no error. */
MUST_USE Err exchange_read(Ctx *ctx, Str bytes, ExchangeStanding *out);

#endif
