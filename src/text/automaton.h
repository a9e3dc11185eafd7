/* Many words at once: an Aho-Corasick automaton over code points. One pass over a text reports every
 * occurrence of every pattern; ten thousand patterns cost what ten do. Read-only after building. */
#ifndef GULOU_TEXT_AUTOMATON_H
#define GULOU_TEXT_AUTOMATON_H

#include "base/str.h"

typedef struct Automaton Automaton;

typedef struct Hit {
    uint32_t pattern;  /* index into the patterns given */
    uint32_t from, to; /* bytes of the scanned text */
} Hit;

typedef struct Hits {
    Hit *at;
    size_t len;
    bool cut; /* the text had more than HITS_MAX */
} Hits;

enum { HITS_MAX = 4096 };

/* Patterns are folded by the caller; empty ones never match; equal ones are each reported. */
Automaton *automaton_new(Arena *arena, const Str *patterns, size_t count);
/* In the order of their ends; at one end the longest first. A pattern that begins or ends in a Latin
 * letter or a digit matches only where no further letter or digit (of the same sort) follows or precedes. */
Hits automaton_scan(const Automaton *automaton, Arena *arena, Str folded);

#endif
