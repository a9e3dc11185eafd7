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

/* The units that turn up, whether the tree still has them or not. */
typedef struct Units {
    UnitRow *at;
    size_t len;
} Units;

static UnitRow *unit_row(Arena *arena, Units *units, Str code)
{
    for (size_t i = 0; i < units->len; i++)
        if (str_eq(units->at[i].unit, code))
            return &units->at[i];
    units->at = ARENA_MORE(arena, units->at, units->len);
    units->at[units->len] = (UnitRow){.unit = code};
    return &units->at[units->len++];
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

static Err count_rate(Tx *tx, const FigureScope *scope, FigureRate rate, Units *units)
{
    const Rights *rights = &tx->ctx->district->rights;
    DueRows rows;
    TRY(figure_due(tx, scope, str_of(names[rate].measure), &rows));
    for (size_t i = 0; i < rows.len; i++) {
        const DueRow *row = &rows.at[i];
        UnitRow *unit = unit_row(tx->ctx->arena, units, answerable(rights, row->unit));
        add(&unit->rates[rate], (Frozen){{row->hit, row->n}, row->corrected_hit});
    }
    return OK;
}

Err figures_rates(Tx *tx, const FigureScope *scope, Figures *out)
{
    Units units = {0};
    for (FigureRate rate = 0; rate < FIGURE_COUNT; rate++) {
        if (names[rate].measure == NULL)
            continue;
        TRY(count_rate(tx, scope, rate, &units));
        for (size_t i = 0; i < units.len; i++)
            add(&out->rates[rate], units.at[i].rates[rate]);
    }
    for (size_t i = 0; i < units.len; i++)
        judge(&units.at[i], tx->ctx->district->limits.rank_least);
    if (units.len > 1)
        qsort(units.at, units.len, sizeof *units.at, by_rank);
    out->units = units.at;
    out->unit_count = units.len;
    return OK;
}
