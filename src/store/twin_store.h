/* Twins in the store: what the index of recent cases reads, who follows a case, and what desks said of pairs. */
#ifndef GULOU_STORE_TWIN_STORE_H
#define GULOU_STORE_TWIN_STORE_H

#include "store/case_store.h"

/* Numbers in the order of a time, a page at a time; `key` and `number` are the last ones seen. */
typedef struct TwinCursor {
    UnixMs key;
    Str number;
} TwinCursor;
enum { TWIN_PAGE = 500 };
typedef struct TwinPage {
    Str number[TWIN_PAGE];
    int64_t version[TWIN_PAGE]; /* 0 from twin_page_submitted */
    UnixMs key[TWIN_PAGE];
    size_t len;
} TwinPage;
MUST_USE Err twin_page_submitted(Tx *tx, const TwinCursor *after, TwinPage *out);
MUST_USE Err twin_page_changed(Tx *tx, const TwinCursor *after, TwinPage *out);

typedef struct TwinRow {
    bool there; /* false: no such case, or nothing of it may be compared: confidential, ended unheard, erased */
    int64_t version;
    CaseState state;
    Str category, community, text, place;
    int64_t lat_e7, lon_e7;
    UnixMs submitted_at;
} TwinRow;
MUST_USE Err twin_row(Tx *tx, Str number, TwinRow *out);

/* Who follows, by an id of their own; the contact may be empty and can be erased. */
typedef struct Follower {
    Str number, id;
    Contact contact;
} Follower;
MUST_USE Err follower_add(Tx *tx, const Follower *follower);
MUST_USE Err follower_load(Tx *tx, Str number, Str id, Follower *out);             /* all empty: none, or erased */
MUST_USE Err followers_to_tell(Tx *tx, Str number, Follower **out, size_t *count); /* may be told; without contacts */
/* Erases the contacts of who followed what ended before then, at most so many; *gone: how many. */
MUST_USE Err followers_sweep(Tx *tx, UnixMs ended_before, int64_t most, int64_t *gone);

/* What a desk said of two cases. */
typedef struct TwinVerdict {
    Str number, other; /* in either order */
    bool same;
} TwinVerdict;
MUST_USE Err twin_verdict_put(Tx *tx, const TwinVerdict *verdict);
MUST_USE Err twin_denied(Tx *tx, Str number, Str other, bool *out);

/* Merged and denied pairs as a file for `gulou evaluate --task twin`; personal texts are in it. */
MUST_USE Err twin_pairs_csv(Tx *tx, int64_t limit, Str *out);

#endif
