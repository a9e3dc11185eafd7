/* The part of a text where a question's words stand, cut into pieces that are hits and pieces that are not: the page
 * shows them, and never has to tell text from markup. */
#ifndef GULOU_SEARCH_SNIPPET_H
#define GULOU_SEARCH_SNIPPET_H

#include "search/words.h"

enum { SNIPPET_PIECES_MAX = 24 };

typedef struct SnippetPiece {
    Str text; /* of the original */
    bool hit;
} SnippetPiece;

typedef struct Snippet {
    SnippetPiece pieces[SNIPPET_PIECES_MAX];
    size_t count; /* 0: none of the words stands here */
    bool cut_before, cut_after;
} Snippet;

Snippet snippet_of(Arena *arena, const SearchWords *words, Str original);

#endif
