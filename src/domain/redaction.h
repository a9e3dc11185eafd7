/* 隐去: words of which parts are covered before others see them. Each code point covered becomes one ▇ (line breaks
 * stay), so that two people may cover parts of the same words, and places in them mean the same for both. */
#ifndef GULOU_DOMAIN_REDACTION_H
#define GULOU_DOMAIN_REDACTION_H

#include "base/arena.h"
#include "base/str.h"

typedef struct Span {
    int64_t from, until; /* code points of the whole text, from <= n < until; what lies beyond its end covers nothing */
} Span;

enum { SPANS_MAX = 200 };

typedef struct Cover {
    const Span *spans;
    size_t count;
} Cover;

Str words_cover(Arena *arena, Str words, const Cover *cover);
/* Covered where either of two covered versions of the same words is; empty where they cannot be of the same words. */
Str words_cover_both(Arena *arena, Str a, Str b);
bool words_left(Str words); /* there is something to read in it */

#endif
