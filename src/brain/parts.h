/* The steps of a decision and what they hand to each other: locate -> classify -> urgency -> route, each explained in
 * words. Only for the room `brain`. Everything here is read-only after brain_new or lives in the request's arena. */
#ifndef GULOU_BRAIN_PARTS_H
#define GULOU_BRAIN_PARTS_H

#include "base/hash.h"
#include "brain/decide.h"
#include "geo/area_index.h"
#include "text/classify.h"
#include "text/fold.h"
#include "text/gazetteer.h"
#include "text/phrases.h"

struct Brain {
    Arena *arena;
    const District *district;
    AreaIndex *areas; /* NULL: the district has no polygons */
    Gazetteer *gazetteer;
    Phrases *danger, *spam, *keywords; /* a keyword's tag is its category's code */
    Phrases *pairs;                    /* of danger.c */
    struct Seat *seat;
    Classifier *model;      /* the one taken from the seat, while thinking; NULL: nothing to learn from */
    Str version;            /* of it and the rules, while thinking */
    struct PairsTold *told; /* of the model, while thinking */
};

/* --- seat.c: the model may change while the brain thinks, but not within one thought --- */

typedef struct Model Model;
typedef struct Seat Seat;
Model *model_new(const District *district, Classifier *classifier, Str id); /* owns the classifier, which may be NULL */
Seat *seat_new(Model *model);
void seat_place(Seat *seat, Model *model); /* the one before goes when its last thought has ended */
void seat_free(Seat *seat);                /* NULL is fine */
typedef struct Thinking {
    Brain brain; /* with a model that stays */
    Model *model;
} Thinking;
Thinking thinking_begin(const Brain *brain, Ctx *ctx);
void thinking_end(const Thinking *thinking, Decision *decision);

/* --- explain.c: one sentence in both languages --- */

typedef struct Both {
    Str in[LANG_COUNT];
} Both;
Both both(Str zh, Str en); /* an empty English word falls back to the Chinese one */
Both same(Str word);
Both both_number(Ctx *ctx, double number); /* rounded to what a person would say: 7, 40, 320, 1800 */
Both both_area(const Brain *brain, Str code);
Both both_unit(const Brain *brain, Str code);
Both both_category(const Brain *brain, Str code);
enum { QUOTED_MAX = 3 };                                    /* words in one reason */
Both both_quoted(Ctx *ctx, const Str *words, size_t count); /* 「公园」「垃圾」 / “公园”, “垃圾” */
/* Adds a reason (at most BRAIN_REASONS, the rest is dropped); up to four Both fill {0} to {3}. */
#define explain(ctx, decision, message, ...)                                                                           \
    explain_with((ctx), (decision), (message), (const Both[MESSAGE_ARGS_MAX + 1]){__VA_ARGS__})
void explain_with(Ctx *ctx, Decision *decision, MsgId message, const Both *args);

/* --- telling.c --- */

typedef struct PairsTold PairsTold;
PairsTold *pairs_told_new(void); /* empty; the caller's to free() */
/* The runs of the text (at most QUOTED_MAX, in its order) that say the category by themselves. */
size_t telling_pairs(const Brain *brain, Arena *arena, const Category *category, Str text, Str *out);

/* --- names.c --- */

void name_places(Brain *brain); /* its gazetteer */

/* --- locate.c: pin.c and words.c see, locate.c judges --- */

typedef struct PinView {
    bool given, inside;
    double accuracy; /* metres; assumed where the phone did not say */
    LngLat at;
    PointAreas areas; /* also where the point lies just outside: of the nearest sub-district */
    double border;    /* metres to the border of its sub-district, from inside or outside */
    Str rival;        /* the sub-district over a border nearer than the accuracy; empty: none */
    double share;     /* how much of the circle of doubt lies on its own side, 0 to 1 */
} PinView;
PinView pin_look(const Brain *brain, Arena *arena, const Report *report);
PointAreas areas_of_code(const District *district, Str area); /* from a grid, community or sub-district upwards */

typedef enum WordsVerdict {
    WORDS_NONE,
    WORDS_LIKELY,    /* one sub-district, but the names do not suffice */
    WORDS_DIVIDED,   /* several sub-districts */
    WORDS_ELSEWHERE, /* another district is named */
    WORDS_SURE,
} WordsVerdict;

typedef struct Named {
    Str said; /* as the reporter wrote it */
    Str text; /* where */
    const Place *place;
    PointAreas areas;
    NameForm form;
    double trust; /* 0..1 that it tells where this is */
    double fit;   /* among places of one name, as in PlaceMatch */
    bool firm;    /* this name alone says the sub-district */
    bool ambiguous;
    bool denied, border; /* as in PlaceMatch */
} Named;

typedef struct Likely {
    Str subdistrict; /* empty: another district */
    double probability;
} Likely;

enum { NAMED_MAX = 16, LIKELY_MAX = 8 };

typedef struct WordsView {
    WordsVerdict verdict;
    Named named[NAMED_MAX]; /* in the order of the text; the place's own field first */
    size_t count;
    const Named *best, *other; /* best: of the verdict's sub-district, the most exact; other: what speaks against it */
    Str subdistrict;           /* SURE, LIKELY */
    Likely likely[LIKELY_MAX]; /* what the names together make likely, most first */
    size_t likely_count;
    bool blanked; /* the text hides a town's name */
    Str blanked_tail;
} WordsView;
/* One text that is listened to. */
typedef struct Hearing {
    Arena *arena;
    Str text;
    const PinView *pin; /* decides between places of one name */
} Hearing;
WordsView *words_look(const Brain *brain, Arena *arena, const Report *report, const PinView *pin);
double place_reach(const Place *place); /* metres around its point that the name may mean; 0: no single point */
bool place_is_street(const Place *place);
bool place_is_area(const Place *place);
bool named_elsewhere(const Named *named); /* another district's name */

/* --- court.c --- */

#define TRUST_FIRM 0.85 /* from here on one name alone may say the sub-district */
/* Fills each name's `firm` and `ambiguous`, and the view's `likely`. */
void words_weigh(const Brain *brain, const Hearing *hearing, WordsView *view);
bool names_coordinate(const WordsView *view, const Named *named); /* joined to another name: 和, 到, 、 */
double words_probability(const WordsView *view, Str subdistrict);

typedef struct Whereabouts {
    bool sure;    /* of the sub-district */
    bool nothing; /* neither a pin nor a known name */
    PinView pin;
    const WordsView *words;
    bool by_words; /* the words decided, not the pin */
} Whereabouts;
/* Broken UTF-8 is mended, so that words can be quoted. */
Report report_clean(Arena *arena, const Report *report);
/* Fills the decision's place, outside, guesses and reasons. */
void locate(const Brain *brain, Ctx *ctx, const Report *report, Decision *decision, Whereabouts *out);

/* --- offer.c --- */

#define SCORE_LIKELY 0.5
/* One report as locate.c looks at it. */
typedef struct Scene {
    const Brain *brain;
    Ctx *ctx;
    const Report *report;
    Decision *decision;
    Whereabouts *out;
} Scene;
void offer_area(const Scene *s, PointAreas areas, double score);
void offer_words(const Scene *s); /* all that the words name */

/* --- classify.c --- */

typedef enum Idle { IDLE_NOT, IDLE_POLITE, IDLE_REPEATED } Idle; /* a text that says nothing, and how */

typedef struct Matter {
    FoldedText text; /* folded once for all that read it */
    Idle idle;
    const Category *other; /* of a second matter in the same text; NULL: none */
    PhraseHits danger;     /* in the text, told or denied */
    bool sure;             /* of the category */
    bool chosen;           /* it is the reporter's own choice */
    bool readable;         /* there is text to judge at all */
    const Category *best;  /* NULL: no idea */
    bool
        maybe_confidential; /* perhaps a complaint about an official, too doubtful to hide: nobody's but the centre's */
    double probability;
} Matter;
/* --- clauses.c --- */

Idle says_nothing(const FoldedText *text);
/* Another clause is surely about a kind of another group and unit than matter->best, which one clause surely is too. */
const Category *second_matter(const Brain *brain, Arena *arena, const Matter *matter);

void classify(const Brain *brain, Ctx *ctx, const Report *report, Decision *decision, Matter *out);
/* --- learn.c --- */

Phrases *category_keywords(const District *district);

/* --- whose.c --- */

/* By the duty table: lead, co-units, fallback, limit; and what each other category would mean. */
void name_duty(const Brain *brain, Ctx *ctx, const Report *report, const Matter *matter, Decision *decision);
/* What the decision says of it, when all else is known. */
void explain_duty(const Brain *brain, Ctx *ctx, const Matter *matter, Decision *decision);

/* --- danger.c --- */

/* Of what the text tells of danger, the worst; NULL: none. `words`: as the reporter wrote them. */
typedef struct Danger {
    bool told;
    Urgency urgency;
    Str advice_zh, advice_en;
    Str words[BRAIN_TELLING];
    size_t word_count;
    Str denied; /* a word of danger that is said not to hold; empty: none */
} Danger;
Phrases *danger_pairs(const District *district);
Danger danger_told(const Brain *brain, Arena *arena, const Matter *matter);

/* --- urgency.c, route.c --- */

/* From the category, raised by danger that is told and not denied. True: danger is told. */
bool judge_urgency(const Brain *brain, Ctx *ctx, const Matter *matter, Decision *decision);
typedef struct Grounds {
    const Whereabouts *where;
    const Matter *matter;
    bool danger;
} Grounds;
/* Whose desk, and may it go there by itself. */
void route(const Brain *brain, Ctx *ctx, const Report *report, const Grounds *grounds, Decision *decision);

/* --- twins_explain.c --- */

/* Fills the decision's twins, with reasons in words; its category and place stand. */
void find_twins(Ctx *ctx, const Report *report, Decision *decision);

#endif
