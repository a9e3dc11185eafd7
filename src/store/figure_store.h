/* Counts over cases and frozen figures, for the dashboard: grouped rows, never single cases. */
#ifndef GULOU_STORE_FIGURE_STORE_H
#define GULOU_STORE_FIGURE_STORE_H

#include "db/db.h"

enum { SCOPE_CODES_MAX = 4 };

/* Whose cases are counted. Unused codes stay empty. */
typedef struct FigureScope {
    bool everything;
    bool confidential_too;      /* the supervision unit only */
    Str units[SCOPE_CODES_MAX]; /* own, handle, or were called */
    Str areas[SCOPE_CODES_MAX]; /* of the place */
    UnixMs from, now;           /* the period; open cases are counted whatever their age */
    int64_t offset_minutes;     /* local days east of UTC */
} FigureScope;

typedef struct OpenRow {
    Str state, subdistrict;
    int64_t open, overdue, due_soon;
} OpenRow;
typedef struct SubmittedRow {
    int64_t day; /* local days since 1970-01-01 */
    Str subdistrict;
    int64_t count, confident;
} SubmittedRow;
typedef struct CategoryRow {
    Str category;
    int64_t count;
} CategoryRow;
typedef struct ClosedRow {
    int64_t day;
    int64_t count;
} ClosedRow;
typedef struct DueRow {
    Str unit;
    int64_t n, hit, corrected_hit;
} DueRow;

/* Arrays in the transaction's arena. */
typedef struct OpenRows {
    OpenRow *at;
    size_t len;
} OpenRows;
typedef struct SubmittedRows {
    SubmittedRow *at;
    size_t len;
} SubmittedRows;
typedef struct CategoryRows {
    CategoryRow *at;
    size_t len;
} CategoryRows;
typedef struct ClosedRows {
    ClosedRow *at;
    size_t len;
} ClosedRows;
typedef struct DueRows {
    DueRow *at;
    size_t len;
} DueRows;

MUST_USE Err figure_open(Tx *tx, const FigureScope *scope, UnixMs soon, OpenRows *out); /* due_soon: before `soon` */
MUST_USE Err figure_submitted(Tx *tx, const FigureScope *scope, SubmittedRows *out);
MUST_USE Err figure_category(Tx *tx, const FigureScope *scope, int64_t most,
                             CategoryRows *out); /* most frequent first */
MUST_USE Err figure_closed(Tx *tx, const FigureScope *scope, ClosedRows *out);
/* Of one measure, a row for each unit that has items in the period. */
MUST_USE Err figure_due(Tx *tx, const FigureScope *scope, Str measure, DueRows *out);

#endif
