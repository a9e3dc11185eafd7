/* Retention in the store: what a case holds of people, cases in the order of their end, holds. The rules are the
 * district's (domain/retention.h); the deed is actions/erase_expired.h. */
#ifndef GULOU_STORE_RETENTION_STORE_H
#define GULOU_STORE_RETENTION_STORE_H

#include "db/db.h"
#include "domain/retention.h"
#include "store/due_store.h"

typedef struct RetainedOfCase {
    Str number;
    Retained what; /* of a case */
} RetainedOfCase;
MUST_USE Err retained_count(Tx *tx, const RetainedOfCase *of, int64_t *out);
MUST_USE Err retained_erase(Tx *tx, const RetainedOfCase *of, int64_t *out); /* how many rows lost what they held */

/* What was made, or belongs to cases that ended, before then; of those that are not of a case. */
typedef struct RetainedBefore {
    Retained what;
    UnixMs before;
} RetainedBefore;
MUST_USE Err retained_count_before(Tx *tx, const RetainedBefore *of, int64_t *out);

/* Cases in the order of their end, or of when they are to be looked at again: the page after `after`, until `until`. */
typedef struct RetentionPage {
    DueCase after;
    UnixMs until;
    bool again; /* those to be looked at again */
} RetentionPage;
MUST_USE Err retention_page(Tx *tx, const RetentionPage *in, DuePage *out);
/* The numbers of cases merged into one, in order; a page of them. */
typedef struct MergedPage {
    Str master, after;
} MergedPage;
MUST_USE Err retention_merged(Tx *tx, const MergedPage *in, DuePage *out);
MUST_USE Err retention_look_again(Tx *tx, Str number, UnixMs at); /* 0: no more */

/* How far a rule has gone. A rule that was changed begins anew. */
typedef struct RetentionMark {
    Retained what;
    DueCase at;
} RetentionMark;
MUST_USE Err retention_mark_load(Tx *tx, Retained what, DueCase *out);
MUST_USE Err retention_mark_save(Tx *tx, const RetentionMark *mark);

/* A case that is asked for by a court or an inquiry is held: nothing of it is erased by schedule. */
typedef struct CaseHold {
    Str number, reason;
    UnixMs at;
} CaseHold;
enum { HOLDS_MOST = 1000 };
MUST_USE Err hold_put(Tx *tx, const CaseHold *hold); /* NOT_FOUND: no such case */
MUST_USE Err hold_drop(Tx *tx, Str number, bool *found);
MUST_USE Err hold_get(Tx *tx, Str number, bool *held);
MUST_USE Err hold_list(Tx *tx, CaseHold **out, size_t *count); /* at most HOLDS_MOST */

#endif
