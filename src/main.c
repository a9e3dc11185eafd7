/* gulou: see cli/cli.h for what it can do. */
#include "cli/cli.h"

int main(int argc, char **argv)
{
    return cli_main(argc, argv);
}
