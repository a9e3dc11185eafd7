/* Rows of the search index: documents with their tokens, and how far it was built. What the tokens are is search/'s
 * business; here they are a list of words without quotes, blanks or commas. */
#ifndef GULOU_STORE_SEARCH_STORE_H
#define GULOU_STORE_SEARCH_STORE_H

#include "db/db.h"

typedef struct SearchState {
    Str basis;        /* what the documents were made by: tokens, and the district's names; empty: nothing was made */
    int64_t next_sid; /* documents are numbered as they first came in */
    UnixMs seen_at;   /* what changed until then is in */
    UnixMs fill_at;   /* the first filling goes through the cases by their time: up to this one */
    Str fill_number;
    bool filled;
} SearchState;
MUST_USE Err search_state_load(Tx *tx, SearchState *out); /* all zero when there is none */
MUST_USE Err search_state_save(Tx *tx, const SearchState *state);

typedef struct SearchDoc {
    int64_t sid;
    Str subject; /* a case's number, or kind:id */
    int64_t version;
    UnixMs at; /* of the subject: for its age */
    Str marks; /* tokens of what it is and who may read it, by blanks */
    Str body;  /* plain text by lines */
} SearchDoc;
MUST_USE Err search_doc_load(Tx *tx, Str subject, SearchDoc *out, bool *found);

/* A document with the tokens by which it is found, each once, by blanks. */
typedef struct SearchEntry {
    SearchDoc doc;
    Str tokens;
} SearchEntry;
MUST_USE Err search_doc_add(Tx *tx, const SearchEntry *entry, int64_t *sid); /* with the next number, told */
MUST_USE Err search_doc_change(Tx *tx, const SearchEntry *entry, Str old_tokens);
MUST_USE Err search_doc_same(Tx *tx, int64_t sid, int64_t version); /* nothing changed but its version */
MUST_USE Err search_doc_drop(Tx *tx, int64_t sid, Str old_tokens);

/* Everything, and how far it reached: in a file of all jurisdictions, since FTS5 knows only all or one; on a server of
 * ours. */
MUST_USE Err search_docs_wipe(Tx *tx);

typedef struct SearchChange {
    Str number;
    UnixMs at;
} SearchChange;
/* Cases changed since then which the index has not in that version, at most `most`. */
MUST_USE Err search_changed(Tx *tx, UnixMs since, int64_t most, SearchChange *at, size_t *count);

/* Which documents have the tokens. */
typedef struct SearchFind {
    Str expression; /* of the engine: search/expression.h */
    int64_t below;  /* only documents with smaller numbers */
    int64_t most;   /* on a server: of so many, in no order */
} SearchFind;
typedef struct SearchHit {
    int64_t sid;
    Str subject, body;
    UnixMs at;
    bool open; /* of a case: it is */
} SearchHit;
/* A file: newest first, one by one; end with rows_end. */
MUST_USE Err search_find_in_file(Tx *tx, const SearchFind *find, Rows *rows);
SearchHit search_hit_of_row(const Rows *rows);
MUST_USE Err search_find_on_server(Tx *tx, const SearchFind *find, int64_t *sids, size_t *count);
/* Those documents, the newest first: `out` has room for all. */
typedef struct SearchSids {
    const int64_t *at;
    size_t len;
} SearchSids;
MUST_USE Err search_hits_on_server(Tx *tx, const SearchSids *sids, SearchHit *out, size_t *found);

/* On a server each document is also marked by the stretches of numbers it lies in, since a GIN index knows no order. */
enum { STRETCH_SHORT = 10, STRETCH_LONG = 15 }; /* bits: 1,024 and 32,768 documents */
Str search_stretch(Arena *arena, int bits, int64_t sid);

/* Case numbers with this beginning, the greatest first. */
MUST_USE Err search_numbers(Tx *tx, Str beginning, int64_t most, Str *out, size_t *count);

#endif
