/* Reports; see simulate_report.h. */
#include "cli/simulate_report.h"

#include <stdio.h>

#include "base/json.h"

static int64_t steps_of(const SimTold *told)
{
    int64_t sum = 0;
    for (size_t i = 0; i < ACTION_COUNT; i++)
        sum += told->sums.figures.done.steps[i];
    return sum;
}

static int64_t refused_of(const SimTold *told)
{
    int64_t sum = 0;
    for (size_t i = 0; i < ACTION_COUNT; i++)
        sum += told->sums.figures.refused[i];
    return sum;
}

static Str decimal(const Cli *cli, double value)
{
    return str_printf(cli->ctx.arena, "%.1f", value);
}

static Str number(const Cli *cli, int64_t n)
{
    return cli_number(cli, n);
}

static Str percent(const Cli *cli, int64_t part, int64_t of)
{
    return of > 0 ? str_printf(cli->ctx.arena, "%.2f %%", 100.0 * (double)part / (double)of) : STR("-");
}

static Str digest(const Cli *cli, const SimTold *told)
{
    return hash_hex(cli->ctx.arena, &told->sums.figures.digest);
}

static Str hours(const Cli *cli, UnixMs span)
{
    return span <= 0 ? STR("-") : str_printf(cli->ctx.arena, "%.2f h", (double)span / (double)HOURS(1));
}

static void report_storm(const Cli *cli, const Simulation *in, const SimTold *told)
{
    const StormFigures *storm = &told->sums.figures.storm;
    UnixMs until = in->scenario.storm.until;
    if (in->scenario.storm.factor == 0)
        return;
    cli_say(cli, MSG_SIMULATE_STORM, number(cli, storm->cases), percent(cli, storm->in_time, storm->cases),
            hours(cli, storm->longest_wait), number(cli, storm->most_waiting));
    cli_say(cli, MSG_SIMULATE_DRAINED, hours(cli, storm->answered_at != 0 ? storm->answered_at - until : 0),
            hours(cli, storm->done_at != 0 ? storm->done_at - until : 0));
}

static void report_clocks(const Cli *cli, const SimTold *told)
{
    cli_say(cli, MSG_SIMULATE_CLOCKS);
    for (ClockKind kind = 0; kind < CLOCK_COUNT; kind++) {
        const CheckClocks *sum = &told->sums.clocks[kind];
        if (sum->started > 0)
            printf("  %-4s " STR_FMT "  %lld = %lld + %lld + %lld   " STR_FMT "\n", clock_kind_code(kind),
                   STR_ARG(clock_kind_text(kind, cli->ctx.lang)), (long long)sum->started, (long long)sum->stopped,
                   (long long)sum->voided, (long long)sum->running, STR_ARG(percent(cli, sum->met, sum->stopped)));
    }
}

static void report_rates(const Cli *cli, const SimTold *told)
{
    const CityFigures *f = &told->sums.figures;
    double wall = told->play_s > 0 ? told->play_s : 1e-9;
    cli_say(cli, MSG_SIMULATE_TIME, decimal(cli, told->prepare_s), decimal(cli, told->play_s),
            decimal(cli, told->cpu_s), number(cli, told->peak_kb / 1024));
    cli_say(cli, MSG_SIMULATE_RATES, number(cli, (int64_t)((double)f->done.cases / wall)),
            number(cli, (int64_t)((double)f->transactions / wall)),
            decimal(cli, f->transactions > 0 ? told->cpu_s * 1e6 / (double)f->transactions : 0),
            decimal(cli, f->done.cases > 0 ? (double)f->transactions / (double)f->done.cases : 0));
    if (told->sums.commits > 0)
        cli_say(cli, MSG_SIMULATE_COMMITS, number(cli, told->sums.commits),
                number(cli, (int64_t)((double)told->sums.commits / wall)));
}

void simulate_report(const Cli *cli, const Simulation *in, const SimTold *told)
{
    const CityFigures *f = &told->sums.figures;
    cli_say(cli, MSG_SIMULATE_PLAYED, number(cli, f->done.cases), number(cli, steps_of(told)),
            number(cli, f->done.fired), number(cli, refused_of(told)));
    for (CaseState state = 0; state < CASE_STATE_COUNT; state++)
        if (f->ended[state] > 0)
            printf("  " STR_FMT " %lld\n", STR_ARG(case_state_text(state, cli->ctx.lang)), (long long)f->ended[state]);
    report_clocks(cli, told);
    cli_say(cli, MSG_SIMULATE_DESKS, number(cli, f->most_open), number(cli, f->most_waiting_desk),
            percent(cli, f->desk_worked, f->desk_hands));
    report_storm(cli, in, told);
    report_rates(cli, told);
    cli_say(cli, MSG_SIMULATE_DIGEST, digest(cli, told),
            str_printf(cli->ctx.arena, "%llu", (unsigned long long)in->scenario.seed));
    if (told->sums.findings == 0) {
        cli_say(cli, MSG_SIMULATE_HONOURED, number(cli, told->sums.rungs),
                number(cli, told->sums.rungs - f->done.fired), number(cli, told->sums.latest),
                number(cli, told->sums.recounted));
        return;
    }
    cli_say(cli, MSG_SIMULATE_FINDINGS, number(cli, told->sums.findings));
    for (int64_t i = 0; i < told->sums.findings && i < FINDINGS_TOLD; i++)
        printf("  %s\n", told->sums.told[i]);
}

static void json_counts(JsonOut *out, const char *key, const int64_t *counts)
{
    json_key(out, key);
    json_open(out, '{');
    for (Action action = 0; action < ACTION_COUNT; action++)
        if (counts[action] > 0)
            json_field_i64(out, action_code(action), counts[action]);
    json_close(out, '}');
}

static void json_clocks(JsonOut *out, const SimTold *told)
{
    json_key(out, "clocks");
    json_open(out, '{');
    for (ClockKind kind = 0; kind < CLOCK_COUNT; kind++) {
        const CheckClocks *sum = &told->sums.clocks[kind];
        if (sum->started == 0)
            continue;
        json_key(out, clock_kind_code(kind));
        json_open(out, '{');
        json_field_i64(out, "started", sum->started);
        json_field_i64(out, "stopped", sum->stopped);
        json_field_i64(out, "voided", sum->voided);
        json_field_i64(out, "running", sum->running);
        json_field_i64(out, "met", sum->met);
        json_field_i64(out, "missed", sum->missed);
        json_close(out, '}');
    }
    json_close(out, '}');
}

static void json_storm(JsonOut *out, const Simulation *in, const StormFigures *storm)
{
    UnixMs until = in->scenario.storm.until;
    json_key(out, "storm");
    json_open(out, '{');
    json_field_i64(out, "cases", storm->cases);
    json_field_i64(out, "answered_in_time", storm->in_time);
    json_field_i64(out, "longest_wait_ms", storm->longest_wait);
    json_field_i64(out, "most_waiting", storm->most_waiting);
    json_field_i64(out, "answered_after_ms", storm->answered_at != 0 ? storm->answered_at - until : -1);
    json_field_i64(out, "done_after_ms", storm->done_at != 0 ? storm->done_at - until : -1);
    json_close(out, '}');
}

static void json_findings(JsonOut *out, const SimTold *told)
{
    json_field_i64(out, "finding_count", told->sums.findings);
    json_key(out, "findings");
    json_open(out, '[');
    for (int64_t i = 0; i < told->sums.findings && i < FINDINGS_TOLD; i++)
        json_put_z(out, told->sums.told[i]);
    json_close(out, ']');
}

void simulate_report_json(Cli *cli, const Simulation *in, const SimTold *told)
{
    const CityFigures *f = &told->sums.figures;
    JsonOut out = json_out(cli->ctx.arena);
    json_open(&out, '{');
    json_field_i64(&out, "seed", (int64_t)in->scenario.seed);
    json_field_i64(&out, "districts", (int64_t)in->districts);
    json_field_i64(&out, "threads", (int64_t)in->threads);
    json_field_i64(&out, "days", in->scenario.days);
    json_field_i64(&out, "cases", f->done.cases);
    json_field_i64(&out, "steps", steps_of(told));
    json_field_i64(&out, "alerts", f->done.fired);
    json_field_i64(&out, "woken", f->done.woken);
    json_field_i64(&out, "transactions", f->transactions);
    json_field_i64(&out, "most_open", f->most_open);
    json_field_i64(&out, "commits", told->sums.commits);
    json_field_i64(&out, "statements_run", told->sums.runs);
    json_field_i64(&out, "statements_asked", told->sums.queries);
    json_field_number(&out, "prepare_s", told->prepare_s, 2);
    json_field_number(&out, "play_s", told->play_s, 2);
    json_field_number(&out, "cpu_s", told->cpu_s, 2);
    json_field_i64(&out, "peak_kb", told->peak_kb);
    json_field_str(&out, "digest", digest(cli, told));
    json_counts(&out, "done", f->done.steps);
    json_counts(&out, "refused", f->refused);
    json_clocks(&out, told);
    if (in->scenario.storm.factor != 0)
        json_storm(&out, in, &f->storm);
    json_findings(&out, told);
    json_close(&out, '}');
    printf(STR_FMT "\n", STR_ARG(json_text(&out)));
}
