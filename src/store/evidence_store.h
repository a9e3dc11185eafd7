/* Rows as evidence: what `gulou verify` reads beyond the ordinary loaders, in portions, so that no reader stays long.
 */
#ifndef GULOU_STORE_EVIDENCE_STORE_H
#define GULOU_STORE_EVIDENCE_STORE_H

#include "store/case_store.h"
#include "store/log_store.h"

typedef struct Strs {
    Str *at;
    size_t len;
} Strs;

MUST_USE Err evidence_jurisdictions(Tx *tx, Strs *out);
MUST_USE Err evidence_case_count(Tx *tx, int64_t *out);

typedef struct CasePortion {
    Str after; /* number; empty: from the beginning */
    int64_t most;
} CasePortion;
/* Numbers that have a row or an event, in order. */
MUST_USE Err evidence_cases(Tx *tx, const CasePortion *portion, Strs *out);
/* Numbers that calls, clocks, requests, texts, contacts and photos have, but no case; at most 100. */
MUST_USE Err evidence_strays(Tx *tx, Strs *out);

/* Columns of a case's row that are computed from it for the desks' lists. */
typedef struct CaseDue {
    bool is_open;
    UnixMs due_at;
    Str due_clock;
} CaseDue;
MUST_USE Err evidence_case_due(Tx *tx, Str number, CaseDue *out);

typedef struct ContactEvidence {
    bool found;
    Str salt, body; /* body: what was committed to, name "\n" phone */
    UnixMs erased_at;
} ContactEvidence;
MUST_USE Err evidence_contact(Tx *tx, Str number, ContactEvidence *out);

typedef struct Leaf {
    int64_t index;
    Str number;
    int64_t seq;
    Str hash;
} Leaf;
typedef struct LeafRange {
    int64_t from, to;
} LeafRange;
typedef struct Leaves {
    Leaf *at;
    size_t len;
} Leaves;
MUST_USE Err evidence_leaves(Tx *tx, const LeafRange *range, Leaves *out);

typedef struct LogHeads {
    LogHead *at;
    size_t len;
} LogHeads;
enum { HEADS_PORTION = 256 };
MUST_USE Err evidence_heads(Tx *tx, int64_t above_size, LogHeads *out); /* at most HEADS_PORTION, by size */

/* The log's extent at one moment. */
typedef struct LogExtent {
    LogHead newest;
    int64_t leaves;             /* highest leaf index of an event + 1 */
    int64_t reach[TILE_LEVELS]; /* hex digits from each level's first tile to the end of its last */
    int64_t unsealed;
} LogExtent;
MUST_USE Err evidence_extent(Tx *tx, LogExtent *out);

#endif
