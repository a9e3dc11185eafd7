/* gulou version */
#include <stdio.h>

#include "cli/commands.h"

static Exit run(Cli *cli)
{
    (void)cli;
    printf("gulou %s\n", GULOU_VERSION);
    return EXIT_DONE;
}

const Command command_version = {
    .name = "version", .words = "", .zh = "显示版本", .en = "Tell the version", .run = run};
