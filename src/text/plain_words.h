/* Is it a word of everyday language? 中心 and 光明 are, 霄边 is not: a village that bears such a word is only meant
 * where more speaks for it than the word. Two characters each; for all Chinese, no city's list. */
#ifndef GULOU_TEXT_PLAIN_WORDS_H
#define GULOU_TEXT_PLAIN_WORDS_H

#include "base/str.h"

typedef enum WordSort {
    WORD_NONE,
    WORD_NAME,     /* a place or a person somewhere: 西湖 */
    WORD_KNOWN,    /* now and then */
    WORD_FREQUENT, /* often */
    WORD_CONSTANT, /* all the time */
} WordSort;

WordSort plain_word(uint32_t first, uint32_t second); /* of two characters, simplified */
WordSort plain_word_of(Str text);                     /* NONE for what is not two characters long */

#endif
