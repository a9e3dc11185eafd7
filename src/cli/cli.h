/* The command line: one table of commands, one file for each (src/cli/<command>.c). A command declares its options as
 * settings (base/settings.h), so that a flag, the environment and the INI file are one thing. To add one: write
 * src/cli/<name>.c with a `const Command command_<name>` and put one line into the table in cli.c. */
#ifndef GULOU_CLI_CLI_H
#define GULOU_CLI_CLI_H

#include "base/settings.h"

/* Scripts rely on these. */
typedef enum Exit {
    EXIT_DONE = 0,    /* done; a check found nothing wrong */
    EXIT_REFUSED = 1, /* refused, failed, or a check found something: said on standard error */
    EXIT_USAGE = 2,   /* the command line or the configuration is wrong */
    EXIT_NO_DATA = 3, /* the data folder cannot be opened */
    EXIT_LIVE = 4,    /* move: all is copied, but the source is still in use */
} Exit;

enum { CLI_WORDS_MAX = 4 };

/* What was asked for, all options read. */
typedef struct Cli {
    Ctx ctx; /* now, the system's chance, the language of the terminal; jurisdiction still empty */
    Settings *settings;
    const char *words[CLI_WORDS_MAX]; /* what is no option */
    size_t word_count;
} Cli;

typedef struct Command {
    const char *name;
    const char *words; /* "FOLDER"; "" for none: for the usage line */
    size_t words_least, words_most;
    const char *zh, *en;      /* one line: what it does */
    const SettingSpec *specs; /* its options: the flag is the key after its last dot, _ written as - */
    size_t spec_count;
    Exit (*run)(Cli *cli);
} Command;

int cli_main(int argc, char **argv);

/* Prints ctx->failure on standard error and answers the exit code for it. */
Exit cli_failed(const Cli *cli);
/* Prints a catalogue sentence on standard output; arguments are Str. */
#define cli_say(cli, message, ...) cli_say_args((cli), (message), (const Str[MESSAGE_ARGS_MAX + 1]){__VA_ARGS__})
void cli_say_args(const Cli *cli, MsgId message, const Str *args);
Str cli_number(const Cli *cli, int64_t n);

#endif
