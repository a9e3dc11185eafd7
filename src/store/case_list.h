/* Which cases a desk sees, in which order. Numbers only: the files are loaded by case_load. */
#ifndef GULOU_STORE_CASE_LIST_H
#define GULOU_STORE_CASE_LIST_H

#include "db/db.h"
#include "domain/case.h"

enum { LIST_UNITS_MAX = 12 };

typedef enum CaseView { VIEW_DESK, VIEW_WORK, VIEW_REQUESTS, VIEW_OPEN, VIEW_ALL } CaseView;
typedef enum CaseSort { SORT_DUE, SORT_NEWEST, SORT_UPDATED } CaseSort;

typedef struct CaseQuery {
    CaseView view;
    CaseSort sort;
    Str units[LIST_UNITS_MAX]; /* the person's own (and, for work, those below): empty ones match nothing */
    bool confidential_too;     /* of these units; other confidential cases never */
    bool everywhere;           /* OPEN and ALL: the whole district, not only `units` */
    Str states;                /* ",ROUTED,ACCEPTED,", empty: any */
    Str urgency, category, unit;
    bool overdue;
    int64_t after_key;         /* the cursor; first page: INT64_MIN */
    Str after_number;
    int64_t limit;
} CaseQuery;

typedef struct CaseRow {
    Str number;
    int64_t key; /* for the cursor */
} CaseRow;

MUST_USE Err case_list(Tx *tx, const CaseQuery *query, CaseRow *out, size_t *count); /* room for query->limit */
MUST_USE Err case_count(Tx *tx, const CaseQuery *query, int64_t *out);              /* counted up to 10,000 */
/* Cases with a pending request, oldest first, at most `limit`: the caller keeps those it may decide. */
MUST_USE Err case_list_requests(Tx *tx, int64_t limit, Str *out, size_t *count);
MUST_USE Err case_twins(Tx *tx, Str master, Str **out, size_t *count);
MUST_USE Err decision_last(Tx *tx, Str number, Str *out); /* JSON; empty: none */

typedef struct MapRow {
    Str number;
    int64_t lat_e7, lon_e7;
    Str state, urgency, category, title;
    CaseClock clock; /* the one due first; due_at 0: none runs */
} MapRow;
enum { MAP_ROWS_MAX = 5000 };
MUST_USE Err case_map(Tx *tx, const CaseQuery *query, MapRow *out, size_t *count, bool *more);

#endif
