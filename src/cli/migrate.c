/* gulou migrate: brings the database to this program's schema. `serve` does so too; this is for those who want it done
 * and seen before they start the service. */
#include "cli/commands.h"
#include "cli/data.h"
#include "store/distribute.h"

static const SettingSpec specs[] = {
    {"data", "", "data folder; made if missing", 0, 0},
    {"database", "", "postgres://... of a PostgreSQL server; empty: a file in the data folder", 0, 0},
    {"migrate.distribute", "0", "also spread the tables over the nodes of a Citus cluster (needs --database)", 0, 1},
};

static void say_settled(void *self, const StoreTable *table, bool now)
{
    MsgId message = !now                              ? MSG_DISTRIBUTED_BEFORE
                    : table->place == TABLE_REFERENCE ? MSG_DISTRIBUTED_REFERENCE
                                                      : MSG_DISTRIBUTED_NOW;
    cli_say((const Cli *)self, message, str_of(table->name));
}

static Err distribute(Cli *cli, Db *db)
{
    TRY(distribute_tables(db, &cli->ctx, &(Distribute){say_settled, cli}));
    cli_say(cli, MSG_DISTRIBUTED_ALL, cli_number(cli, (int64_t)store_table_count));
    return OK;
}

/* A migration may have made a table that still lies on the coordinator alone. */
static Err tell_missing(Cli *cli, Db *db)
{
    Str missing;
    TRY(distribute_missing(db, &cli->ctx, &missing));
    if (!str_empty(missing))
        cli_say(cli, MSG_DISTRIBUTE_MISSING, missing);
    return OK;
}

static Exit run(Cli *cli)
{
    Data data CLEANUP(data_close) = {0};
    int64_t version = 0;
    Exit opened = data_open_for(cli, DATA_STORE, &data);
    if (opened != EXIT_DONE)
        return opened;
    if (db_schema_version(data.db, &cli->ctx, &version) != OK)
        return cli_failed(cli);
    cli_say(cli, MSG_DONE_MIGRATE, cli_number(cli, version));
    bool spread = settings_i64(cli->settings, "migrate.distribute") == 1;
    return (spread ? distribute(cli, data.db) : tell_missing(cli, data.db)) == OK ? EXIT_DONE : cli_failed(cli);
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
