/* Invariants; see check.h. */
#include "sim/check.h"

#include <stdarg.h>
#include <stdio.h>

enum { RECOUNT_EVERY = 97, RUNG_OVERDUE = 100 };

void check_tell(Check *check, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (check->findings < FINDINGS_TOLD)
        (void)vsnprintf(check->told[check->findings], FINDING_TEXT, format, args);
    va_end(args);
    check->findings++;
}

static const int64_t ladder[] = {50, 80, 100, 150};

static int64_t rungs_of(const CaseClock *clock)
{
    int64_t rungs = 0;
    for (size_t i = 0; i < COUNT_OF(ladder); i++)
        rungs += clock->alerted >= ladder[i];
    return clock_is_window((ClockKind)clock->kind) ? clock->alerted > 0 : rungs;
}

/* From start, limit, extension and pauses alone. */
static UnixMs next_rung(const ClockRules *rules, const CaseClock *clock)
{
    bool window = clock_is_window((ClockKind)clock->kind);
    for (size_t i = 0; i < COUNT_OF(ladder); i++)
        if (ladder[i] > clock->alerted && (!window || ladder[i] == RUNG_OVERDUE))
            return clock_moment(rules, clock, ladder[i]);
    return 0;
}

void check_look(Check *check, const CaseFile *file, UnixMs fired_by)
{
    bool recount = check->seen++ % RECOUNT_EVERY == 0;
    for (size_t i = 0; i < file->clock_count; i++) {
        const CaseClock *clock = &file->clocks[i];
        bool runs = clock->stopped_at == 0 && clock->paused_at == 0;
        if (!runs && clock->next_at != 0)
            check_tell(check, STR_FMT " " STR_FMT ": a rung is set though the clock stands", STR_ARG(file->c.number),
                       STR_ARG(clock->id));
        if (runs && clock->next_at != 0 && clock->next_at <= fired_by)
            check_tell(check, STR_FMT " " STR_FMT ": its rung of %lld was not fired at %lld", STR_ARG(file->c.number),
                       STR_ARG(clock->id), (long long)clock->next_at, (long long)fired_by);
        if (!recount || !runs)
            continue;
        check->recounted++;
        if (next_rung(&check->district->clocks, clock) != clock->next_at)
            check_tell(check, STR_FMT " " STR_FMT ": the next rung is not where its limit puts it",
                       STR_ARG(file->c.number), STR_ARG(clock->id));
    }
}

void check_fired(Check *check, UnixMs due, UnixMs now)
{
    if (now - due > check->latest)
        check->latest = now - due;
    if (now - due > JOB_TICK)
        check_tell(check, "a rung of %lld was fired at %lld", (long long)due, (long long)now);
}

static void end_clock(Check *check, const CaseFile *file, const CaseClock *clock)
{
    CheckClocks *sum = &check->clocks[clock->kind];
    bool in_time = clock->stopped_at != 0 && clock->stopped_at <= clock->due_at;
    bool window = clock_is_window((ClockKind)clock->kind);
    sum->started++;
    sum->voided += clock->voided;
    sum->stopped += clock->stopped_at != 0 && !clock->voided;
    sum->running += clock->stopped_at == 0;
    sum->met += !clock->voided && in_time;
    sum->missed += !clock->voided && !in_time;
    check->rungs += rungs_of(clock);
    if (clock->stopped_at == 0)
        check_tell(check, STR_FMT " " STR_FMT ": runs on in a case that is over", STR_ARG(file->c.number),
                   STR_ARG(clock->id));
    if (!window && !in_time && clock->paused_at == 0 && clock->stopped_at >= clock->due_at + JOB_TICK &&
        clock->alerted < RUNG_OVERDUE)
        check_tell(check, STR_FMT " " STR_FMT ": overdue without an alert", STR_ARG(file->c.number),
                   STR_ARG(clock->id));
}

static bool is_measured(int64_t kind)
{
    return kind == CLOCK_T1 || kind == CLOCK_T3 || kind == CLOCK_T4 || kind == CLOCK_T5 || kind == CLOCK_T9;
}

/* A voided clock that fell due before, or (handling, after rework) was stopped before, has left a figure. */
static void end_item(Check *check, const CaseFile *file, const CaseClock *clock)
{
    bool left = !clock->voided || clock->alerted >= RUNG_OVERDUE;
    if (!is_measured(clock->kind))
        return;
    check->items += left;
    check->items_maybe += !left && clock->kind == CLOCK_T5 && file->c.rework > 0;
    check->response_hits += clock->kind == CLOCK_T1 && !clock->voided && clock->stopped_at <= clock->due_at;
}

void check_end(Check *check, const CaseFile *file)
{
    int64_t overdue = 0;
    for (size_t i = 0; i < file->clock_count; i++) {
        const CaseClock *clock = &file->clocks[i];
        end_clock(check, file, clock);
        end_item(check, file, clock);
        overdue += !clock_is_window((ClockKind)clock->kind) && clock->alerted >= RUNG_OVERDUE;
    }
    check->overdues += overdue;
    if (overdue != file->c.overdues)
        check_tell(check, STR_FMT ": %lld clocks fell overdue, the case says %lld", STR_ARG(file->c.number),
                   (long long)overdue, (long long)file->c.overdues);
    if (case_is_open((CaseState)file->c.state))
        check_tell(check, STR_FMT ": nobody will ever touch it again, and it is %s", STR_ARG(file->c.number),
                   case_state_code((CaseState)file->c.state));
    for (size_t i = 0; i < file->call_count; i++)
        if (file->calls[i].state == CALL_ISSUED || file->calls[i].state == CALL_PENDING)
            check_tell(check, STR_FMT ": call %lld is still out", STR_ARG(file->c.number),
                       (long long)file->calls[i].no);
}

/* --- against the store --- */

static Err count_events(Tx *tx, int64_t *events)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_SIM_EVENTS, db_text(tx->ctx->jurisdiction)));
    while (rows_next(&rows)) {
        Action action;
        if (action_parse(rows_text(&rows, 0), &action))
            events[action] = rows_int(&rows, 1);
    }
    return rows_end(&rows);
}

static void same(Check *check, const char *what, int64_t stored, int64_t played)
{
    if (stored != played)
        check_tell(check, "%s: the store has %lld, %lld were played", what, (long long)stored, (long long)played);
}

static void check_events(const int64_t *events, const Done *done, Check *check)
{
    for (Action action = ACTION_WITHDRAW; action <= ACTION_SCORE_CALLER; action++) {
        if (action == ACTION_RATE) /* "not solved" is recorded as a reopening */
            same(check, "RATE, REOPEN", events[ACTION_RATE] + events[ACTION_REOPEN],
                 done->steps[ACTION_RATE] + done->steps[ACTION_REOPEN]);
        else if (action == ACTION_WAKE)
            same(check, "WAKE", events[ACTION_WAKE], done->woken);
        else if (action != ACTION_REOPEN)
            same(check, action_code(action), events[action], done->steps[action]);
    }
    same(check, "SUBMIT", events[ACTION_SUBMIT], done->cases);
    same(check, "TRIAGE", events[ACTION_TRIAGE], done->cases);
    same(check, "CLOCK_ALERT, CLOSE", events[ACTION_CLOCK_ALERT] + events[ACTION_CLOSE], done->fired);
}

static Err check_items(Tx *tx, const Done *done, Check *check)
{
    static const char *const of_clocks[] = {"response", "sign", "check_in", "handle", "review"};
    Rows rows CLEANUP(rows_close) = {0};
    int64_t items = 0;
    TRY(db_query(tx, &rows, SQL_SIM_ITEMS, db_text(tx->ctx->jurisdiction)));
    while (rows_next(&rows)) {
        Str measure = rows_text(&rows, 0);
        int64_t n = rows_int(&rows, 1), hit = rows_int(&rows, 2), corrected = rows_int(&rows, 3);
        for (size_t i = 0; i < COUNT_OF(of_clocks); i++)
            items += str_is(measure, of_clocks[i]) ? n : 0;
        if (hit < 0 || hit > n || corrected < 0 || corrected > n)
            check_tell(check, STR_FMT ": %lld of %lld is no rate", STR_ARG(measure), (long long)hit, (long long)n);
        if (str_is(measure, "response"))
            same(check, "responses in time", hit, check->response_hits);
        if (str_is(measure, "solved"))
            same(check, "ratings", n, done->steps[ACTION_RATE]);
    }
    if (items < check->items || items > check->items + check->items_maybe)
        check_tell(check, "figures: the store has %lld, the clocks left %lld to %lld", (long long)items,
                   (long long)check->items, (long long)check->items + check->items_maybe);
    return rows_end(&rows);
}

Err check_store(Tx *tx, const Done *done, Check *check)
{
    int64_t events[ACTION_COUNT] = {0};
    TRY(count_events(tx, events));
    check_events(events, done, check);
    if (done->fired > check->rungs)
        check_tell(check, "%lld alerts for %lld rungs: one was given twice", (long long)done->fired,
                   (long long)check->rungs);
    return check_items(tx, done, check);
}
