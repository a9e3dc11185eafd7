/* gulou restore: a backup becomes a data folder again. Only into an empty folder, so that nothing is overwritten; where
 * it cannot be done whole, no gulou.db is left that a server would start with. */
#include "cli/commands.h"
#include "cli/copy.h"
#include "cli/data.h"

#include <unistd.h>

static const SettingSpec specs[] = {
    {"data", "", "data folder to be made; must be missing or empty", 0, 0},
};

static const char *in_folder(Cli *cli, const char *folder, const char *name)
{
    return str_z(cli->ctx.arena, str_printf(cli->ctx.arena, "%s/%s", folder, name));
}

/* A backup has no -wal; a data folder copied by hand may, and its last commits are in it. */
static Err copy_database(Cli *cli, const char *from, const char *to)
{
    Ctx *ctx = &cli->ctx;
    const char *log = in_folder(cli, from, "gulou.db-wal");
    if (access(in_folder(cli, from, "gulou.db"), F_OK) != 0)
        return fail(ctx, ERR_NOT_FOUND, MSG_DATA_NONE, str_of(from));
    if (access(log, F_OK) == 0)
        TRY(copy_file(ctx, log, in_folder(cli, to, "gulou.db-wal")));
    return copy_file(ctx, in_folder(cli, from, "gulou.db"), in_folder(cli, to, "gulou.db"));
}

static Err restore_inside(Cli *cli, const char *from, const char *to)
{
    Ctx *ctx = &cli->ctx;
    int64_t cases = 0, files = 0;
    TRY(copy_photos(ctx, &(CopyPhotos){.from = from, .to = to}, &files));
    TRY(copy_archive(ctx, from, to));
    TRY(copy_database(cli, from, to));
    TRY(data_check(ctx, to, &cases));
    TRY(copy_sync_folder(ctx, to));
    cli_say(cli, MSG_DONE_RESTORE, str_of(to), cli_number(cli, cases), cli_number(cli, files));
    return OK;
}

static Err restore(Cli *cli, const char *from, const char *to)
{
    int there CLEANUP(data_unlock) = -1, here CLEANUP(data_unlock) = -1;
    TRY(data_make_empty(&cli->ctx, to));
    TRY(data_lock(&cli->ctx, to, &here));
    if (access(in_folder(cli, from, "lock"), F_OK) == 0) /* a data folder, not a backup: not while it is in use */
        TRY(data_lock(&cli->ctx, from, &there));
    Err err = restore_inside(cli, from, to);
    if (err != OK) {
        (void)unlink(in_folder(cli, to, "gulou.db"));
        (void)unlink(in_folder(cli, to, "gulou.db-wal"));
    }
    return err;
}

static Exit run(Cli *cli)
{
    const char *to = str_z(cli->ctx.arena, settings_str(cli->settings, "data"));
    if (to[0] == '\0') {
        (void)ctx_fail(&cli->ctx, ERR_INVALID, MSG_CLI_DATA_MISSING, NULL, (const Str[]){{0}});
        (void)cli_failed(cli);
        return EXIT_USAGE;
    }
    return restore(cli, cli->words[0], to) == OK ? EXIT_DONE : cli_failed(cli);
}

const Command command_restore = {
    .name = "restore",
    .words = "FROM",
    .words_least = 1,
    .words_most = 1,
    .zh = "把备份恢复成新的数据目录",
    .en = "Make a data folder of a backup",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = run,
};
