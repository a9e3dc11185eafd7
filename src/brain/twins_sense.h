/* The sense for "is it the same matter?": from two reports' gists, their kinds, the metres and the minutes between
 * them to a probability. A small logistic model; its weights and where they come from stand in twins_sense.c. What it
 * knows of a city (which words are telling, which kinds are taken for each other) it learns from the district's files.
 */
#ifndef GULOU_BRAIN_TWINS_SENSE_H
#define GULOU_BRAIN_TWINS_SENSE_H

#include "domain/district.h"
#include "text/similar.h"

typedef struct TwinSense TwinSense;
TwinSense *twin_sense_new(const District *district); /* NULL: knows no city. Read-only afterwards */
void twin_sense_free(TwinSense *sense);              /* NULL is fine */

enum { TWIN_NO_KIND = 0xffff };
/* One side of a pair. */
typedef struct TwinSide {
    Gist gist;
    uint16_t kind; /* twin_kind of its category */
    bool again;    /* says that it came back: 修好又坏, 上次 */
} TwinSide;
TwinSide twin_side(const TwinSense *sense, Arena *arena, Str text, Str place);
uint16_t twin_kind(const TwinSense *sense, Str category); /* TWIN_NO_KIND: unknown or none */
/* A number per group of categories, for buckets; TWIN_NO_KIND for TWIN_NO_KIND. */
uint16_t twin_group(const TwinSense *sense, uint16_t kind);
/* The group is the kind's own, or holds one that the kind is taken for; either unknown: it may be. */
bool twin_group_is_near(const TwinSense *sense, uint16_t kind, uint16_t group);
bool twin_may_quote(const TwinSense *sense, uint32_t token); /* a word of the district's own files, no person's name */
typedef enum TwinKinship { KIN_UNKNOWN, KIN_NONE, KIN_GROUP, KIN_CONFUSED, KIN_SAME } TwinKinship;
TwinKinship twin_kinship(const TwinSense *sense, uint16_t a, uint16_t b);

typedef struct TwinPair {
    const TwinSide *earlier, *later;
    double minutes;
    double metres; /* negative: unknown */
} TwinPair;

/* What the model looks at; documented with the weights. */
enum { TWIN_TRAITS = 20 };
typedef struct TwinTraits {
    double at[TWIN_TRAITS];
} TwinTraits;
/* What needs no look at the words; all of them as unlike as they can be. */
TwinTraits twin_bare_traits(const TwinSense *sense, const TwinPair *pair);
void twin_add_likeness(const Likeness *like, TwinTraits *traits);
TwinTraits twin_traits(const TwinSense *sense, const TwinPair *pair); /* the two together */
extern const char *const twin_trait_names[TWIN_TRAITS];
double twin_probability(const TwinTraits *traits);
double twin_probability_at_most(const TwinTraits *bare); /* whatever the words are */

#endif
