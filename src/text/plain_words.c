/* Some 35,000 pairs in one open-addressed table, filled at the first question. */
#include "text/plain_words.h"

#include <pthread.h>

#include "base/utf8.h"
#include "text/words_table.h"

enum { ROOM = 131072 /* a power of two, four times the words */ };

static uint32_t pairs[ROOM]; /* first << 16 | second; 0: free */
static uint8_t sorts[ROOM];
static pthread_once_t filled = PTHREAD_ONCE_INIT;

static size_t place_of(uint32_t pair)
{
    size_t at = (pair * 0x9e3779b1u) >> 15 & (ROOM - 1);
    while (pairs[at] != 0 && pairs[at] != pair)
        at = (at + 1) & (ROOM - 1);
    return at;
}

static void fill(const char *words, WordSort sort)
{
    Str text = str_of(words);
    for (size_t at = 0; at < text.len;) {
        uint32_t first = utf8_next(text, &at), second = utf8_next(text, &at);
        size_t place = place_of(first << 16 | second);
        pairs[place] = first << 16 | second;
        if (sorts[place] < sort)
            sorts[place] = (uint8_t)sort;
    }
}

static void fill_all(void)
{
    fill(words_names, WORD_NAME);
    fill(words_known, WORD_KNOWN);
    fill(words_frequent, WORD_FREQUENT);
    fill(words_constant, WORD_CONSTANT);
}

WordSort plain_word(uint32_t first, uint32_t second)
{
    if (first > 0xffff || second > 0xffff)
        return WORD_NONE;
    pthread_once(&filled, fill_all);
    return (WordSort)sorts[place_of(first << 16 | second)];
}

WordSort plain_word_of(Str text)
{
    if (utf8_length(text) != 2)
        return WORD_NONE;
    size_t at = 0;
    uint32_t first = utf8_next(text, &at);
    return plain_word(first, utf8_next(text, &at));
}
