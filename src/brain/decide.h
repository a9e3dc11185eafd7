/* The brain: where is it, what is it, whose is it — decided outside any transaction, explained in words, and honest
 * about what it does not know. A Brain is built from a District, owns its memory and is read-only: any thread may ask.
 */
#ifndef GULOU_BRAIN_DECIDE_H
#define GULOU_BRAIN_DECIDE_H

#include "base/ctx.h"
#include "domain/district.h"

typedef struct Brain Brain;

/* Learns from the district's examples, which takes seconds. */
MUST_USE Err brain_new(Ctx *ctx, const District *district, Brain **out);
/* The same in milliseconds from bytes that brain_save_model gave. INVALID: damaged, or learnt from other examples. */
MUST_USE Err brain_new_from_model(Ctx *ctx, const District *district, Str bytes, Brain **out);
MUST_USE Err brain_save_model(Ctx *ctx, const Brain *brain, Str *bytes); /* in ctx->arena */
void brain_free(Brain *brain);                                           /* NULL is fine */
Str brain_version(const Brain *brain);                                   /* of model and rules together */

typedef struct Report {
    Str text, place_text;
    bool has_point;
    double lat, lon;     /* WGS-84 */
    int64_t accuracy_m;  /* 0: unknown */
    Str point_source;    /* pin, gps, photo */
    Str category_choice; /* the reporter's or operator's own; may be empty */
    size_t photo_count;
} Report;

typedef struct CategoryGuess {
    Str code;
    double score; /* calibrated probability */
} CategoryGuess;

typedef struct PlaceGuess {
    Str name;                         /* what was recognised, or the area's name */
    Str subdistrict, community, grid; /* area codes; may be empty */
    bool has_point;
    double lat, lon;
    double score; /* 0..1 */
    Str source;   /* position, words, both */
} PlaceGuess;

enum { BRAIN_GUESSES = 5, BRAIN_REASONS = 10 };

typedef struct Decision {
    bool confident; /* dispatch to `owner` by itself; false: the centre's queue, with suggestions */
    bool spam;
    bool outside;       /* the point lies outside the district */
    Str category;       /* best category, "" when it abstains */
    bool category_sure; /* false: somebody has to confirm it, wherever the case went */
    Urgency urgency;
    Difficulty difficulty;
    bool confidential;
    Str owner; /* unit code: the place's sub-district, or the centre */
    Str subdistrict, community, grid;
    bool has_point;
    int64_t lat_e7, lon_e7, accuracy_m;
    Str place_source;             /* pin, gps, photo, words; "" unknown */
    Str guidance_zh, guidance_en; /* e.g. call 119 now; "" none */
    Str reasons_zh[BRAIN_REASONS], reasons_en[BRAIN_REASONS];
    size_t reason_count;
    CategoryGuess categories[BRAIN_GUESSES];
    size_t category_count;
    PlaceGuess places[BRAIN_GUESSES];
    size_t place_count;
    Str model;
} Decision;

/* Never fails: what it cannot know it leaves open and says so. Text in ctx->arena. */
void brain_decide(const Brain *brain, Ctx *ctx, const Report *report, Decision *out);

/* Candidates for "where is this?", best first; returns how many (at most `room`). *inside: 1 the point lies in the
 * district, 0 outside, -1 no point given. */
size_t brain_locate(const Brain *brain, Ctx *ctx, const Report *report, PlaceGuess *out, size_t room, int *inside);

/* The areas of a point (as desks correct it); empty where outside. */
typedef struct PointAreas {
    Str subdistrict, community, grid;
} PointAreas;
PointAreas brain_areas_at(const Brain *brain, Ctx *ctx, double lat, double lon);

/* The decision as a JSON object (stored with the case, shown to desks in both languages). */
Str decision_json(Arena *arena, const Decision *decision);

#endif
