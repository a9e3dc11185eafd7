/* gulou export: the district's files, as they were imported, byte for byte; and, where asked for, the pairs of cases
 * that desks merged or called two matters, to examine and fit the finding of twins with. */
#include "cli/commands.h"
#include "cli/data.h"
#include "cli/file.h"
#include "district/store.h"
#include "store/twin_store.h"

enum { PAIRS_MOST = 100000 };

static const SettingSpec specs[] = {
    {"data", "", "data folder", 0, 0},
    {"database", "", "postgres://... of a PostgreSQL server; empty: a file in the data folder", 0, 0},
    {"pairs", "", "also write merged and denied pairs of cases to this file (personal texts are in it)", 0, 0},
};

static Err load_pairs(Tx *tx, const void *in, void *out)
{
    (void)in;
    return twin_pairs_csv(tx, PAIRS_MOST, out);
}

static Err write_pairs(Ctx *ctx, Db *db, const char *path)
{
    Str csv;
    TRY(db_read(db, ctx, load_pairs, NULL, &csv));
    return file_write(ctx, path, csv);
}

static Err load(Tx *tx, const void *in, void *out)
{
    (void)in;
    TRY(district_jurisdiction(tx, &tx->ctx->jurisdiction));
    return district_files_load(tx, out);
}

static Exit run(Cli *cli)
{
    DistrictFiles files;
    Data data CLEANUP(data_close) = {0};
    Exit opened = data_open_for(cli, DATA_READ, &data);
    if (opened != EXIT_DONE)
        return opened;
    if (db_read(data.db, &cli->ctx, load, NULL, &files) != OK)
        return cli_failed(cli);
    if (district_save_folder(&cli->ctx, &files, cli->words[0]) != OK)
        return cli_failed(cli);
    Str pairs = settings_str(cli->settings, "pairs");
    if (!str_empty(pairs) && write_pairs(&cli->ctx, data.db, str_z(cli->ctx.arena, pairs)) != OK)
        return cli_failed(cli);
    cli_say(cli, MSG_DONE_EXPORT, cli_number(cli, (int64_t)files.len), str_of(cli->words[0]));
    return EXIT_DONE;
}

const Command command_export = {
    .name = "export",
    .words = "FOLDER",
    .words_least = 1,
    .words_most = 1,
    .zh = "把地区数据原样写回文件夹（同名文件被替换）",
    .en = "Write the district's files into a folder, as they were loaded (files of the same names are replaced)",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = run,
};
