/* What the engine's index is asked: groups of tokens of which each must be met by one, and tokens that must not be
 * there. Written as FTS5's MATCH or as a tsquery. Tokens hold nothing that either would take for more than a token. */
#ifndef GULOU_SEARCH_EXPRESSION_H
#define GULOU_SEARCH_EXPRESSION_H

#include "base/buf.h"

enum { GROUPS_MAX = 160 };

typedef struct TokenGroup {
    const Str *at;
    size_t len;
} TokenGroup;

typedef struct Expression {
    Arena *arena;
    TokenGroup groups[GROUPS_MAX]; /* one of each */
    size_t group_count;
    TokenGroup none; /* none of these */
} Expression;

/* A group without tokens can be met by nothing. */
void expression_any(Expression *e, const Str *tokens, size_t count);
void expression_all(Expression *e, Str token); /* must be there; the same one twice is one */
Str expression_for_file(const Expression *e);
Str expression_for_server(const Expression *e);

#endif
