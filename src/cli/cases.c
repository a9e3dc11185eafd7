/* gulou cases import FILE, gulou cases export FILE: cases in files, as the page 数据交换 takes and gives them, by the
 * same code (api/case_import.h, api/case_export.h). Done in the name of an account and by its rights; works beside the
 * server. */
#include <stdio.h>

#include "api/case_export.h"
#include "api/case_import.h"
#include "cli/commands.h"
#include "cli/data.h"
#include "cli/depot.h"
#include "cli/file.h"
#include "demo/clock.h"
#include "district/parse.h"
#include "learning/learn.h"
#include "reception/events_seen.h"
#include "sheets/sheets.h"
#include "store/person_store.h"

static const SettingSpec specs[] = {
    {"data", "", "data folder", 0, 0},
    {"database", "", "postgres://... of a PostgreSQL server; empty: a file in the data folder", 0, 0},
    DEPOT_SPECS,
    {"cases.as", "", "login in whose name and by whose rights it is done", 0, 0},
    {"cases.platform", "", "import: the platform (a partner's id) that the numbers are of", 0, 0},
    {"cases.dry_run", "0", "import: only judge the file", 0, 1},
    {"cases.refused", "", "import: write the refused rows and why to this XLSX file", 0, 0},
    {"cases.format", "", "export: csv, xlsx or json (default: as the file's name ends)", 0, 0},
    {"cases.from", "", "export: submitted on this day or later, 2026-11-01", 0, 0},
    {"cases.to", "", "export: submitted on this day or before", 0, 0},
    {"cases.state", "", "export: only this state, as HANDLING", 0, 0},
    {"cases.urgency", "", "export: only U1, U2 or U3", 0, 0},
    {"cases.category", "", "export: only this kind or group", 0, 0},
    {"cases.unit", "", "export: only of this unit", 0, 0},
    {"cases.overdue", "0", "export: only overdue ones", 0, 1},
};

typedef struct Desk {
    App app;
    Data data;
    District *district;
    Brain *brain;
    Actor actor;
} Desk;

static void desk_close(Desk *desk)
{
    events_seen_free(desk->app.events);
    brain_free(desk->brain);
    data_close(&desk->data);
    district_free(desk->district);
}

static Str option(const Cli *cli, const char *key)
{
    return settings_str(cli->settings, key);
}

static Err find_actor(Tx *tx, const void *in, void *out)
{
    const Str *login = in;
    PersonSecret found = {0};
    Person person = {0};
    TRY(person_secret_by_login(tx, *login, &found));
    if (str_empty(*login) || str_empty(found.id) || !found.active)
        return fail(tx->ctx, ERR_FORBIDDEN, MSG_CASES_WHO, *login);
    TRY(person_load(tx, found.id, &person));
    *(Actor *)out = (Actor){.person = person.id,
                            .login = person.login,
                            .name = person.name,
                            .grants = person.grants,
                            .grant_count = person.grant_count};
    return actor_is_staff(out) ? OK : fail(tx->ctx, ERR_FORBIDDEN, MSG_CASES_WHO, *login);
}

/* What a request would find behind the gate. */
static Err open_desk(Cli *cli, Desk *desk)
{
    Ctx *ctx = &cli->ctx;
    App *app = &desk->app;
    Str login = option(cli, "cases.as");
    TRY(data_open_depot(cli, &desk->data));
    TRY(data_district(ctx, desk->data.db, &desk->district));
    TRY(demo_clock_restore(ctx, desk->data.db)); /* outside a demo it was never moved */
    ctx->now = clock_now();
    TRY(db_read(desk->data.db, ctx, find_actor, &login, &desk->actor));
    ctx->actor = &desk->actor;
    app->db = desk->data.db;
    app->depot = desk->data.depot;
    app->district = desk->district;
    app->events = events_seen_new();
    return server_keys_load(app->db, ctx, &app->keys);
}

static Err open_brain(Desk *desk, Ctx *ctx)
{
    StartBrain start = {desk->data.db, desk->data.folder, desk->district, desk->data.depot};
    TRY(learn_start(ctx, &start, &desk->brain));
    desk->app.brain = desk->brain;
    return OK;
}

/* --- in --- */

static void tell_problems(const Cli *cli, const CaseImport *job)
{
    Arena *arena = cli->ctx.arena;
    for (size_t i = 0; i < job->problem_count; i++) {
        const ImportProblem *one = &job->problems[i];
        Str args[] = {cli_number(cli, one->row), one->column, one->message};
        Str text = message_text(arena, MSG_CASES_PROBLEM, cli->ctx.lang, args, COUNT_OF(args));
        fprintf(stderr, STR_FMT "\n", STR_ARG(text));
    }
    if (job->bad <= IMPORT_PROBLEMS_MOST)
        return;
    Str more = cli_number(cli, job->bad - IMPORT_PROBLEMS_MOST);
    fprintf(stderr, STR_FMT "\n", STR_ARG(message_text(arena, MSG_CASES_PROBLEMS_MORE, cli->ctx.lang, &more, 1)));
}

static Err keep_refused(Cli *cli, const CaseImport *job)
{
    Str path = option(cli, "cases.refused"), bytes;
    if (!job->keep_refused || job->bad == 0)
        return OK;
    TRY(xlsx_write(&cli->ctx, &job->refused, &bytes));
    TRY(file_write(&cli->ctx, str_z(cli->ctx.arena, path), bytes));
    cli_say(cli, MSG_CASES_REFUSED_FILE, path);
    return OK;
}

static Err import(Cli *cli, Desk *desk, Exit *exit)
{
    Ctx *ctx = &cli->ctx;
    CaseImport *job = ARENA_NEW(ctx->arena, CaseImport);
    *job = (CaseImport){.platform = option(cli, "cases.platform"),
                        .dry = settings_i64(cli->settings, "cases.dry_run") == 1,
                        .keep_refused = !str_empty(option(cli, "cases.refused"))};
    TRY(file_read(ctx, &(FileIn){cli->words[1], SHEETS_BYTES_MOST}, &job->bytes));
    TRY(open_brain(desk, ctx));
    TRY(case_import(&desk->app, ctx, job));
    tell_problems(cli, job);
    if (job->ignored_count > 0)
        cli_say(cli, MSG_CASES_IGNORED, str_join(ctx->arena, job->ignored, job->ignored_count, STR(", ")));
    cli_say(cli, job->dry ? MSG_CASES_JUDGED : MSG_CASES_TAKEN, cli_number(cli, job->rows), cli_number(cli, job->fresh),
            cli_number(cli, job->known), cli_number(cli, job->bad));
    *exit = job->bad > 0 ? EXIT_REFUSED : EXIT_DONE;
    return keep_refused(cli, job);
}

/* --- out --- */

static Err format_of(Cli *cli, Str *out)
{
    static const char *const formats[] = {"csv", "xlsx", "json"};
    Str name = str_of(cli->words[1]), format = option(cli, "cases.format");
    for (size_t i = 0; i < COUNT_OF(formats) && str_empty(format); i++)
        if (str_ends(name, str_printf(cli->ctx.arena, ".%s", formats[i])))
            format = str_of(formats[i]);
    *out = format;
    return str_empty(format) ? fail(&cli->ctx, ERR_INVALID, MSG_CASES_FORMAT, name) : OK;
}

/* The options are the query of the page's request. */
static Err export(Cli *cli, Desk *desk)
{
    static const char *const filters[] = {"from", "to", "state", "urgency", "category", "unit"};
    enum { FORMAT, OVERDUE, FILTERS };
    NameValue query[FILTERS + COUNT_OF(filters)];
    Arena *arena = cli->ctx.arena;
    ExportedCases cases;
    Str format;
    TRY(format_of(cli, &format));
    query[FORMAT] = (NameValue){STR("format"), format};
    query[OVERDUE] =
        (NameValue){STR("overdue"), settings_i64(cli->settings, "cases.overdue") == 1 ? STR("true") : STR("")};
    for (size_t i = 0; i < COUNT_OF(filters); i++)
        query[FILTERS + i] =
            (NameValue){str_of(filters[i]), option(cli, str_z(arena, str_printf(arena, "cases.%s", filters[i])))};
    Request request = {.ctx = &cli->ctx, .app = &desk->app, .query = {query, COUNT_OF(query)}};
    TRY(case_export(&request, &cases));
    TRY(file_write(&cli->ctx, cli->words[1], cases.bytes));
    cli_say(cli, MSG_CASES_OUT, cli_number(cli, (int64_t)cases.count), str_of(cli->words[1]));
    if (cases.more)
        cli_say(cli, MSG_CASES_OUT_MORE, cli_number(cli, SHEETS_ROWS_MOST));
    return OK;
}

static Exit run(Cli *cli)
{
    Desk desk CLEANUP(desk_close) = {0};
    Exit exit = EXIT_DONE;
    Str deed = str_of(cli->words[0]);
    bool in = str_is(deed, "import");
    if (!in && !str_is(deed, "export")) {
        (void)fail(&cli->ctx, ERR_INVALID, MSG_FIELD_CHOICE, STR("cases"), deed);
        (void)cli_failed(cli);
        return EXIT_USAGE;
    }
    Data there CLEANUP(data_close) = {0}; /* only beside what is there: no district is made */
    Exit opened = data_open_for(cli, DATA_READ, &there);
    data_close(&there);
    if (opened == EXIT_DONE)
        opened = data_open_for(cli, DATA_WRITE, &desk.data);
    if (opened != EXIT_DONE)
        return opened;
    Err err = open_desk(cli, &desk);
    if (err == OK)
        err = in ? import(cli, &desk, &exit) : export(cli, &desk);
    return err == OK ? exit : cli_failed(cli);
}

const Command command_cases = {
    .name = "cases",
    .words = "import|export FILE",
    .words_least = 2,
    .words_most = 2,
    .zh = "导入其他平台的件，或导出可见的件（CSV、XLSX、JSON）",
    .en = "take in another platform's cases from a file, or write those one may see to one (CSV, XLSX, JSON)",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = run,
};
