/* Flags, environment and file become settings; see options.h. */
#include "cli/options.h"

#include <stdlib.h>
#include <string.h>

Str option_flag(Arena *arena, const char *key)
{
    const char *dot = strrchr(key, '.');
    char *flag = str_z(arena, str_printf(arena, "--%s", dot != NULL ? dot + 1 : key));
    for (char *c = flag; *c != '\0'; c++)
        if (*c == '_')
            *c = '-';
    return str_of(flag);
}

Str option_variable(Arena *arena, const char *key)
{
    char *name = str_z(arena, str_printf(arena, "GULOU_%s", key));
    for (char *c = name; *c != '\0'; c++)
        *c = (char)(*c == '.' ? '_' : *c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
    return str_of(name);
}

bool option_is_switch(const SettingSpec *spec)
{
    return spec->min == 0 && spec->max == 1;
}

bool options_want_help(int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

static bool holds(const SettingSpec *specs, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(specs[i].key, key) == 0)
            return true;
    return false;
}

/* The options of all commands, this one's first: where two share a key, its own default counts. */
static Settings *all_settings(const OptionSource *source, Arena *arena)
{
    size_t most = source->command->spec_count;
    for (size_t i = 0; i < source->count; i++)
        most += source->all[i]->spec_count;
    SettingSpec *specs = ARENA_ARRAY(arena, SettingSpec, most);
    size_t count = 0;
    for (size_t i = 0; i <= source->count; i++) {
        const Command *command = i == 0 ? source->command : source->all[i - 1];
        for (size_t j = 0; j < command->spec_count; j++)
            if (!holds(specs, count, command->specs[j].key))
                specs[count++] = command->specs[j];
    }
    return settings_new(arena, specs, count);
}

static const SettingSpec *find_flag(const Command *command, Arena *arena, Str flag)
{
    for (size_t i = 0; i < command->spec_count; i++)
        if (str_eq(option_flag(arena, command->specs[i].key), flag))
            return &command->specs[i];
    return NULL;
}

/* argv[*at] is "--flag" or "--flag=value"; *at moves past what was read. */
static Err read_flag(const OptionSource *source, Cli *cli, int *at)
{
    Str text = str_of(source->argv[*at]), flag = text, value = STR("");
    bool joined = str_cut(text, '=', &flag, &value);
    *at += 1;
    bool is_config = str_is(flag, "--config");
    const SettingSpec *spec = find_flag(source->command, cli->ctx.arena, flag);
    if (spec == NULL && !is_config)
        return fail(&cli->ctx, ERR_INVALID, MSG_CLI_FLAG_UNKNOWN, str_of(source->command->name), flag);
    if (!joined && spec != NULL && option_is_switch(spec))
        value = STR("1");
    else if (!joined && *at == source->argc)
        return fail(&cli->ctx, ERR_INVALID, MSG_CLI_FLAG_VALUE, flag);
    else if (!joined)
        value = str_of(source->argv[(*at)++]);
    return is_config ? OK : settings_set(cli->settings, &cli->ctx, str_of(spec->key), value, flag);
}

static Err read_arguments(const OptionSource *source, Cli *cli)
{
    bool flags = true;
    cli->word_count = 0;
    for (int i = 0; i < source->argc;) {
        const char *word = source->argv[i];
        if (flags && strcmp(word, "--") == 0) {
            flags = false;
            i++;
        } else if (flags && word[0] == '-' && word[1] == '-') {
            TRY(read_flag(source, cli, &i));
        } else if (flags && word[0] == '-' && word[1] != '\0') {
            return fail(&cli->ctx, ERR_INVALID, MSG_CLI_FLAG_UNKNOWN, str_of(source->command->name), str_of(word));
        } else {
            if (cli->word_count < CLI_WORDS_MAX)
                cli->words[cli->word_count] = word;
            cli->word_count++;
            i++;
        }
    }
    return OK;
}

/* The file named on the command line, else in the environment; NULL: none. */
static const char *config_file(const OptionSource *source)
{
    for (int i = 0; i < source->argc && strcmp(source->argv[i], "--") != 0; i++) {
        if (strncmp(source->argv[i], "--config=", 9) == 0)
            return source->argv[i] + 9;
        if (strcmp(source->argv[i], "--config") == 0 && i + 1 < source->argc)
            return source->argv[i + 1];
    }
    return getenv("GULOU_CONFIG");
}

Err options_read(const OptionSource *source, Cli *cli)
{
    const Command *command = source->command;
    cli->settings = all_settings(source, cli->ctx.arena);
    const char *file = config_file(source);
    if (file != NULL)
        TRY(settings_read_file(cli->settings, &cli->ctx, file));
    TRY(settings_read_environment(cli->settings, &cli->ctx));
    TRY(read_arguments(source, cli));
    if (cli->word_count < command->words_least || cli->word_count > command->words_most)
        return fail(&cli->ctx, ERR_INVALID, MSG_CLI_WORDS, str_of(command->name), str_of(command->words));
    return OK;
}
