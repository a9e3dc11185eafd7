/* gulou retention: what is erased by schedule. The server does it every hour; here it is looked at beforehand, done
 * now, or a case is held for a court or an inquiry. Works beside the server. */
#include "cli/commands.h"
#include "cli/data.h"
#include "district/parse.h"
#include "demo/clock.h"
#include "jobs/job.h"
#include "jobs/retention_look.h"
#include "store/retention_store.h"

static const SettingSpec specs[] = {
    {"data", "", "data folder", 0, 0},
    {"database", "", "postgres://... of a PostgreSQL server; empty: a file in the data folder", 0, 0},
    {"retention.dry_run", "0", "count what would be erased, and change nothing", 0, 1},
    {"retention.hold", "", "hold the case of this number: nothing of it is erased until it is released", 0, 0},
    {"retention.why", "", "what it is held for, a file number say", 0, 0},
    {"retention.release", "", "hold the case of this number no longer", 0, 0},
    {"retention.held", "0", "list the cases that are held", 0, 1},
};

static Str option(const Cli *cli, const char *key)
{
    return settings_str(cli->settings, key);
}

static Err list_holds(Tx *tx, const void *in, void *out)
{
    CaseHold *holds;
    size_t count;
    const Cli *cli = in;
    TRY(hold_list(tx, &holds, &count));
    *(int64_t *)out = (int64_t)count;
    for (size_t i = 0; i < count && cli != NULL; i++)
        cli_say(cli, MSG_RETENTION_HOLD_ROW, holds[i].number, clock_format(tx->ctx->arena, holds[i].at),
                holds[i].reason);
    return OK;
}

static Err say_look(Cli *cli, const Data *data)
{
    Expired found = {0};
    int64_t held = 0;
    TRY(retention_look(data->db, &cli->ctx, &found));
    TRY(db_read(data->db, &cli->ctx, list_holds, NULL, &held));
    cli_say(cli, MSG_RETENTION_WOULD);
    for (int what = 0; what < RETAINED_COUNT; what++) {
        Str code = str_of(retained_code((Retained)what));
        if (cli->ctx.district->retention.at[what].erase)
            cli_say(cli, MSG_RETENTION_ROWS, code, cli_number(cli, found.rows[what]));
        else
            cli_say(cli, MSG_RETENTION_KEPT, code);
    }
    cli_say(cli, MSG_RETENTION_CASES, cli_number(cli, found.cases), cli_number(cli, held));
    return OK;
}

static Err hold(Tx *tx, const void *in, void *out)
{
    (void)out;
    return hold_put(tx, in);
}

static Err release(Tx *tx, const void *in, void *out)
{
    return hold_drop(tx, *(const Str *)in, out);
}

static Err change_hold(Cli *cli, const Data *data)
{
    Str number = option(cli, "retention.hold"), released = option(cli, "retention.release");
    if (!str_empty(number)) {
        CaseHold held = {.number = number, .reason = option(cli, "retention.why")};
        if (str_empty(held.reason))
            return fail(&cli->ctx, ERR_INVALID, MSG_RETENTION_WHY);
        TRY(db_write(data->db, &cli->ctx, hold, &held, NULL));
        cli_say(cli, MSG_RETENTION_HELD, number);
        return OK;
    }
    bool found = false;
    TRY(db_write(data->db, &cli->ctx, release, &released, &found));
    if (!found)
        return fail(&cli->ctx, ERR_NOT_FOUND, MSG_RETENTION_NOT_HELD, released);
    cli_say(cli, MSG_RETENTION_RELEASED, released);
    return OK;
}

/* As the server does it; under a lease of its own, since two at it at once do no harm. */
static Err erase_now(Cli *cli, const Data *data)
{
    JobsSetup setup = {.db = data->db, .district = cli->ctx.district, .holder = jobs_holder(&cli->ctx)};
    JobRun run = {.setup = &setup, .name = "retain_now", .ctx = &cli->ctx};
    TRY(retain(&run));
    cli_say(cli, MSG_RETENTION_ERASED, cli_number(cli, run.done));
    return OK;
}

static Err act(Cli *cli, const Data *data)
{
    int64_t listed = 0;
    if (!str_empty(option(cli, "retention.hold")) || !str_empty(option(cli, "retention.release")))
        return change_hold(cli, data);
    if (settings_i64(cli->settings, "retention.held") != 0)
        return db_read(data->db, &cli->ctx, list_holds, cli, &listed);
    if (settings_i64(cli->settings, "retention.dry_run") != 0)
        return say_look(cli, data);
    return erase_now(cli, data);
}

static Exit run(Cli *cli)
{
    Data data CLEANUP(data_close) = {0};
    District *district CLEANUP(district_freep) = NULL;
    Exit opened = data_open_for(cli, DATA_WRITE, &data);
    if (opened != EXIT_DONE)
        return opened;
    Err err = data_district(&cli->ctx, data.db, &district);
    if (err == OK) {
        cli->ctx.now = clock_now();
        err = demo_clock_restore(&cli->ctx, data.db); /* outside a demo it was never moved */
    }
    if (err == OK)
        err = act(cli, &data);
    return err == OK ? EXIT_DONE : cli_failed(cli);
}

const Command command_retention = {
    .name = "retention",
    .words = "",
    .zh = "保存期限：查看、执行到期清除，或留存某件诉求件",
    .en = "erase by schedule: look at it, do it now, or hold a case",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = run,
};
