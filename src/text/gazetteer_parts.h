/* The insides of a gazetteer, shared by its building (gazetteer.c), its belief (name_trust.c) and its asking
 * (gazetteer_find.c). */
#ifndef GULOU_TEXT_GAZETTEER_PARTS_H
#define GULOU_TEXT_GAZETTEER_PARTS_H

#include "text/automaton.h"
#include "text/gazetteer.h"
#include "text/name_context.h"
#include "text/plain_words.h"
#include "text/slips.h"

/* Characters: one alone names no place. */
enum { NAME_LEAST = 2, LONG_LEAST = 3 };

#define TRUST_LEAST 0.08       /* below, the characters are just words */
#define TRUST_BEFORE_SLIPS 0.3 /* what is trusted less may still be a slip of something else */

typedef struct Name {
    uint32_t place;
    uint8_t letters;
    bool stem;     /* only the part without 社区, 村 ... */
    bool listed;   /* as name or alias */
    bool aspect;   /* ends in 东, 西, 南, 北, 中 */
    WordSort sort; /* of a name of two characters */
} Name;

struct Gazetteer {
    Arena *arena;
    Place *places;
    size_t count;
    struct Name *names; /* of each pattern */
    Automaton *automaton;
    Slips *slips;
};

typedef struct Around {
    Str behind; /* the text from the name's end */
    NameTail tail;
    NameLead lead;
    NameEdges edges;
    bool straddled;
} Around;

typedef struct Candidate {
    Hit hit;
    uint32_t name_to; /* with 社区 behind */
    double trust;
    NameForm form;
    Around around;
} Candidate;

/* What stands around the hit, and how far it is believed. False: it is only words. */
bool name_weigh(const Gazetteer *gazetteer, Str text, const Hit *hit, Candidate *out);
double name_trust(const Gazetteer *gazetteer, const Name *name, const Around *around);
bool place_is_town(const Place *place);

#endif
