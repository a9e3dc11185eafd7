/* Rates of frozen items, for the whole scope and unit by unit; see figures.h. */
#include <stdlib.h>

#include "insight/figures_parts.h"

/* The measures of store/measure_store.h behind the rates; the coverage is counted from cases. */
static const struct {
    const char *code, *measure;
} names[FIGURE_COUNT] = {
    [FIGURE_RESPONSE] = {"response", "response"},
    [FIGURE_CHECK_IN] = {"check_in", "check_in"},
    [FIGURE_SOLVED] = {"solved", "solved"},
    [FIGURE_SATISFIED] = {"satisfied", "satisfied"},
    [FIGURE_CLOSED_IN_TIME] = {"closed_in_time", "handle"},
    [FIGURE_REWORK] = {"rework", "rework"},
    [FIGURE_EXTENSION] = {"extension", "extension"},
    [FIGURE_DISPATCH] = {"dispatch", "dispatch"},
    [FIGURE_DISPATCH_COVERAGE] = {"dispatch_coverage", NULL},
};

const char *figure_code(FigureRate rate)
{
    return names[rate].code;
}

static bool rate_of(Str measure, FigureRate *out)
{
    for (size_t i = 0; i < FIGURE_COUNT; i++)
        if (names[i].measure != NULL && str_is(measure, names[i].measure)) {
            *out = (FigureRate)i;
            return true;
        }
    return false;
}

static void add(Frozen *to, Frozen more)
{
    to->rate.n += more.rate.n;
    to->rate.hit += more.rate.hit;
    to->corrected_hit += more.corrected_hit;
}

/* A community or grid answers to its sub-district; every other unit for itself. */
static Str answerable(const Rights *rights, Str code)
{
    enum { DEPTH_MAX = 16 };
    const Unit *unit = unit_find(rights, code);
    for (int depth = 0; depth < DEPTH_MAX && unit != NULL; depth++) {
        if (unit->kind != UNIT_COMMUNITY && unit->kind != UNIT_GRID)
            return unit->code;
        unit = unit_find(rights, unit->parent);
    }
    return code;
}

static UnitRow *unit_row(Figures *out, Str code)
{
    for (size_t i = 0; i < out->unit_count; i++)
        if (str_eq(out->units[i].unit, code))
            return &out->units[i];
    out->units[out->unit_count].unit = code;
    return &out->units[out->unit_count++];
}

static Rate corrected(Frozen figure)
{
    return (Rate){figure.corrected_hit, figure.rate.n};
}

static int64_t missed(Frozen figure)
{
    return figure.rate.n - figure.corrected_hit;
}

static int64_t most_cases(const UnitRow *row)
{
    static const FigureRate one_a_case[] = {FIGURE_RESPONSE, FIGURE_CHECK_IN, FIGURE_CLOSED_IN_TIME, FIGURE_REWORK};
    int64_t most = 0;
    for (size_t i = 0; i < COUNT_OF(one_a_case); i++)
        if (row->rates[one_a_case[i]].rate.n > most)
            most = row->rates[one_a_case[i]].rate.n;
    return most;
}

static void judge(UnitRow *row, int64_t least)
{
    add(&row->on_time, row->rates[FIGURE_RESPONSE]);
    add(&row->on_time, row->rates[FIGURE_CHECK_IN]);
    row->cases = most_cases(row);
    row->overdue = missed(row->on_time) + missed(row->rates[FIGURE_CLOSED_IN_TIME]);
    UnitFigures figures = {.on_time = corrected(row->on_time),
                           .solved = corrected(row->rates[FIGURE_SOLVED]),
                           .satisfied = corrected(row->rates[FIGURE_SATISFIED]),
                           .rework = row->rates[FIGURE_REWORK].corrected_hit,
                           .upheld_overdue = row->overdue,
                           .cases = row->cases};
    row->score = unit_score(&figures);
    row->may_rank = figures.on_time.n >= least && figures.solved.n >= least && figures.satisfied.n >= least;
}

static int by_rank(const void *a, const void *b)
{
    const UnitRow *x = a, *y = b;
    if (x->may_rank != y->may_rank)
        return x->may_rank ? -1 : 1;
    if (x->may_rank && x->score > y->score)
        return -1;
    if (x->may_rank && x->score < y->score)
        return 1;
    if (x->cases != y->cases)
        return x->cases > y->cases ? -1 : 1;
    return str_cmp(x->unit, y->unit);
}

Err figures_rates(Tx *tx, const FigureScope *scope, Figures *out)
{
    const District *district = tx->ctx->district;
    DueRows rows;
    TRY(figure_due(tx, scope, &rows));
    out->units = ARENA_ARRAY(tx->ctx->arena, UnitRow, rows.len + 1);
    for (size_t i = 0; i < rows.len; i++) {
        const DueRow *row = &rows.at[i];
        Frozen figure = {{row->hit, row->n}, row->corrected_hit};
        FigureRate rate;
        if (!rate_of(row->measure, &rate))
            continue;
        add(&out->rates[rate], figure);
        add(&unit_row(out, answerable(&district->rights, row->unit))->rates[rate], figure);
    }
    for (size_t i = 0; i < out->unit_count; i++)
        judge(&out->units[i], district->limits.rank_least);
    if (out->unit_count > 1)
        qsort(out->units, out->unit_count, sizeof *out->units, by_rank);
    return OK;
}
