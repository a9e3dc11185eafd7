/* The brain: where is it, what is it, whose is it — decided outside any transaction, explained in words, and honest
 * about what it does not know. A Brain is built from a District, owns its memory and, but for the
 * model that may be swapped, is read-only: any thread may ask. */
#ifndef GULOU_BRAIN_DECIDE_H
#define GULOU_BRAIN_DECIDE_H

#include "base/ctx.h"
#include "domain/duty.h"

typedef struct Brain Brain;
struct Twins; /* twins.h */

/* Learns from the district's own corpus, which takes seconds. */
MUST_USE Err brain_new(Ctx *ctx, const District *district, Brain **out);
/* The same in milliseconds from a model's file. INVALID: damaged, or of a district with other categories. */
MUST_USE Err brain_new_from_model(Ctx *ctx, const District *district, Str bytes, Brain **out);
void brain_free(Brain *brain); /* NULL is fine */

/* Puts another model in its place while others think: each decision is made by one model from start to end. INVALID as
 * above; then the model before stays. From any thread. */
MUST_USE Err brain_swap_model(Brain *brain, Ctx *ctx, Str bytes);
MUST_USE Err brain_save_model(Ctx *ctx, const Brain *brain, Str *bytes); /* its file, in ctx->arena; empty: no model */
Str brain_model(const Brain *brain, Ctx *ctx);                           /* the id of the model now; empty: none */
Str brain_version(const Brain *brain, Ctx *ctx);                         /* of model and rules together */

enum { MODEL_ID_LEN = 16 };
/* A model's file ends with the SHA-256 of all before: its seal in hex, and its id, which is the seal's beginning. */
Str model_seal(Arena *arena, Str bytes);
Str model_id(Arena *arena, Str bytes);

typedef struct Report {
    Str text, place_text;
    bool has_point;
    double lat, lon;     /* WGS-84 */
    int64_t accuracy_m;  /* 0: unknown */
    Str point_source;    /* pin, gps, photo */
    Str category_choice; /* the reporter's or operator's own; may be empty */
    bool measured;       /* by a device: what it measures says the kind, and its words do not speak against it */
    bool hard;           /* an operator's judgement: the centre says whose it is; kind and place stay as suggestions */
    size_t photo_count;
    const Events *events; /* the event modes that hold; NULL: none */
    struct Twins *recent; /* the recent cases to compare it with; NULL: not asked */
    UnixMs at;            /* reported; 0: now */
} Report;

typedef struct CategoryGuess {
    Str code;
    double score;    /* calibrated probability */
    Str lead, limit; /* what it would mean here: who leads, how long it may take (T5) */
    Urgency urgency;
} CategoryGuess;

typedef struct PlaceGuess {
    Str name;                         /* what was recognised, or the area's name */
    Str subdistrict, community, grid; /* area codes; may be empty */
    bool has_point;
    double lat, lon;
    double score; /* 0..1 */
    Str source;   /* position, words, both */
} PlaceGuess;

/* How sure, as a person would say it: 不确定, 可能, 很有把握. */
typedef enum Sureness { SURENESS_UNSURE, SURENESS_LIKELY, SURENESS_SURE } Sureness;
const char *sureness_code(Sureness sureness); /* "unsure", "likely", "sure" */

/* A recent case that may be the same matter: told to the desk, never acted on. */
typedef struct DecisionTwin {
    Str number;
    double probability;
    double metres;   /* -1: unknown */
    int64_t minutes; /* between the two reports */
    Str reason_zh, reason_en;
} DecisionTwin;

enum { BRAIN_GUESSES = 5, BRAIN_REASONS = 14, BRAIN_TELLING = 6, BRAIN_TWINS = 3 };

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
    Sureness place_sureness, kind_sureness;
    Duty duty;         /* whose it is, by the table; nobody where the category is not known */
    Events events;     /* the modes that held */
    Str limit;         /* T5 of the category, e.g. "4h" */
    UnixMs respond_by; /* T1 */
    UnixMs handle_by;  /* T5, if it is taken on at once; 0: no limit */
    Str telling[BRAIN_TELLING], dangers[BRAIN_TELLING]; /* the words that told, as the reporter wrote them */
    size_t telling_count, danger_count;
    Str reasons_zh[BRAIN_REASONS], reasons_en[BRAIN_REASONS];
    size_t reason_count;
    CategoryGuess categories[BRAIN_GUESSES];
    size_t category_count;
    PlaceGuess places[BRAIN_GUESSES];
    size_t place_count;
    DecisionTwin twins[BRAIN_TWINS]; /* the likeliest first */
    size_t twin_count;
    Str model;
    Report asked; /* what it was made from: kept with it (without the texts), so that it can be made again */
} Decision;

/* Never fails: what it cannot know it leaves open and says so. Text in ctx->arena. */
void brain_decide(const Brain *brain, Ctx *ctx, const Report *report, Decision *out);

/* The twins of a case that exists: fills the decision's twins and nothing else. */
typedef struct CaseTwins {
    Str number, text, place_text, category, community;
    Str or_category[2]; /* while the category is a guess */
    bool has_point;
    int64_t lat_e7, lon_e7;
    UnixMs at;
} CaseTwins;
void twins_of_case(struct Twins *recent, Ctx *ctx, const CaseTwins *of, Decision *out);

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
