/* The newest documents that an expression finds, judged one by one until there are enough: the part in which the
 * engines differ. A file's index gives them newest first. A server's GIN index knows no order, so it is asked stretch
 * by stretch of documents, back from the newest; and where hits are rare, for the whole past at once. */
#ifndef GULOU_SEARCH_GATHER_H
#define GULOU_SEARCH_GATHER_H

#include "search/expression.h"
#include "store/search_store.h"

typedef struct Gather {
    Expression *expression;
    size_t most_looked;
    bool (*judge)(void *self, const SearchHit *hit); /* false: enough */
    void *self;
} Gather;
/* *whole: every document of the expression was judged. */
MUST_USE Err search_gather_hits(Tx *tx, const Gather *gather, bool *whole);

#endif
