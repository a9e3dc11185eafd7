/* Names with one character wrong, missing or too many: 三房七巷, 福建博物园, 协和院. Half of such a name is still
 * right, so the halves are what is searched for, and only around them is a whole name compared. A slip is a suggestion,
 * never more. */
#ifndef GULOU_TEXT_SLIPS_H
#define GULOU_TEXT_SLIPS_H

#include "base/str.h"

typedef struct Slips Slips;

typedef struct Slip {
    uint32_t name;     /* index into the names given */
    uint32_t from, to; /* bytes of the text */
    double trust;      /* 0..1 that this name is meant; the same sound counts more than any other character */
} Slip;

typedef struct SlipHits {
    Slip *at;
    size_t len;
} SlipHits;

/* Folded names; those shorter than three characters are never mistaken. Lives in the arena. */
Slips *slips_new(Arena *arena, const Str *names, size_t count);
/* Never an exact occurrence; most trusted first; no two overlap, unless they are equally good for one span. */
SlipHits slips_find(const Slips *slips, Arena *arena, Str folded);

#endif
