/* What full-text search indexes and asks for: overlapping pairs of Han characters (a lone one stands
 * for itself), whole Latin words, and numbers. Works on folded text. The same reader serves the
 * index and the query, so that what was written can be found. */
#ifndef GULOU_TEXT_TOKENISE_H
#define GULOU_TEXT_TOKENISE_H

#include "base/str.h"

typedef enum TokenKind { TOKEN_HAN_PAIR, TOKEN_HAN_SINGLE, TOKEN_WORD, TOKEN_NUMBER } TokenKind;

typedef struct Token {
    Str text;    /* points into the folded text */
    size_t from; /* byte offset there */
    TokenKind kind;
} Token;

typedef struct Tokens {
    Str folded;
    size_t at;
    bool in_han; /* the character at `at` has already been the second of a pair */
} Tokens;

Tokens tokens_of(Str folded);
bool token_next(Tokens *tokens, Token *out); /* false: no more */

#endif
