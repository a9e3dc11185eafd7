/* The figures the district lives by (指标), for one person's part of the district and the last so many local days.
 * Rates come from frozen items: an item is in a denominator once it has fallen due, whenever it was decided. */
#ifndef GULOU_INSIGHT_FIGURES_H
#define GULOU_INSIGHT_FIGURES_H

#include "domain/district.h"
#include "domain/rates.h"
#include "store/figure_store.h"

typedef enum FigureRate {
    FIGURE_RESPONSE,
    FIGURE_CHECK_IN,
    FIGURE_SOLVED,
    FIGURE_SATISFIED,
    FIGURE_CLOSED_IN_TIME,
    FIGURE_REWORK,
    FIGURE_EXTENSION,
    FIGURE_DISPATCH,
    FIGURE_DISPATCH_COVERAGE,
    FIGURE_COUNT
} FigureRate;
const char *figure_code(FigureRate rate); /* "response" ... as in docs/openapi.yaml */

/* As it stood when each item fell due, and after dated counter-entries. */
typedef struct Frozen {
    Rate rate;
    int64_t corrected_hit;
} Frozen;

typedef struct UnitRow {
    Str unit; /* a community's and a grid's work counts for its sub-district */
    Frozen rates[FIGURE_COUNT];
    Frozen on_time;  /* responses and check-ins */
    int64_t cases;   /* the largest of the denominators that have one item a case */
    int64_t overdue; /* overdue items that stand against the unit after corrections */
    double score;    /* 0..100 of corrected figures; NaN while a rate has n = 0 */
    bool may_rank;   /* each rate of the score has the district's least n */
} UnitRow;

typedef struct AreaRow {
    Str area;
    int64_t open, overdue, total; /* total: submitted in the period */
} AreaRow;

typedef struct DayRow {
    int64_t day; /* local days since 1970-01-01 */
    int64_t submitted, closed;
} DayRow;

typedef struct Figures {
    int64_t open, waiting, overdue, due_soon; /* now; waiting: for a desk's first response; soon: within the hour */
    int64_t today;                            /* submitted since local midnight */
    int64_t by_state[CASE_STATE_COUNT];       /* open ones */
    AreaRow *areas;
    size_t area_count;
    CategoryRows categories;
    DayRow *days; /* every day of the period, the oldest first */
    size_t day_count;
    Frozen rates[FIGURE_COUNT];
    UnitRow *units; /* those that may be ranked first, by score; then by cases */
    size_t unit_count;
} Figures;

/* ctx->actor's part: the whole district for centre, supervisor, analyst and auditor; a sub-district its area; any other
 * its own units' cases. FORBIDDEN for who has no part (an administrator). `days`: 1..366, today included. */
MUST_USE Err figures_scope(Ctx *ctx, int64_t days, FigureScope *out);
MUST_USE Err figures_load(Tx *tx, const FigureScope *scope, Figures *out);

#endif
