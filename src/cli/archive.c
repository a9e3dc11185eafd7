/* gulou archive: moves what cases that ended long ago hold into a file for each year, as the server does every hour
 * where it is told to, or brings a year home again. */
#include <unistd.h>

#include "cli/commands.h"
#include "cli/data.h"
#include "district/parse.h"
#include "cli/progress.h"
#include "demo/clock.h"
#include "jobs/archive_cases.h"
#include "store/archive_store.h"

#define YEAR DAYS(365)

static const SettingSpec specs[] = {
    {"data", "", "data folder", 0, 0},
    {"archive.after", "3", "years after its end, 1 to 100", 1, 100},
    {"archive.dry_run", "0", "count what would go, and change nothing", 0, 1},
    {"archive.undo", "", "bring home the cases of this year (2024); no server may be running", 0, 0},
};

static Err count(Tx *tx, const void *in, void *out)
{
    (void)in;
    return archived_count(tx, out);
}

static Err count_year(Tx *tx, const void *in, void *out)
{
    return archived_of_year(tx, *(const Str *)in, out);
}

static void seen(void *self, int64_t done, int64_t all)
{
    progress_show(self, done, all);
}

static Err archive_now(Cli *cli, const Data *data, bool only_look)
{
    JobsSetup setup = {.db = data->db, .district = cli->ctx.district, .holder = jobs_holder(&cli->ctx)};
    JobRun run = {.setup = &setup, .name = "archive_now", .ctx = &cli->ctx};
    Progress progress = progress_new(&cli->ctx, MSG_PROGRESS_ARCHIVE);
    UnixMs after = settings_i64(cli->settings, "archive.after") * YEAR;
    int64_t all = 0;
    TRY(archive_cases_with(&run, &(ArchiveCases){after, only_look, seen, &progress}));
    progress_end(&progress);
    TRY(db_read(data->db, &cli->ctx, count, NULL, &all));
    cli_say(cli, only_look ? MSG_ARCHIVE_WOULD : MSG_ARCHIVE_DONE, cli_number(cli, run.done), cli_number(cli, all));
    return OK;
}

static Err undo_page(Tx *tx, const void *in, void *out)
{
    return archive_undo(tx, *(const Str *)in, out);
}

static Err forget(Tx *tx, const void *in, void *out)
{
    (void)out;
    return archive_forget(tx, *(const Str *)in);
}

/* The file goes before what is known of it: killed in between, a case that waits finds nothing there to drop. */
static Err drop_file(Cli *cli, const Data *data, Str year)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        (void)unlink(str_z(cli->ctx.arena, str_printf(cli->ctx.arena, "%s/" ARCHIVE_FOLDER "/20" STR_FMT ".db%s",
                                                      data->folder, STR_ARG(year), ends[i])));
    return db_write(data->db, &cli->ctx, forget, &year, NULL);
}

static Err bring_home(Cli *cli, const Data *data, Str year)
{
    int lock CLEANUP(beside_unlock) = -1;
    Progress progress = progress_new(&cli->ctx, MSG_PROGRESS_ARCHIVE);
    int64_t done = 0, brought = 0, all = 0;
    TRY(db_read(data->db, &cli->ctx, count_year, &year, &all));
    TRY(db_beside_lock(data->db, &cli->ctx, &(BesideLock){.folder = ARCHIVE_FOLDER}, &lock));
    do {
        TRY(db_write(data->db, &cli->ctx, undo_page, &year, &done));
        brought += done;
        progress_show(&progress, brought, all);
    } while (done > 0);
    progress_end(&progress);
    TRY(drop_file(cli, data, year));
    cli_say(cli, MSG_ARCHIVE_UNDONE, cli_number(cli, brought), str_printf(cli->ctx.arena, "20" STR_FMT, STR_ARG(year)));
    return OK;
}

/* "2024": its files are named by the two digits that numbers begin with. */
static bool read_year(const Cli *cli, Str *out)
{
    Str text = settings_str(cli->settings, "archive.undo");
    int64_t year = 0;
    if (text.len != 4 || !str_to_i64(text, &year) || year < 2000 || year > 2099)
        return false;
    *out = str_slice(text, 2, 4);
    return true;
}

static Err act(Cli *cli, const Data *data, Str undo)
{
    if (!str_empty(undo))
        return bring_home(cli, data, undo);
    return archive_now(cli, data, settings_i64(cli->settings, "archive.dry_run") != 0);
}

static Exit run(Cli *cli)
{
    Data data CLEANUP(data_close) = {0};
    District *district CLEANUP(district_freep) = NULL;
    Str undo = {0};
    if (!str_empty(settings_str(cli->settings, "archive.undo")) && !read_year(cli, &undo)) {
        (void)ctx_fail(&cli->ctx, ERR_INVALID, MSG_ARCHIVE_YEAR, NULL, (const Str[]){{0}});
        (void)cli_failed(cli);
        return EXIT_USAGE;
    }
    Exit opened = data_open_for(cli, str_empty(undo) ? DATA_WRITE : DATA_RUN, &data);
    if (opened != EXIT_DONE)
        return opened;
    Err err = data_district(&cli->ctx, data.db, &district);
    if (err == OK) {
        cli->ctx.now = clock_now();
        err = demo_clock_restore(&cli->ctx, data.db); /* outside a demo it was never moved */
    }
    if (err == OK)
        err = act(cli, &data, undo);
    return err == OK ? EXIT_DONE : cli_failed(cli);
}

const Command command_archive = {
    .name = "archive",
    .words = "",
    .zh = "归档：把早已办结的诉求件的经过移到按年的文件中，或移回某一年",
    .en = "move what long-ended cases hold into a file for each year, or bring a year home",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = run,
};
