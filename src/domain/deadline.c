/* Clocks of a case; see deadline.h.
 * Everything is counted in the limit's own time: natural for m, h and d, working for wm, wh and wd. A clock's due time
 * is always start + limit + extensions + pauses, counted anew from these, so that no order of changes loses a minute.
 */
#include "domain/deadline.h"

enum { RUNG_MAX = 150 };

Str clock_limit(const ClockRules *rules, ClockKind clock, Urgency urgency, Difficulty difficulty)
{
    for (size_t i = 0; i < rules->count; i++) {
        const ClockRule *rule = &rules->rules[i];
        if (rule->clock == clock && rule->urgency == urgency &&
            (urgency != URGENCY_U3 || rule->difficulty == difficulty))
            return rule->limit;
    }
    return STR("");
}

bool clock_is_window(ClockKind kind)
{
    return kind == CLOCK_T6 || kind == CLOCK_T10 || kind == CLOCK_T11;
}

const char *light_code(Light light)
{
    static const char *const codes[LIGHT_COUNT] = {"green", "yellow", "orange", "red", "off"};
    return codes[light];
}

/* The clock as numbers of its limit's own time. */
typedef struct Count {
    Limit limit;
    UnixMs base;     /* due without extension and pauses */
    UnixMs original; /* span of the limit */
    UnixMs whole;    /* with extensions */
} Count;

static Count count_of(const ClockRules *rules, const CaseClock *clock)
{
    Count count = {.limit = limit_read(clock->limit)};
    count.base = limit_due(rules->calendar, clock->limit, clock->started_at);
    count.original = limit_between(rules->calendar, count.limit, clock->started_at, count.base);
    count.whole = count.original * (100 + clock->extended) / 100;
    return count;
}

static UnixMs due_of(const ClockRules *rules, const CaseClock *clock)
{
    Count count = count_of(rules, clock);
    return limit_add(rules->calendar, count.limit, count.base, count.whole - count.original + clock->paused_ms);
}

UnixMs clock_moment(const ClockRules *rules, const CaseClock *clock, int64_t percent)
{
    if (percent == 100)
        return due_of(rules, clock);
    Count count = count_of(rules, clock);
    return limit_add(rules->calendar, count.limit, clock->started_at, count.whole * percent / 100 + clock->paused_ms);
}

/* The rung after `rung`; 0: none. */
static int64_t rung_after(ClockKind kind, int64_t rung)
{
    static const int64_t ladder[] = {50, 80, 100, RUNG_MAX};
    for (size_t i = 0; i < COUNT_OF(ladder); i++)
        if (ladder[i] > rung && (!clock_is_window(kind) || ladder[i] == 100))
            return ladder[i];
    return 0;
}

static void set_next(const ClockRules *rules, CaseClock *clock)
{
    int64_t rung = rung_after((ClockKind)clock->kind, clock->alerted);
    clock->next_at = rung != 0 ? clock_moment(rules, clock, rung) : 0;
}

/* Due and next rung from what the clock says of itself; a paused clock has no next rung. */
static void recount(const ClockRules *rules, CaseClock *clock)
{
    clock->due_at = due_of(rules, clock);
    clock->next_at = 0;
    if (clock->paused_at == 0 && clock->stopped_at == 0)
        set_next(rules, clock);
}

static bool is_stopped(const CaseClock *clock)
{
    return clock == NULL || clock->stopped_at != 0;
}

/* T4 may have at most half of T5's whole span; the shorter of both limits as text. */
static Str cut_to_half(Ctx *ctx, const ClockRules *rules, CaseFile *file, Str limit)
{
    const CaseClock *handle = case_clock(file, CLOCK_T5, 0, 0);
    if (is_stopped(handle))
        return limit;
    Count count = count_of(rules, handle);
    int64_t minutes = count.whole / 2 / MINUTES(1);
    if (minutes < 1)
        minutes = 1;
    if (minutes > LIMIT_AMOUNT_MAX)
        return limit;
    Str half = str_printf(ctx->arena, "%lld%s", (long long)minutes, limit_is_working(count.limit) ? "wm" : "m");
    bool longer = limit_due(rules->calendar, limit, ctx->now) > limit_due(rules->calendar, half, ctx->now);
    return longer ? half : limit;
}

static Str clock_id(Arena *arena, const CaseFile *file, const ClockStart *start)
{
    size_t run = 1;
    for (size_t i = 0; i < file->clock_count; i++) {
        const CaseClock *clock = &file->clocks[i];
        run += clock->kind == (int64_t)start->kind && clock->call == start->call && clock->request == start->request;
    }
    Str id = str_of(clock_kind_code(start->kind));
    if (start->request != 0)
        id = str_printf(arena, STR_FMT "/r%lld", STR_ARG(id), (long long)start->request);
    else if (start->call != 0)
        id = str_printf(arena, STR_FMT "/%lld", STR_ARG(id), (long long)start->call);
    return run > 1 ? str_printf(arena, STR_FMT "#%zu", STR_ARG(id), run) : id;
}

Err clock_start(Ctx *ctx, const ClockRules *rules, CaseFile *file, const ClockStart *start)
{
    if (str_empty(start->limit))
        return OK;
    if (file->clock_count == CASE_CLOCKS_MAX)
        return fail(ctx, ERR_CONFLICT, MSG_CLOCKS_FULL, str_printf(ctx->arena, "%d", CASE_CLOCKS_MAX));
    Str limit = start->kind == CLOCK_T4 ? cut_to_half(ctx, rules, file, start->limit) : start->limit;
    CaseClock clock = {.id = clock_id(ctx->arena, file, start),
                       .kind = start->kind,
                       .call = start->call,
                       .request = start->request,
                       .unit = start->unit,
                       .limit = limit,
                       .started_at = ctx->now};
    recount(rules, &clock);
    file->clocks[file->clock_count++] = clock;
    return OK;
}

void clock_stop(CaseClock *clock, UnixMs at)
{
    if (is_stopped(clock))
        return;
    clock->stopped_at = at;
    clock->next_at = 0;
}

void clock_void(CaseClock *clock, UnixMs at)
{
    if (is_stopped(clock))
        return;
    clock_stop(clock, at);
    clock->voided = 1;
}

void clock_pause(CaseClock *clock, UnixMs at)
{
    if (is_stopped(clock) || clock->paused_at != 0)
        return;
    clock->paused_at = at;
    clock->next_at = 0;
}

void clock_resume(const ClockRules *rules, CaseClock *clock, UnixMs at)
{
    if (is_stopped(clock) || clock->paused_at == 0)
        return;
    clock->paused_ms += limit_between(rules->calendar, limit_read(clock->limit), clock->paused_at, at);
    clock->paused_at = 0;
    recount(rules, clock);
}

void clock_run_on(const ClockRules *rules, CaseClock *clock, UnixMs at)
{
    if (clock == NULL || clock->stopped_at == 0 || clock->voided == 1)
        return;
    if (clock->paused_at == 0)
        clock->paused_at = clock->stopped_at;
    clock->stopped_at = 0;
    clock_resume(rules, clock, at);
}

/* Counted pauses, told in the new limit's time. */
static UnixMs converted_pause(const Calendar *calendar, const CaseClock *clock, Limit to)
{
    Limit from = limit_read(clock->limit);
    if (limit_is_working(from) == limit_is_working(to))
        return clock->paused_ms;
    UnixMs end = limit_add(calendar, from, clock->started_at, clock->paused_ms);
    return limit_between(calendar, to, clock->started_at, end);
}

void clock_change_limit(const ClockRules *rules, CaseClock *clock, Str limit)
{
    if (is_stopped(clock) || str_empty(limit))
        return;
    clock->paused_ms = converted_pause(rules->calendar, clock, limit_read(limit));
    clock->limit = limit;
    recount(rules, clock);
}

void clock_extend(const ClockRules *rules, CaseClock *clock, int64_t percent)
{
    if (is_stopped(clock))
        return;
    clock->extended += percent;
    recount(rules, clock);
}

/* When the clock last ran, seen from `at`. */
static UnixMs ran_until(const CaseClock *clock, UnixMs at)
{
    if (clock->stopped_at != 0 && clock->stopped_at < at)
        at = clock->stopped_at;
    return clock->paused_at != 0 && clock->paused_at < at ? clock->paused_at : at;
}

int64_t clock_used_percent(const ClockRules *rules, const CaseClock *clock, UnixMs at)
{
    Count count = count_of(rules, clock);
    UnixMs used =
        limit_between(rules->calendar, count.limit, clock->started_at, ran_until(clock, at)) - clock->paused_ms;
    if (used <= 0 || count.whole == 0)
        return 0;
    return used * 100 / count.whole;
}

Light clock_light(const ClockRules *rules, const CaseClock *clock, UnixMs at)
{
    if (is_stopped(clock) || clock->paused_at != 0)
        return LIGHT_OFF;
    if (at > clock->due_at)
        return LIGHT_RED;
    int64_t left = 100 - clock_used_percent(rules, clock, at);
    if (left <= 20)
        return LIGHT_ORANGE;
    return left <= 50 ? LIGHT_YELLOW : LIGHT_GREEN;
}

int64_t clock_fire(const ClockRules *rules, CaseClock *clock, UnixMs at)
{
    if (is_stopped(clock) || clock->next_at == 0 || clock->next_at > at)
        return 0;
    do {
        clock->alerted = rung_after((ClockKind)clock->kind, clock->alerted);
        set_next(rules, clock);
    } while (clock->next_at != 0 && clock->next_at <= at);
    return clock->alerted;
}
