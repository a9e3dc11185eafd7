/* gulou simulate: plays weeks, a year or a typhoon of several districts by the real actions on a virtual clock, and
 * checks that every deadline was honoured. Exit 0: all that must hold held; 1: something did not (told with the case),
 * or it could not be done. Everything that shapes the city is an option, so that a file of --config is a whole city. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "brain/decide.h"
#include "cli/commands.h"
#include "cli/house.h"
#include "cli/progress.h"
#include "cli/simulate_report.h"

#define TURN_SPEC(turn, key, percent) {"fate." key, #percent, "per cent of cases that this befalls", 0, 100},

static const SettingSpec specs[] = {
    {"simulate.scenario", "month", "year, month or typhoon", 0, 0},
    {"simulate.cases_per_day", "0", "cases a day of all districts together (0: the scenario's: 68000, typhoon 6300)", 0,
     10000000},
    {"simulate.days", "0", "days on which cases come (0: the scenario's: 365, 30, 4); then it is played to the end", 0,
     4000},
    {"simulate.districts", "16", "districts, each with a store of its own", 1, 512},
    {"simulate.first", "1", "number of the first: a long run can be made in parts, cases_per_day being the part's", 1,
     512},
    {"simulate.seed", "1", "the same seed plays the same", 0, INT64_MAX},
    {"simulate.threads", "2", "threads; however many, it plays the same", 1, 64},
    {"simulate.data", "", "folder (made if missing): a SQLite store for each district; empty: all in memory", 0, 0},
    {"simulate.database", "", "postgres://...: all districts in this empty database", 0, 0},
    {"simulate.batch", "256", "transactions to a commit, where there is a store", 1, 100000},
    {"simulate.district", "", "district folder (default: the starter district)", 0, 0},
    {"simulate.texts", "4096", "different matters told, each decided by the brain once", 16, 1000000},
    {"simulate.from", "20260101", "first day, as 20260101", 20000101, 20991231},
    {"simulate.json", "0", "print one JSON object instead of sentences", 0, 1},
    {"storm.factor", "50", "typhoon: against an average hour", 1, 1000},
    {"storm.hours", "6", "typhoon: how long", 1, 240},
    {"storm.surge", "300", "hands of a desk while the event mode holds, per cent", 100, 10000},
    {"desk.spare", "160", "hands of a desk, per cent of what its busiest ordinary hour asks for; 0: no limit", 0,
     10000},
    FATE_TURNS(TURN_SPEC){"fate.reject", "25", "per mille of cases rejected", 0, 1000},
    {"fate.merge", "25", "per mille merged into another, where there is one", 0, 1000},
    {"fate.withdraw", "20", "per mille withdrawn", 0, 1000},
    {"fate.office_answer", "490", "per mille: an office's matter that the desk answers itself", 0, 1000},
    {"fate.street_answer", "30", "per mille: the same of what is found in streets", 0, 1000},
    {"fate.street_hand", "460", "per mille: of these, what community or grid handle; else departments are called", 0,
     1000},
};

typedef enum ScenarioName { SCENARIO_YEAR, SCENARIO_MONTH, SCENARIO_TYPHOON, SCENARIO_COUNT } ScenarioName;
static const struct Named {
    const char *name;
    int64_t days, cases_per_day; /* Beijing 12345: 24.8 million in 2024; typhoon: Fuzhou 12345, 6,300 a day */
} scenarios[SCENARIO_COUNT] = {{"year", 365, 68000}, {"month", 30, 68000}, {"typhoon", 4, 6300}};

static int64_t option(const Cli *cli, const char *key)
{
    return settings_i64(cli->settings, key);
}

static void read_fates(const Cli *cli, Fates *fates)
{
#define TURN_READ(turn, key, percent) fates->turns[FATE_##turn] = (unsigned)option(cli, "fate." key);
    FATE_TURNS(TURN_READ)
#undef TURN_READ
    fates->reject = (unsigned)option(cli, "fate.reject");
    fates->merge = (unsigned)option(cli, "fate.merge");
    fates->withdraw = (unsigned)option(cli, "fate.withdraw");
    fates->office_answer = (unsigned)option(cli, "fate.office_answer");
    fates->street_answer = (unsigned)option(cli, "fate.street_answer");
    fates->street_hand = (unsigned)option(cli, "fate.street_hand");
}

static Err read_scenario(Cli *cli, const District *district, Scenario *out)
{
    Str name = settings_str(cli->settings, "simulate.scenario");
    ScenarioName which = SCENARIO_YEAR;
    while (which < SCENARIO_COUNT && !str_is(name, scenarios[which].name))
        which++;
    if (which == SCENARIO_COUNT)
        return fail_field(&cli->ctx, "scenario", MSG_SIMULATE_SCENARIO, name);
    int64_t a_day = option(cli, "simulate.cases_per_day"), days = option(cli, "simulate.days");
    a_day = a_day > 0 ? a_day : scenarios[which].cases_per_day;
    int64_t from = option(cli, "simulate.from");
    *out = (Scenario){.days = days > 0 ? days : scenarios[which].days,
                      .cases_per_day = (double)a_day / (double)option(cli, "simulate.districts"),
                      .seed = (uint64_t)option(cli, "simulate.seed"),
                      .spare = option(cli, "desk.spare"),
                      .texts = option(cli, "simulate.texts")};
    Day first = day_of_number((int32_t)from);
    out->starts_at = calendar_day_start(&district->calendar, first);
    read_fates(cli, &out->fates);
    if (which == SCENARIO_TYPHOON) { /* on the afternoon of the second day */
        UnixMs at = out->starts_at + DAYS(1) + HOURS(13);
        out->storm = (Storm){at, at + HOURS(option(cli, "storm.hours")), option(cli, "storm.factor"),
                             option(cli, "storm.surge")};
    }
    return OK;
}

static void show_progress(void *self, int64_t done, int64_t all)
{
    progress_show(self, done, all);
}

static const char *text_option(Cli *cli, const char *key)
{
    Str value = settings_str(cli->settings, key);
    return str_empty(value) ? NULL : str_z(cli->ctx.arena, value);
}

static Err check_empty(Cli *cli, const Simulation *in)
{
    if (in->data == NULL)
        return OK;
    for (size_t i = 1; i <= in->districts; i++) {
        Str store = str_printf(cli->ctx.arena, "%s/%02zu/gulou.db", in->data, in->before + i);
        if (access(str_z(cli->ctx.arena, store), F_OK) == 0)
            return fail(&cli->ctx, ERR_CONFLICT, MSG_DATA_NOT_EMPTY, str_of(in->data));
    }
    return OK;
}

static Err play(Cli *cli, const DistrictFiles *files, const District *district, Simulation *in, SimTold *told)
{
    Brain *brain = NULL;
    Progress progress = progress_new(&cli->ctx, MSG_PROGRESS_SIMULATION);
    TRY(brain_new(&cli->ctx, district, &brain));
    in->district = district;
    in->files = files;
    in->brain = brain;
    Simulation shown = *in;
    shown.progress = show_progress;
    shown.self = &progress;
    Err err = simulate(&cli->ctx, &shown, told);
    brain_free(brain);
    if (err == OK)
        progress_end(&progress);
    return err;
}

static Err simulate_all(Cli *cli, SimTold *told, Simulation *in)
{
    DistrictFiles *files = ARENA_NEW(cli->ctx.arena, DistrictFiles);
    District *district CLEANUP(district_freep) = NULL;
    const char *folder = text_option(cli, "simulate.district");
    if (folder == NULL)
        folder = beside_program(&cli->ctx, "districts/gulou", "share/gulou/districts/gulou");
    TRY(district_load_folder(&cli->ctx, folder, files));
    TRY(district_parse(&cli->ctx, files, &district));
    cli->ctx.district = district;
    cli->ctx.jurisdiction = district->code;
    TRY(read_scenario(cli, district, &in->scenario));
    in->districts = (size_t)option(cli, "simulate.districts");
    in->before = (size_t)option(cli, "simulate.first") - 1;
    in->threads = (size_t)option(cli, "simulate.threads");
    in->batch = option(cli, "simulate.batch");
    in->data = text_option(cli, "simulate.data");
    in->database = text_option(cli, "simulate.database");
    TRY(check_empty(cli, in));
    return play(cli, files, district, in, told);
}

static Exit run(Cli *cli)
{
    SimTold *told = ARENA_NEW(cli->ctx.arena, SimTold);
    Simulation in = {0};
    if (simulate_all(cli, told, &in) != OK)
        return cli_failed(cli);
    if (option(cli, "simulate.json") == 1)
        simulate_report_json(cli, &in, told);
    else
        simulate_report(cli, &in, told);
    return told->sums.findings == 0 ? EXIT_DONE : EXIT_REFUSED;
}

const Command command_simulate = {
    .name = "simulate",
    .words = "",
    .zh = "模拟：用虚拟时钟把一年、一月或一场台风按真实规则走一遍，核对每个时限",
    .en = "play a year, a month or a typhoon by the real rules on a virtual clock, and check every deadline",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = run,
};
