/* Words that must not be overlooked (gas leak, collapse, live wire) and words that betray spam:
 * found in one pass, with care for the ways people say that it is *not* so. */
#ifndef GULOU_TEXT_PHRASES_H
#define GULOU_TEXT_PHRASES_H

#include "text/fold.h"

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

enum { PHRASE_HITS_MAX = 500 /* of a text are looked at: whoever says it more often says nothing new */ };

typedef struct Phrases Phrases;

Phrases *phrases_new(const Phrase *phrases, size_t count); /* copies everything */
void phrases_free(Phrases *phrases);                       /* NULL is fine */
/* Spoken of, not told: what is to be prevented (预防火灾, 防止摔伤), taught (消防演练, 急救知识) or long past
 * (去年塌方过, and nothing of today). Negation, simply, within one clause (up to , . ; ! ? or a line's end):
 *   - a denial right before the phrase: 没有 没 未 无 不 不是 不再 不会 并无 ... with nothing but fillers between
 *     (发现 发生 出现 闻到 任何 明显 再 什么). 没有人管漏气 denies nothing: 人管 is no filler.
 *   - or a "done" within 16 characters behind it, the next clause included: 已修好 已排除 解除了 是误报 ..., unless
 * taken back (还没, 但, 又, 仍, 结果, 说). What is asked, feared or denied twice stays raised: 有没有漏气, 会不会漏气,
 * 不知道有没有, 怕漏气, 不是没有漏气. When in doubt the phrase stands: a false alarm costs a look, a miss a life. */
PhraseHits phrases_find(const Phrases *phrases, Arena *arena, Str text);
size_t phrases_index(const Phrases *phrases, const PhraseHit *hit); /* which one of those given to phrases_new */
PhraseHits phrases_find_folded(const Phrases *phrases, Arena *arena, const FoldedText *text); /* already folded */

#endif
