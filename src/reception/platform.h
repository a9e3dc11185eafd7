/* A case of another platform (a 12345 of the city, a province's 疑难件), handed over in a file or by the exchange:
 * checked alike, mapped by platforms.csv, and made a case once for each number of theirs. */
#ifndef GULOU_RECEPTION_PLATFORM_H
#define GULOU_RECEPTION_PLATFORM_H

#include "reception/take.h"
#include "store/platform_store.h"

typedef struct PlatformReport {
    Str platform, theirs;
    Str text, place_text, category; /* the category as they call it; one not in the tables is left to the brain */
    Str name, phone;
    PlaceInput place;
    UnixMs reported_at; /* there; 0: not said */
} PlatformReport;

/* INVALID on number, text, place, position, name or phone. */
MUST_USE Err platform_report_check(Ctx *ctx, const PlatformReport *in);
/* *repeated: it was taken before, and nothing is done. */
typedef struct PlatformTaken {
    Str number;
    bool repeated;
} PlatformTaken;
MUST_USE Err platform_report_take(App *app, Ctx *ctx, const PlatformReport *in, PlatformTaken *out);

#endif
