/* From argv, the environment and gulou.ini to a Cli: the INI file (--config FILE or GULOU_CONFIG) may hold the options
 * of all commands, the environment (GULOU_DATA, GULOU_HTTP_PORT) overrides it, flags override both. */
#ifndef GULOU_CLI_OPTIONS_H
#define GULOU_CLI_OPTIONS_H

#include "cli/cli.h"

typedef struct OptionSource {
    const Command *command;
    const Command *const *all; /* every command: whose options the file may hold */
    size_t count;
    int argc;
    char **argv; /* what follows the command's name */
} OptionSource;

/* Fills cli->settings and cli->words. INVALID or NOT_FOUND: told in cli->ctx. */
MUST_USE Err options_read(const OptionSource *source, Cli *cli);
/* "--photo-folder" for the key "server.photo_folder". */
Str option_flag(Arena *arena, const char *key);
Str option_variable(Arena *arena, const char *key); /* "GULOU_SERVER_PHOTO_FOLDER" */
bool option_is_switch(const SettingSpec *spec);     /* 0 or 1: the flag alone means 1 */
bool options_want_help(int argc, char **argv);

#endif
