/* gulou import: another district's folder, or the new state of this one's. All problems are told at once; a bad file
 * changes nothing, not even an empty data folder. */
#include "cli/commands.h"
#include "cli/data.h"
#include "district/store.h"

static const SettingSpec specs[] = {
    {"data", "", "data folder; made if missing", 0, 0},
    {"database", "", "postgres://... of a PostgreSQL server; empty: a file in the data folder", 0, 0},
};

static Exit say_done(Cli *cli, const District *district, const DistrictFiles *files)
{
    Str name = cli->ctx.lang == LANG_EN ? district->name_en : district->name_zh;
    cli_say(cli, MSG_DONE_IMPORT, name, cli_number(cli, (int64_t)files->len), str_slice(district->version, 0, 12));
    return EXIT_DONE;
}

static Exit run(Cli *cli)
{
    DistrictFiles files;
    District *district CLEANUP(district_freep) = NULL;
    Data data CLEANUP(data_close) = {0};
    if (district_load_folder(&cli->ctx, cli->words[0], &files) != OK)
        return cli_failed(cli);
    if (district_parse(&cli->ctx, &files, &district) != OK)
        return cli_failed(cli);
    Exit opened = data_open_for(cli, DATA_WRITE, &data);
    if (opened != EXIT_DONE)
        return opened;
    if (district_replace(data.db, &cli->ctx, &files, district) != OK)
        return cli_failed(cli);
    return say_done(cli, district, &files);
}

const Command command_import = {
    .name = "import",
    .words = "FOLDER",
    .words_least = 1,
    .words_most = 1,
    .zh = "检查并导入一个地区的数据文件夹；有错则什么都不改",
    .en = "Check a district's folder and load it; where something is wrong, nothing is changed",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = run,
};
