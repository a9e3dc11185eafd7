/* The recent cases, held in memory so that a new report can be asked "have we heard of this?": of each a gist of its
 * words, its kind, place and time, some 450 bytes. A cache and nothing else: it may be lost at any time and is filled
 * from the store (twins_feed.h). Many threads may ask while one adds. Nothing confidential ever enters. */
#ifndef GULOU_BRAIN_TWINS_H
#define GULOU_BRAIN_TWINS_H

#include "brain/twins_sense.h"

typedef struct Twins Twins;

typedef struct TwinsSetup {
    const District *district; /* outlives the Twins */
    size_t room;              /* cases kept at most, the newest; 0: 200,000 */
} TwinsSetup;
Twins *twins_new(const TwinsSetup *setup);
void twins_free(Twins *twins);
UnixMs twins_window(const Twins *twins); /* how long a case is of interest: the district's twin_days */

typedef struct TwinCase {
    Str number; /* at most TWIN_NUMBER_MAX bytes */
    int64_t version;
    Str category, community; /* codes; may be empty */
    Str text, place_text;
    bool has_point, open; /* open: can still be followed */
    int64_t lat_e7, lon_e7;
    UnixMs at; /* reported */
} TwinCase;
enum { TWIN_NUMBER_MAX = 31 };
/* Adds or replaces it. A case that is older than the one it would push out, or confidential by its kind, stays out. */
void twins_put(Twins *twins, const TwinCase *c);
void twins_drop(Twins *twins, Str number);
void twins_expire(Twins *twins, UnixMs now);               /* drops what is older than the window */
bool twins_has(Twins *twins, Str number, int64_t version); /* this or a later version is in */

typedef struct TwinsFigures {
    size_t cases, bytes; /* bytes: all memory of the index */
} TwinsFigures;
TwinsFigures twins_figures(Twins *twins);

typedef struct TwinQuery {
    Str text, place_text;
    Str category, community; /* may be empty: unknown */
    Str or_category[2];      /* what it may be as well, while the category is a guess; may be empty */
    bool has_point;
    int64_t lat_e7, lon_e7;
    UnixMs at;
    bool only_open;
    Str except;      /* a number that is not meant (the case itself) */
    double at_least; /* probability */
} TwinQuery;

enum { TWIN_WORDS = 3 };
typedef struct TwinFound {
    Str number;
    double probability;
    double metres;   /* -1: unknown */
    int64_t minutes; /* between the two reports */
    bool came_after; /* it was reported later than the query's moment (asked of a case that exists) */
    TwinKinship kin;
    Str words[TWIN_WORDS]; /* that both used, as the query has them */
    size_t word_count;
    bool open;
} TwinFound;
/* The likeliest first; returns how many (at most `room`). Text in ctx->arena; ctx may carry no district. */
size_t twins_find(Twins *twins, Ctx *ctx, const TwinQuery *query, TwinFound *out, size_t room);

#endif
