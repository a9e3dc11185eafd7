/* Every command of the program, each in src/cli/<name>.c. */
#ifndef GULOU_CLI_COMMANDS_H
#define GULOU_CLI_COMMANDS_H

#include "cli/cli.h"

extern const Command command_serve;
extern const Command command_demo;
extern const Command command_import;
extern const Command command_export;
extern const Command command_backup;
extern const Command command_restore;
extern const Command command_photos;
extern const Command command_migrate;
extern const Command command_move;
extern const Command command_reindex;
extern const Command command_retention;
extern const Command command_archive;
extern const Command command_cases;
extern const Command command_wechat;
extern const Command command_verify;
extern const Command command_evaluate;
extern const Command command_train;
extern const Command command_replay;
extern const Command command_simulate;
extern const Command command_mail;
extern const Command command_version;

#endif
