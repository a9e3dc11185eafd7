/* Building the search index from the cases. A case's document is made of its file and its texts that are not erased;
 * it is made anew whenever the case got a later version. Most of it happens a moment after the commit, by a job; what
 * erases text does it in its own transaction, so that nobody finds what was taken away. */
#ifndef GULOU_SEARCH_INDEX_H
#define GULOU_SEARCH_INDEX_H

#include "store/search_store.h"

/* Makes the case's document anew within this transaction; a case that is gone leaves the index. */
MUST_USE Err search_index_case(Tx *tx, Str number);

/* What is to be written: documents read and made ready outside of any writing transaction. */
typedef struct SearchBatch {
    SearchEntry *at;
    size_t len;
    SearchState after; /* how far it then reaches */
    bool more;         /* there is more to be done now */
    bool wipe;         /* tokens are made otherwise than those that are there: empty the index first */
    bool again;        /* the past is gone through: documents are made anew in the version that is there, too */
} SearchBatch;
enum { SEARCH_BATCH = 64 };

typedef enum SearchLook {
    SEARCH_LOOK_NEAR, /* changes of the last moments */
    SEARCH_LOOK_FAR,  /* a minute back: a commit may become visible some time after the moment it bears */
} SearchLook;
/* Reads the next cases: of the first filling, or those changed lately. ctx->district is set. In a reading transaction.
 */
MUST_USE Err search_gather(Tx *tx, SearchLook look, SearchBatch *out);
/* Writes them; what somebody else wrote meanwhile in a later version stays. */
MUST_USE Err search_write(Tx *tx, const SearchBatch *batch);

/* Empties the index, to be filled again from the start; in a file that is all of it, on a server the jurisdiction's. */
MUST_USE Err search_wipe(Tx *tx);

/* The tokens of a document, each once, by blanks. `shelf` stands before each word: "" for cases. */
Str search_tokens(Arena *arena, Str marks, Str body, Str shelf);

#endif
