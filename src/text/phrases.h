/* Words that must not be overlooked (gas leak, collapse, live wire) and words that betray spam:
 * found in one pass, with care for the ways people say that it is *not* so. */
#ifndef GULOU_TEXT_PHRASES_H
#define GULOU_TEXT_PHRASES_H

#include "base/str.h"

typedef struct Phrase {
    Str text; /* 漏气 */
    Str tag;  /* the caller's: an urgency, a category, "spam" */
} Phrase;

typedef struct PhraseHit {
    const Phrase *phrase;
    size_t from, to; /* bytes of the original text */
    bool negated;    /* 没有漏气, 未发现漏气, 不漏气了, 漏气已修好 */
} PhraseHit;

typedef struct PhraseHits {
    PhraseHit *at; /* in the order of the text; of overlapping phrases with one tag only the longest */
    size_t len;
} PhraseHits;

typedef struct Phrases Phrases;

Phrases *phrases_new(const Phrase *phrases, size_t count); /* copies everything */
void phrases_free(Phrases *phrases);                       /* NULL is fine */
/* Negation, simply: a denial (没有 没 未 无 并未 不是 不再 没发现 不存在 ...) that ends at most six characters
 * before the phrase in the same clause, or a "done" (已修好 已排除 解除了 ...) within the eight after it. Wishes and fears keep
 * it raised: 有没有漏气, 是不是, 会不会, 不知道是否, 怕, 防止. When in doubt the phrase stands: a false alarm costs a look, a miss a life. */
PhraseHits phrases_find(const Phrases *phrases, Arena *arena, Str text);

#endif
