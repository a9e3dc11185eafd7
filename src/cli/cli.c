/* Dispatch; see cli.h. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/options.h"

static const Command *const commands[] = {
    &command_serve,   &command_demo,   &command_import,    &command_export,   &command_backup,
    &command_restore, &command_photos, &command_migrate,   &command_move,     &command_reindex,
    &command_mail,    &command_wechat, &command_retention, &command_archive,  &command_verify,
    &command_train,   &command_replay, &command_evaluate,  &command_simulate, &command_cases,
    &command_version,
};

static const Command *find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

static void print_options(const Command *command, Arena *arena)
{
    for (size_t i = 0; i < command->spec_count; i++) {
        const SettingSpec *spec = &command->specs[i];
        Str flag = option_flag(arena, spec->key);
        const char *value = option_is_switch(spec) ? "" : spec->min != 0 || spec->max != 0 ? " N" : " TEXT";
        printf("  " STR_FMT "%s\n      %s", STR_ARG(flag), value, spec->help);
        bool off = option_is_switch(spec) && strcmp(spec->fallback, "0") == 0;
        if (spec->fallback[0] != '\0' && !off)
            printf(" (default %s)", spec->fallback);
        Str variable = option_variable(arena, spec->key);
        printf("\n      file: %s   environment: " STR_FMT "\n", spec->key, STR_ARG(variable));
    }
}

static void print_command(const Command *command, Arena *arena)
{
    printf("gulou %s [options]%s%s\n  %s\n  %s\n\n", command->name, command->words[0] != '\0' ? " " : "",
           command->words, command->zh, command->en);
    print_options(command, arena);
    printf("  --config FILE\n      read options from an INI file   environment: GULOU_CONFIG\n"
           "  --help\n      this text\n");
}

static void print_all(void)
{
    printf("gulou COMMAND [options] ...\n  鼓楼智脑：城区一线治理系统\n  Gulou: the front line of a city district\n\n");
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        printf("  %-9s %s\n            %s\n", commands[i]->name, commands[i]->zh, commands[i]->en);
    printf("\ngulou COMMAND --help lists a command's options. Each may also stand in the file of --config\n"
           "or in the environment; flags win over the environment, and that over the file.\n"
           "Messages are Chinese, or English where LC_ALL, LC_MESSAGES or LANG begins with en.\n"
           "Exit codes: 0 done, 1 refused or failed, 2 wrong usage or configuration, 3 data folder cannot be "
           "opened,\n4 moved so far, but the source is still in use.\n");
}

/* Chinese unless the terminal asks for English. */
static Lang terminal_language(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0')
            return strncmp(value, "en", 2) == 0 ? LANG_EN : LANG_ZH;
    }
    return LANG_ZH;
}

Exit cli_failed(const Cli *cli)
{
    Str text = ctx_failure_text(&cli->ctx);
    Str internal = cli->ctx.failure.internal;
    fprintf(stderr, STR_FMT "\n", STR_ARG(text));
    if (internal.len > 0)
        fprintf(stderr, "  (" STR_FMT ")\n", STR_ARG(internal));
    return EXIT_REFUSED;
}

void cli_say_args(const Cli *cli, MsgId message, const Str *args)
{
    size_t count = 0;
    while (args[count].at != NULL)
        count++;
    Str text = message_text(cli->ctx.arena, message, cli->ctx.lang, args, count);
    printf(STR_FMT "\n", STR_ARG(text));
}

Str cli_number(const Cli *cli, int64_t n)
{
    return str_printf(cli->ctx.arena, "%lld", (long long)n);
}

static Exit run(const Command *command, Cli *cli, int argc, char **argv)
{
    if (options_want_help(argc, argv)) {
        print_command(command, cli->ctx.arena);
        return EXIT_DONE;
    }
    OptionSource source = {
        .command = command, .all = commands, .count = COUNT_OF(commands), .argc = argc, .argv = argv};
    if (options_read(&source, cli) != OK) {
        (void)cli_failed(cli);
        return EXIT_USAGE;
    }
    return command->run(cli);
}

static Exit refuse_command(Cli *cli, const char *name)
{
    (void)ctx_fail(&cli->ctx, ERR_INVALID, MSG_CLI_COMMAND_UNKNOWN, NULL, (const Str[]){str_of(name), {0}});
    (void)cli_failed(cli);
    return EXIT_USAGE;
}

int cli_main(int argc, char **argv)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(1024UL * 1024 * 1024);
    Rand rand = rand_system();
    if (!rand_start())
        return EXIT_REFUSED;
    Cli cli = {.ctx = {.arena = arena, .now = clock_now(), .rand = &rand, .lang = terminal_language()}};
    if (argc < 2) {
        print_all();
        return EXIT_USAGE;
    }
    if (argv[1][0] == '-' && options_want_help(argc - 1, argv + 1)) {
        print_all();
        return EXIT_DONE;
    }
    const Command *command = strcmp(argv[1], "--version") == 0 ? &command_version : find(argv[1]);
    return (int)(command != NULL ? run(command, &cli, argc - 2, argv + 2) : refuse_command(&cli, argv[1]));
}
