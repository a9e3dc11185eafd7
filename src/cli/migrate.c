/* gulou migrate: brings the database to this program's schema. `serve` does so too; this is for those who want it done
 * and seen before they start the service. */
#include "cli/commands.h"
#include "cli/data.h"

static const SettingSpec specs[] = {
    {"data", "", "data folder; made if missing", 0, 0},
    {"database", "", "postgres://... of a PostgreSQL server; empty: a file in the data folder", 0, 0},
};

static Exit run(Cli *cli)
{
    Data data CLEANUP(data_close) = {0};
    int64_t version = 0;
    Exit opened = data_open_for(cli, DATA_RUN, &data);
    if (opened != EXIT_DONE)
        return opened;
    if (db_schema_version(data.db, &cli->ctx, &version) != OK)
        return cli_failed(cli);
    cli_say(cli, MSG_DONE_MIGRATE, cli_number(cli, version));
    return EXIT_DONE;
}

const Command command_migrate = {
    .name = "migrate",
    .words = "",
    .zh = "把数据库升级到本程序的结构（服务器须已停止）",
    .en = "Bring the database to this program's schema (with the server stopped)",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = run,
};
