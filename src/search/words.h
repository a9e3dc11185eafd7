/* What can be searched and how it is asked: one plain form for texts and questions, so that what was written can be
 * found. Text is folded (text/fold.h) and becomes units between single spaces: runs of Han characters, words of
 * letters, numbers. A number of seven digits or more (a phone, an identity card) is never kept, so nobody finds a
 * person by it. The index holds of each text its pairs of Han characters, its single ones, its words and numbers
 * (words_each). */
#ifndef GULOU_SEARCH_WORDS_H
#define GULOU_SEARCH_WORDS_H

#include "base/ctx.h"

enum {
    SEARCH_QUERY_MAX = 100,   /* characters of a question */
    SEARCH_TERMS_MAX = 16,    /* words in it */
    SEARCH_NUMBER_LEAST = 6,  /* digits by which case numbers are looked up */
    SEARCH_NUMBER_MAX = 13,   /* digits of a case number */
    SEARCH_SECRET_DIGITS = 7, /* from so many digits on a number is not kept */
};

/* The plain form of a text: units by single spaces, none at the ends. */
Str search_plain(Arena *arena, Str text);

/* Every token of a plain text, also more than once. */
void words_each(Str plain, void (*take)(void *self, Str token), void *self);

/* The fewest tokens that every text has in which this term occurs: pairs, and single characters only where they stand
 * alone. */
void words_ask(Str term, void (*take)(void *self, Str token), void *self);

/* One word of a question, in plain form: a Han run, a word, a number, or (quoted) several units side by side. */
typedef struct SearchTerm {
    Str plain;
    bool excluded; /* must not occur */
} SearchTerm;

typedef struct SearchWords {
    SearchTerm terms[SEARCH_TERMS_MAX];
    size_t count;
    Str number; /* the beginning of a case number, at least SEARCH_NUMBER_LEAST digits: then there are no terms */
    Str whole;  /* all wanted words side by side; empty unless there are several */
} SearchWords;

/* INVALID (field q): too long, too many words, nothing that could be looked for, only words to leave out, a phone
 * number. */
MUST_USE Err search_words_parse(Ctx *ctx, Str question, SearchWords *out);

/* How often the term occurs in the plain text: within Han runs anywhere, otherwise as whole words. */
size_t words_occur(Str plain, Str term);
/* Every wanted word occurs and no unwanted one. */
bool words_match(const SearchWords *words, Str plain);

#endif
