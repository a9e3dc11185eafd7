/* The data folder; see data.h. */
#include "cli/data.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/copy.h"
#include "cli/depot.h"
#include "district/store.h"
#include "store/archive_store.h"
#include "store/moving_store.h"

static const char *inside(Ctx *ctx, const char *folder, const char *name)
{
    return str_z(ctx->arena, str_printf(ctx->arena, "%s/%s", folder, name));
}

static Err folder_failed(Ctx *ctx, const char *folder)
{
    return fail(ctx, ERR_STORAGE, MSG_DATA_FOLDER, str_of(folder), str_of(strerror(errno)));
}

Err data_lock(Ctx *ctx, const char *folder, int *lock)
{
    int fd = open(inside(ctx, folder, "lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return folder_failed(ctx, folder);
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        *lock = fd;
        return OK;
    }
    Err err =
        errno == EWOULDBLOCK ? fail(ctx, ERR_CONFLICT, MSG_DATA_LOCKED, str_of(folder)) : folder_failed(ctx, folder);
    (void)close(fd);
    return err;
}

void data_unlock(int *lock)
{
    if (*lock >= 0)
        (void)close(*lock);
}

/* On a server many processes share the store; in a file there is one. */
static bool on_server(const DataOpen *open)
{
    return open->database != NULL && open->database[0] != '\0';
}

static Err find_folder(Ctx *ctx, const DataOpen *open)
{
    bool none = open->folder == NULL || open->folder[0] == '\0';
    if (none && open->use == DATA_STORE && on_server(open))
        return OK;
    if (none)
        return fail(ctx, ERR_INVALID, MSG_CLI_DATA_MISSING);
    if (open->use == DATA_READ && !on_server(open))
        return access(inside(ctx, open->folder, "gulou.db"), F_OK) == 0
                   ? OK
                   : fail(ctx, ERR_NOT_FOUND, MSG_DATA_NONE, str_of(open->folder));
    if (mkdir(open->folder, 0700) != 0 && errno != EEXIST)
        return folder_failed(ctx, open->folder);
    return OK;
}

/* Beside a running server there is nothing to bring up to date: it did so when it started. */
static Err migrate(Ctx *ctx, const DataOpen *open, Data *data)
{
    int lock = -1;
    Failure before = ctx->failure;
    if (on_server(open))
        return db_migrate(data->db, ctx); /* two at once: the engine lets one be first */
    Err err = data->lock < 0 ? data_lock(ctx, open->folder, &lock) : OK;
    if (err == ERR_CONFLICT) {
        ctx->failure = before;
        return OK;
    }
    TRY(err);
    err = db_migrate(data->db, ctx);
    data_unlock(&lock);
    return err;
}

static Err find_mark(Tx *tx, const void *in, void *out)
{
    (void)in;
    return moving_from(tx, out);
}

static Err refuse_unfinished(Ctx *ctx, Db *db)
{
    Str from = {0};
    TRY(db_read(db, ctx, find_mark, NULL, &from));
    return str_empty(from) ? OK : fail(ctx, ERR_CONFLICT, MSG_MOVE_UNFINISHED);
}

static Err open_inside(Ctx *ctx, const DataOpen *open, Data *data)
{
    if ((open->use == DATA_RUN || open->use == DATA_STORE) && !on_server(open))
        TRY(data_lock(ctx, open->folder, &data->lock));
    DbOptions options = {.path = on_server(open) ? open->database : inside(ctx, open->folder, "gulou.db"),
                         .readers = open->readers};
    TRY(db_open(ctx, &options, &data->db));
    if (open->use == DATA_READ)
        return OK;
    TRY(migrate(ctx, open, data));
    return refuse_unfinished(ctx, data->db);
}

/* What the engine itself refuses has a sentence for residents, who are told to try again; here its own words help. */
static bool engine_spoke(const Ctx *ctx)
{
    return (ctx->failure.err == ERR_STORAGE && ctx->failure.message == MSG_STORAGE) ||
           (ctx->failure.err == ERR_BUSY && ctx->failure.message == MSG_BUSY);
}

Err data_open(Ctx *ctx, const DataOpen *open, Data *out)
{
    TRY(find_folder(ctx, open));
    Data data = {.folder = open->folder, .lock = -1};
    Err err = open_inside(ctx, open, &data);
    if (err == OK) {
        *out = data;
        return OK;
    }
    data_close(&data);
    if (!engine_spoke(ctx))
        return err;
    return on_server(open) ? fail(ctx, err, MSG_DATABASE_CLOSED, ctx->failure.internal)
                           : fail(ctx, err, MSG_DATA_FOLDER, str_of(open->folder), ctx->failure.internal);
}

Exit data_open_for(Cli *cli, DataUse use, Data *out)
{
    const char *folder = str_z(cli->ctx.arena, settings_str(cli->settings, "data"));
    const char *database = str_z(cli->ctx.arena, settings_str(cli->settings, "database"));
    Err err = data_open(&cli->ctx, &(DataOpen){.folder = folder, .database = database, .use = use}, out);
    if (err == OK)
        return EXIT_DONE;
    (void)cli_failed(cli);
    return err == ERR_INVALID ? EXIT_USAGE : EXIT_NO_DATA;
}

Err data_open_depot(Cli *cli, Data *data)
{
    return depot_open_for(cli, data->folder, &data->depot);
}

static Err open_in_tx(Tx *tx, const void *in, void *out)
{
    (void)in;
    TRY(district_jurisdiction(tx, &tx->ctx->jurisdiction));
    return district_open(tx, out);
}

Err data_district(Ctx *ctx, Db *db, District **out)
{
    TRY(db_read(db, ctx, open_in_tx, NULL, out));
    ctx->jurisdiction = (*out)->code;
    ctx->district = *out;
    return OK;
}

void data_close(Data *data)
{
    if (data->folder == NULL)
        return;
    depot_close(data->depot);
    db_close(data->db);
    data_unlock(&data->lock);
    *data = (Data){0};
}

Err data_make_empty(Ctx *ctx, const char *folder)
{
    if (mkdir(folder, 0700) == 0)
        return OK;
    if (errno != EEXIST)
        return folder_failed(ctx, folder);
    DIR *dir CLEANUP(folder_close) = opendir(folder);
    if (dir == NULL)
        return folder_failed(ctx, folder);
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            return fail(ctx, ERR_CONFLICT, MSG_DATA_NOT_EMPTY, str_of(folder));
    return OK;
}

static Err check_pages(Tx *tx, const void *in, void *out)
{
    (void)out;
    const char *path = in;
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_QUICK_CHECK_SQLITE));
    Str first = rows_next(&rows) ? rows_text(&rows, 0) : STR("");
    TRY(rows_end(&rows));
    return str_is(first, "ok") ? OK : fail(tx->ctx, ERR_STORAGE, MSG_DATA_DAMAGED, str_of(path), first);
}

static Err check_store(Tx *tx, const void *in, void *out)
{
    TRY(check_pages(tx, in, NULL));
    Rows counted CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &counted, SQL_QUICK_COUNT));
    *(int64_t *)out = rows_next(&counted) ? rows_int(&counted, 0) : 0;
    return rows_end(&counted);
}

static Err open_and_check(Ctx *ctx, const char *path, ActionFn check, int64_t *cases)
{
    Db *db CLEANUP(db_closep) = NULL;
    TRY(db_open(ctx, &(DbOptions){.path = path, .readers = 1}, &db));
    return db_read(db, ctx, check, path, cases);
}

static Err check_file(Ctx *ctx, const char *path, ActionFn check, int64_t *cases)
{
    Err err = open_and_check(ctx, path, check, cases);
    return engine_spoke(ctx) ? fail(ctx, err, MSG_DATA_DAMAGED, str_of(path), ctx->failure.internal) : err;
}

Err data_check(Ctx *ctx, const char *folder, int64_t *cases)
{
    ArchiveFiles years;
    TRY(check_file(ctx, inside(ctx, folder, "gulou.db"), check_store, cases));
    TRY(copy_archive_list(ctx, folder, &years));
    for (size_t i = 0; i < years.count; i++) {
        const char *name = str_z(ctx->arena, years.names[i]);
        TRY(check_file(ctx, inside(ctx, inside(ctx, folder, ARCHIVE_FOLDER), name), check_pages, NULL));
    }
    return OK;
}
