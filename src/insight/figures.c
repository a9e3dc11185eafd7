/* Whose figures, and the counts of them; see figures.h. Rates and units: figures_rates.c. */
#include "insight/figures.h"

#include "insight/figures_parts.h"

enum { CATEGORIES_MOST = 12, DAY_MS = 86400000 };

static bool sees_everything(const Actor *actor)
{
    static const Role roles[] = {ROLE_CENTRE_DISPATCHER, ROLE_CENTRE_LEADER, ROLE_SUPERVISOR, ROLE_AUDITOR,
                                 ROLE_ANALYST};
    for (size_t i = 0; i < COUNT_OF(roles); i++)
        if (actor_has_role(actor, roles[i]))
            return true;
    return false;
}

/* Has a part in cases by working at the unit; an administrator's and an operator's place is none. */
static bool works_on_cases(Role role)
{
    return role != ROLE_ADMINISTRATOR && role != ROLE_HOTLINE_OPERATOR && role != ROLE_DEVICE;
}

static bool is_supervision(const Rights *rights, const Actor *actor)
{
    for (size_t i = 0; i < actor->grant_count; i++)
        if (unit_is_below(rights, actor->grants[i].unit, rights->supervision_unit))
            return true;
    return false;
}

static void add_grants(const Rights *rights, const Actor *actor, FigureScope *scope)
{
    size_t n = 0;
    for (size_t i = 0; i < actor->grant_count && n < SCOPE_CODES_MAX; i++) {
        const Unit *unit = unit_find(rights, actor->grants[i].unit);
        if (unit == NULL || !works_on_cases(actor->grants[i].role))
            continue;
        scope->units[n] = unit->code;
        scope->areas[n++] = unit->kind == UNIT_SUBDISTRICT ? unit->area : STR("");
    }
}

static int64_t local_day(UnixMs at, int64_t offset_minutes)
{
    return (at + MINUTES(offset_minutes)) / DAY_MS;
}

Err figures_scope(Ctx *ctx, int64_t days, FigureScope *out)
{
    const Rights *rights = &ctx->district->rights;
    FigureScope scope = {.everything = sees_everything(ctx->actor),
                         .confidential_too = is_supervision(rights, ctx->actor),
                         .now = ctx->now,
                         .offset_minutes = ctx->district->calendar.offset_minutes};
    add_grants(rights, ctx->actor, &scope);
    if (!scope.everything && str_empty(scope.units[0]))
        return fail(ctx, ERR_FORBIDDEN, MSG_FIGURES_NOT_YOURS);
    int64_t first = local_day(ctx->now, scope.offset_minutes) - days + 1;
    scope.from = first * DAY_MS - MINUTES(scope.offset_minutes);
    *out = scope;
    return OK;
}

static bool in_scope(const FigureScope *scope, Str area)
{
    for (size_t i = 0; i < SCOPE_CODES_MAX; i++)
        if (str_eq(scope->areas[i], area))
            return true;
    return scope->everything;
}

/* Every sub-district of the scope has its row, also where nothing happened. */
static void start_areas(const Ctx *ctx, const FigureScope *scope, Figures *out)
{
    const District *district = ctx->district;
    out->areas = ARENA_ARRAY(ctx->arena, AreaRow, district->area_count + 1);
    for (size_t i = 0; i < district->area_count; i++)
        if (district->areas[i].level == AREA_SUBDISTRICT && in_scope(scope, district->areas[i].code))
            out->areas[out->area_count++].area = district->areas[i].code;
}

/* A department's cases lie all over the district: their sub-districts get a row as they turn up. NULL: no known area.
 */
static AreaRow *area_row(const Ctx *ctx, Figures *out, Str code)
{
    for (size_t i = 0; i < out->area_count; i++)
        if (str_eq(out->areas[i].area, code))
            return &out->areas[i];
    const DistrictArea *area = area_find(ctx->district, code);
    if (area == NULL || area->level != AREA_SUBDISTRICT)
        return NULL;
    out->areas[out->area_count].area = code;
    return &out->areas[out->area_count++];
}

static Err count_open(Tx *tx, const FigureScope *scope, Figures *out)
{
    OpenRows rows;
    TRY(figure_open(tx, scope, scope->now + HOURS(1), &rows));
    for (size_t i = 0; i < rows.len; i++) {
        const OpenRow *row = &rows.at[i];
        AreaRow *area = area_row(tx->ctx, out, row->subdistrict);
        CaseState state;
        if (case_state_parse(row->state, &state))
            out->by_state[state] += row->open;
        out->open += row->open;
        out->overdue += row->overdue;
        out->due_soon += row->due_soon;
        if (area != NULL) {
            area->open += row->open;
            area->overdue += row->overdue;
        }
    }
    out->waiting = out->by_state[CASE_SUBMITTED] + out->by_state[CASE_ROUTED];
    return OK;
}

static DayRow *day_row(Figures *out, int64_t day)
{
    int64_t index = day - out->days[0].day;
    return index >= 0 && index < (int64_t)out->day_count ? &out->days[index] : NULL;
}

static Err count_submitted(Tx *tx, const FigureScope *scope, Figures *out)
{
    SubmittedRows rows;
    Frozen *coverage = &out->rates[FIGURE_DISPATCH_COVERAGE];
    TRY(figure_submitted(tx, scope, &rows));
    for (size_t i = 0; i < rows.len; i++) {
        const SubmittedRow *row = &rows.at[i];
        AreaRow *area = area_row(tx->ctx, out, row->subdistrict);
        DayRow *day = day_row(out, row->day);
        if (area != NULL)
            area->total += row->count;
        if (day != NULL)
            day->submitted += row->count;
        coverage->rate.n += row->count;
        coverage->rate.hit += row->confident;
    }
    coverage->corrected_hit = coverage->rate.hit;
    out->today = out->days[out->day_count - 1].submitted;
    return OK;
}

static Err count_closed(Tx *tx, const FigureScope *scope, Figures *out)
{
    ClosedRows rows;
    TRY(figure_closed(tx, scope, &rows));
    for (size_t i = 0; i < rows.len; i++) {
        DayRow *day = day_row(out, rows.at[i].day);
        if (day != NULL)
            day->closed += rows.at[i].count;
    }
    return OK;
}

static void start_days(Arena *arena, const FigureScope *scope, Figures *out)
{
    int64_t first = local_day(scope->from, scope->offset_minutes), last = local_day(scope->now, scope->offset_minutes);
    out->day_count = (size_t)(last - first + 1);
    out->days = ARENA_ARRAY(arena, DayRow, out->day_count);
    for (size_t i = 0; i < out->day_count; i++)
        out->days[i].day = first + (int64_t)i;
}

Err figures_load(Tx *tx, const FigureScope *scope, Figures *out)
{
    Figures *figures = ARENA_NEW(tx->ctx->arena, Figures);
    start_areas(tx->ctx, scope, figures);
    start_days(tx->ctx->arena, scope, figures);
    TRY(count_open(tx, scope, figures));
    TRY(count_submitted(tx, scope, figures));
    TRY(count_closed(tx, scope, figures));
    TRY(figure_category(tx, scope, CATEGORIES_MOST, &figures->categories));
    TRY(figures_rates(tx, scope, figures));
    *out = *figures;
    return OK;
}
