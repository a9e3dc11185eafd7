/* gulou photos TO: every kept photo and model from where the options say to another place, while the server runs. It
 * may be ended and run again at any time: a file that is there with the same bytes is passed over, one with other bytes
 * is a fault. Each is read back. What was erased is not carried on, for nobody would erase it there. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/hash.h"
#include "cli/commands.h"
#include "cli/data.h"
#include "cli/depot.h"
#include "cli/progress.h"
#include "district/store.h"
#include "photos/kept.h"
#include "store/photo_store.h"

static const SettingSpec specs[] = {
    {"data", "", "data folder", 0, 0},
    {"database", "", "postgres://... of a PostgreSQL server; empty: a file in the data folder", 0, 0},
    DEPOT_SPECS,
};

typedef struct Copying {
    Db *db;
    Depot *from, *to;
    int64_t copied, there, left;
} Copying;

typedef struct Mapped {
    void *at;
    size_t len;
} Mapped;

static void unmap(Mapped *mapped)
{
    if (mapped->at != NULL)
        (void)munmap(mapped->at, mapped->len);
}

/* Mapped, not read: memory does not grow with the file. */
static Err map_file(Ctx *ctx, Depot *depot, Str name, Mapped *out)
{
    DepotOpened opened;
    TRY(depot_get(ctx, depot, name, &opened));
    void *at = opened.bytes == 0 ? MAP_FAILED : mmap(NULL, (size_t)opened.bytes, PROT_READ, MAP_PRIVATE, opened.fd, 0);
    (void)close(opened.fd);
    if (at == MAP_FAILED)
        return fail(ctx, ERR_STORAGE, MSG_FILE_UNREADABLE, name);
    *out = (Mapped){at, (size_t)opened.bytes};
    return OK;
}

static Err hash_file(Ctx *ctx, Depot *depot, Str name, Hash *out)
{
    Mapped mapped CLEANUP(unmap) = {0};
    TRY(map_file(ctx, depot, name, &mapped));
    *out = hash_sha256((Str){mapped.at, mapped.len});
    return OK;
}

static Err must_be(Ctx *ctx, Depot *depot, Str name, const Hash *hash)
{
    Hash found;
    TRY(hash_file(ctx, depot, name, &found));
    return hash_eq(&found, hash) ? OK : fail(ctx, ERR_CONFLICT, MSG_PHOTOS_DIFFER, name);
}

static Err copy_name(Ctx *ctx, Copying *copying, Str name)
{
    Mapped mapped CLEANUP(unmap) = {0};
    TRY(map_file(ctx, copying->from, name, &mapped));
    Str bytes = {mapped.at, mapped.len};
    Hash hash = hash_sha256(bytes);
    Err there = must_be(ctx, copying->to, name, &hash);
    copying->there += there == OK;
    if (there != ERR_NOT_FOUND)
        return there;
    TRY(depot_put(ctx, copying->to, &(DepotFile){name, bytes}, 1));
    copying->copied++;
    return must_be(ctx, copying->to, name, &hash);
}

static Err is_kept(Tx *tx, const void *in, void *out)
{
    (void)out;
    return photo_require_kept(tx, *(const Str *)in);
}

static Err find_kept(Ctx *ctx, const Copying *copying, Str id, bool *out)
{
    Err err = db_read(copying->db, ctx, is_kept, &id, NULL);
    *out = err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

/* Looked at before and after, since somebody may erase it meanwhile. */
static Err copy_photo(Ctx *ctx, Copying *copying, Str id, Str name)
{
    bool kept = false;
    TRY(find_kept(ctx, copying, id, &kept));
    if (kept) {
        Err err = copy_name(ctx, copying, name);
        if (err != OK && err != ERR_NOT_FOUND)
            return err;
        TRY(find_kept(ctx, copying, id, &kept));
        if (!kept)
            TRY(depot_drop(ctx, copying->to, name));
    }
    copying->left += !kept;
    return OK;
}

/* In an arena of its own: what a bucket is sent and asked for is not kept until the shelf's end. */
static Err visit_photo(void *self, Ctx *ctx, Str id, PhotoSize size)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Ctx own = *ctx;
    own.arena = arena;
    Err err = copy_photo(&own, self, id, photo_path(arena, id, size));
    return err == OK ? OK : ctx_retell(ctx, &own);
}

static Err visit_model(void *self, Ctx *ctx, Str name)
{
    return str_ends(name, STR(".model")) ? copy_name(ctx, self, name) : OK;
}

static Err find_jurisdiction(Tx *tx, const void *in, void *out)
{
    (void)in;
    return district_jurisdiction(tx, out);
}

static Err copy_all(Cli *cli, Copying *copying)
{
    Progress progress = progress_new(&cli->ctx, MSG_PROGRESS_PHOTOS);
    TRY(db_read(copying->db, &cli->ctx, find_jurisdiction, NULL, &cli->ctx.jurisdiction));
    for (int shelf = 0; shelf < PHOTO_SHELVES; shelf++) {
        TRY(photo_each(&cli->ctx, copying->from,
                       &(PhotoSearch){.shelf = shelf, .before = INT64_MAX, .self = copying, .visit = visit_photo}));
        progress_show(&progress, shelf + 1, PHOTO_SHELVES);
    }
    TRY(depot_each(&cli->ctx, copying->from,
                   &(DepotSearch){.shelf = STR("models"), .before = INT64_MAX, .self = copying, .visit = visit_model}));
    progress_end(&progress);
    return OK;
}

static Err open_places(Cli *cli, Data *data, Copying *copying)
{
    Str to = str_of(cli->words[0]), from = settings_str(cli->settings, "photos");
    if (str_eq(to, str_empty(from) ? STR("folder") : from))
        return fail(&cli->ctx, ERR_INVALID, MSG_PHOTOS_SAME_PLACE);
    TRY(data_open_depot(cli, data));
    TRY(depot_open_at(cli, data->folder, to, &copying->to));
    if (!depot_is_remote(copying->to))
        TRY(photo_folder_ready(&cli->ctx, data->folder));
    copying->from = data->depot;
    return OK;
}

static Exit run(Cli *cli)
{
    Data data CLEANUP(data_close) = {0};
    Exit opened = data_open_for(cli, DATA_READ, &data);
    if (opened != EXIT_DONE)
        return opened;
    Copying copying = {.db = data.db};
    Err err = open_places(cli, &data, &copying);
    if (err == OK)
        err = copy_all(cli, &copying);
    depot_close(copying.to);
    if (err != OK)
        return cli_failed(cli);
    cli_say(cli, MSG_PHOTOS_COPIED, cli_number(cli, copying.copied), cli_number(cli, copying.there),
            cli_number(cli, copying.left));
    return EXIT_DONE;
}

const Command command_photos = {
    .name = "photos",
    .words = "s3://BUCKET/PREFIX|folder",
    .words_least = 1,
    .words_most = 1,
    .zh = "把照片和模型复制到另一处（S3 存储或数据文件夹），逐个核对，可随时中断重来",
    .en = "copy photos and models to a store or back into the data folder; checked, may be run again",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = run,
};
