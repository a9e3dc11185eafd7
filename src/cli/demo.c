/* gulou demo: makes a demo's data folder (district, people, sixty days of cases) and stops: to look at with serve --demo, to
 * measure on, to show without waiting. */
#include "cli/commands.h"
#include "cli/depot.h"
#include "cli/first_start.h"
#include "cli/house.h"

static const SettingSpec specs[] = {
    {"data", "", "folder to make (made if missing; one with cases is left as it is)", 0, 0},
    {"database", "", "postgres://... of a PostgreSQL server; empty: a file in the data folder", 0, 0},
    DEPOT_SPECS,
    {"district", "", "district folder (default: the starter district)", 0, 0},
    {"photos.worker", "", "path of gulou-image (default: beside this program)", 0, 0},
    {"photos.processes", "2", "pictures decoded at once", 1, 16},
    {"log.level", "info", "debug, info, warn or error", 0, 0},
    {"demo.no_history", "0", "1 makes only the people", 0, 1},
};

static Exit demo(Cli *cli)
{
    House house = {.spool = {.fd = -1}, .app.demo = true};
    Err err = house_prepare(cli, &house);
    Exit code = err == OK ? EXIT_DONE : cli_failed(cli);
    if (err == OK)
        cli_say(cli, MSG_DEMO_READY, str_of(house.data.folder), STR(DEMO_PASSWORD));
    house_close(&house);
    return code;
}

const Command command_demo = {
    .name = "demo",
    .words = "",
    .zh = "生成演示数据文件夹（人员、六十天的历史件），不启动服务",
    .en = "make a demo's data folder: people and sixty days of cases",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = demo,
};
