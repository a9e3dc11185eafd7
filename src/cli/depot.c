/* Options become a depot; see depot.h. */
#include "cli/depot.h"

#include <string.h>

#include "cli/options.h"
#include "photos/kept.h"

extern char **environ;

static const char *const keys[] = {"photos",       "photos.s3_endpoint", "photos.s3_region", "photos.s3_style",
                                   "photos.s3_ca", "photos.s3_key_file", "database"};

static const char *text_or_null(Cli *cli, const char *key)
{
    Str value = settings_str(cli->settings, key);
    return str_empty(value) ? NULL : str_z(cli->ctx.arena, value);
}

Err depot_open_at(Cli *cli, const char *folder, Str place, Depot **out)
{
    if (str_empty(place) || str_is(place, "folder"))
        return depot_open_folder(&cli->ctx, folder, out);
    return depot_open_bucket(&cli->ctx,
                             &(BucketSetup){.url = place,
                                            .endpoint = settings_str(cli->settings, "photos.s3_endpoint"),
                                            .region = settings_str(cli->settings, "photos.s3_region"),
                                            .style = settings_str(cli->settings, "photos.s3_style"),
                                            .ca_file = text_or_null(cli, "photos.s3_ca"),
                                            .key_file = text_or_null(cli, "photos.s3_key_file"),
                                            .scratch = folder},
                             out);
}

Err depot_open_for(Cli *cli, const char *folder, Depot **out)
{
    return depot_open_at(cli, folder, settings_str(cli->settings, "photos"), out);
}

static bool is_one_of_ours(Arena *arena, const char *line)
{
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        Str name = option_variable(arena, keys[i]);
        if (strncmp(line, name.at, name.len) == 0 && line[name.len] == '=')
            return true;
    }
    return false;
}

char **depot_environment(Cli *cli)
{
    Arena *arena = cli->ctx.arena;
    size_t count = 0, kept = 0;
    while (environ[count] != NULL)
        count++;
    char **all = ARENA_ARRAY(arena, char *, count + COUNT_OF(keys) + 1);
    for (size_t i = 0; i < count; i++)
        if (!is_one_of_ours(arena, environ[i]))
            all[kept++] = environ[i];
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        all[kept++] = str_z(arena, str_printf(arena, STR_FMT "=" STR_FMT, STR_ARG(option_variable(arena, keys[i])),
                                              STR_ARG(settings_str(cli->settings, keys[i]))));
    return all;
}
