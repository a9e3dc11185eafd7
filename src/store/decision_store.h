/* Decisions as they were made, and what people said of them later: from the two come accuracy, confusions and replays.
 */
#ifndef GULOU_STORE_DECISION_STORE_H
#define GULOU_STORE_DECISION_STORE_H

#include "db/db.h"

typedef struct DecisionRow {
    Str number;
    int64_t seq; /* the event it is told with */
    UnixMs at;
    Str model;
    Str body;            /* JSON of brain/decide.h, with what is needed to decide anew */
    Str category, guess; /* as decided; the best guess where that is another. Empty: none, or from before figures */
    bool category_sure;
    double probability; /* of the category, 0 to 1 */
    bool confident;
    Str owner, subdistrict;
} DecisionRow;
MUST_USE Err decision_add(Tx *tx, const DecisionRow *row);
/* Moves into and out of the weeks' sums that wait are added to them; *moved 0: none waits. */
MUST_USE Err decision_add_up(Tx *tx, int64_t *moved);

/* The case's last decision, as figures. seq 0: there is none. Empty truth: nobody has said yet. */
typedef struct DecisionFigures {
    int64_t seq;
    UnixMs at;
    Str category, guess, owner;
    bool category_sure, confident, upheld;
    Str known_category, known_owner;
    int64_t lost_minutes; /* of working time, while it lay under a wrong name or at a wrong desk */
} DecisionFigures;
MUST_USE Err decision_figures(Tx *tx, Str number, DecisionFigures *out);
/* Writes what is known now (known_category, known_owner, upheld, lost_minutes) where `was` was known before. */
typedef struct DecisionTruth {
    Str number;
    const DecisionFigures *was, *now;
} DecisionTruth;
MUST_USE Err decision_know(Tx *tx, const DecisionTruth *truth);

/* --- counts for a span of weeks; a week begins on the local Monday (decision_week_start) --- */

typedef struct DecisionSpan {
    int64_t from, to; /* weeks, both counted */
    Str hidden;       /* unit whose cases count in no dispatch: supervision's */
} DecisionSpan;

typedef struct DecisionCount {
    int64_t week;
    Str category, guess, known; /* known: empty while nobody has said */
    bool sure;
    int64_t n;
} DecisionCount;
typedef struct DecisionCounts {
    DecisionCount *at;
    size_t len;
} DecisionCounts;
MUST_USE Err decision_weeks(Tx *tx, const DecisionSpan *span, DecisionCounts *out);

typedef struct DispatchCount {
    int64_t week;
    bool confident;
    int64_t right; /* 1, 0, or -1 while nobody has said */
    int64_t n;
} DispatchCount;
typedef struct DispatchCounts {
    DispatchCount *at;
    size_t len;
} DispatchCounts;
MUST_USE Err decision_dispatches(Tx *tx, const DecisionSpan *span, DispatchCounts *out);

typedef struct Confused {
    Str told, truth;
    int64_t n, minutes; /* of working time between the dispatch and the correction or transfer, summed */
} Confused;
enum { CONFUSED_MOST = 50 };
typedef struct ConfusedList {
    Confused at[CONFUSED_MOST];
    size_t len;
} ConfusedList;
/* Dearest first. `what`: "category" or "owner". */
MUST_USE Err decision_confusions(Tx *tx, const DecisionSpan *span, const char *what, ConfusedList *out);

typedef struct ConfusedCase {
    Str number;
    UnixMs at;
    int64_t minutes;
} ConfusedCase;
enum { CONFUSED_CASES_MOST = 30 };
typedef struct ConfusedCases {
    ConfusedCase at[CONFUSED_CASES_MOST];
    size_t len;
} ConfusedCases;
typedef struct Confusion {
    DecisionSpan span;
    Str what, told, truth; /* what: "category" or "owner" */
} Confusion;
/* Newest first. */
MUST_USE Err decision_confused(Tx *tx, const Confusion *in, ConfusedCases *out);

int64_t decision_week_of(UnixMs at, int offset_minutes);
UnixMs decision_week_start(int64_t week, int offset_minutes); /* local Monday, 00:00 */

/* --- replaying --- */

typedef struct PastDecision {
    UnixMs at;
    Str number, body;
    Str text, place_text;
    bool erased; /* its text or place: it cannot be decided anew */
    Str category, owner, known_category, known_owner;
    bool category_sure, confident;
} PastDecision;
enum { PAST_PAGE = 200 };
typedef struct PastPage {
    PastDecision at[PAST_PAGE];
    size_t len;
} PastPage;
/* Newest first, those before (at, number); at first INT64_MAX and "". */
MUST_USE Err decision_past(Tx *tx, UnixMs before, Str number, PastPage *out);

#endif
