/* gulou backup: a consistent copy beside a running server. The database first, then the photos: a photo is kept before
 * the row that names it, so every photo of the copied rows is there. The database gets its name last, so that a backup
 * cut short is none, and is then opened and checked. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/copy.h"
#include "cli/data.h"
#include "store/archive_store.h"

static const SettingSpec specs[] = {
    {"data", "", "data folder", 0, 0},
    {"photos", "", "s3://... where the photos are; then they are left there", 0, 0},
};

static void heard(void *self, int64_t done, int64_t all)
{
    progress_show(self, done, all);
}

static const char *in_folder(Cli *cli, const char *folder, const char *name)
{
    return str_z(cli->ctx.arena, str_printf(cli->ctx.arena, "%s/%s", folder, name));
}

static Err copy_database(Cli *cli, Db *db, const char *to)
{
    Progress progress = progress_new(&cli->ctx, MSG_PROGRESS_DATABASE);
    TRY(db_copy(db, &cli->ctx, &(DbCopy){.to = to, .progress = heard, .self = &progress}));
    progress_end(&progress);
    return OK;
}

static Err copy_year(Cli *cli, const char *from, const char *to)
{
    Db *db CLEANUP(db_closep) = NULL;
    TRY(db_open(&cli->ctx, &(DbOptions){.path = from, .readers = 1}, &db));
    return copy_database(cli, db, to);
}

/* Years that are archived, after the database: whatever it says lies there does by then, and stays as it is as long as
 * the lock is held. */
static Err copy_years(Cli *cli, const char *from, const char *to)
{
    ArchiveFiles files;
    TRY(copy_archive_list(&cli->ctx, from, &files));
    const char *folder = in_folder(cli, to, ARCHIVE_FOLDER);
    if (files.count > 0 && mkdir(folder, 0700) != 0)
        return fail(&cli->ctx, ERR_STORAGE, MSG_COPY_FAILED, str_of(from), str_of(folder), str_of(strerror(errno)));
    for (size_t i = 0; i < files.count; i++) {
        const char *name = str_z(cli->ctx.arena, files.names[i]);
        TRY(copy_year(cli, in_folder(cli, in_folder(cli, from, ARCHIVE_FOLDER), name), in_folder(cli, folder, name)));
    }
    return files.count > 0 ? copy_sync_folder(&cli->ctx, folder) : OK;
}

static Err copy_databases(Cli *cli, const Data *data, const char *to, const char *part)
{
    int lock CLEANUP(beside_unlock) = -1;
    if (access(in_folder(cli, data->folder, ARCHIVE_FOLDER), F_OK) == 0)
        TRY(db_beside_lock(data->db, &cli->ctx, &(BesideLock){ARCHIVE_FOLDER, .shared = true}, &lock));
    TRY(copy_database(cli, data->db, part));
    return copy_years(cli, data->folder, to);
}

static Err give_name(Cli *cli, const char *from, const char *to)
{
    if (rename(from, to) != 0)
        return fail(&cli->ctx, ERR_STORAGE, MSG_COPY_FAILED, str_of(from), str_of(to), str_of(strerror(errno)));
    return OK;
}

static Err back_up(Cli *cli, const Data *data, const char *to)
{
    Ctx *ctx = &cli->ctx;
    int64_t cases = 0, files = 0;
    const char *part = in_folder(cli, to, "gulou.db.part"), *whole = in_folder(cli, to, "gulou.db");
    TRY(data_make_empty(ctx, to));
    TRY(copy_databases(cli, data, to, part));
    if (str_empty(settings_str(cli->settings, "photos")))
        TRY(copy_photos(ctx, &(CopyPhotos){.from = data->folder, .to = to, .link = true}, &files));
    TRY(give_name(cli, part, whole));
    Err checked = data_check(ctx, to, &cases);
    if (checked != OK)
        (void)rename(whole, part);
    TRY(checked);
    TRY(copy_sync_folder(ctx, to));
    cli_say(cli, MSG_DONE_BACKUP, str_of(to), cli_number(cli, cases), cli_number(cli, files));
    if (!str_empty(settings_str(cli->settings, "photos")))
        cli_say(cli, MSG_BACKUP_WITHOUT_PHOTOS, settings_str(cli->settings, "photos"));
    return OK;
}

static Exit run(Cli *cli)
{
    Data data CLEANUP(data_close) = {0};
    Exit opened = data_open_for(cli, DATA_READ, &data);
    if (opened != EXIT_DONE)
        return opened;
    return back_up(cli, &data, cli->words[0]) == OK ? EXIT_DONE : cli_failed(cli);
}

const Command command_backup = {
    .name = "backup",
    .words = "TO",
    .words_least = 1,
    .words_most = 1,
    .zh = "备份到新文件夹：数据库和照片，服务器可以照常运行",
    .en = "Copy database and photos into a new folder, beside a running server",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = run,
};
