/* Configuration; see settings.h. */
#include "base/settings.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/fd.h"

struct Settings {
    Arena *arena;
    const SettingSpec *specs;
    size_t count;
    Str *values;
};

Settings *settings_new(Arena *arena, const SettingSpec *specs, size_t count)
{
    Settings *s = ARENA_NEW(arena, Settings);
    *s = (Settings){arena, specs, count, ARENA_ARRAY(arena, Str, count)};
    for (size_t i = 0; i < count; i++)
        s->values[i] = str_of(specs[i].fallback);
    return s;
}

static ptrdiff_t index_of(const Settings *s, Str key)
{
    for (size_t i = 0; i < s->count; i++)
        if (str_is(key, s->specs[i].key))
            return (ptrdiff_t)i;
    return -1;
}

Err settings_set(Settings *s, Ctx *ctx, Str key, Str value, Str where)
{
    ptrdiff_t i = index_of(s, key);
    if (i < 0)
        return fail(ctx, ERR_INVALID, MSG_SETTING_UNKNOWN, where, key);
    const SettingSpec *spec = &s->specs[i];
    int64_t number = 0;
    bool numeric = spec->min != 0 || spec->max != 0;
    if (numeric && (!str_to_i64(value, &number) || number < spec->min || number > spec->max))
        return fail(ctx, ERR_INVALID, MSG_SETTING_RANGE, where, key,
                    str_printf(ctx->arena, "%lld", (long long)spec->min),
                    str_printf(ctx->arena, "%lld", (long long)spec->max));
    s->values[i] = str_copy(s->arena, value);
    return OK;
}

Err settings_read_line(Settings *s, Ctx *ctx, Str line, Str where, Str *section)
{
    line = str_trim(line);
    if (line.len == 0 || line.at[0] == '#' || line.at[0] == ';')
        return OK;
    if (line.at[0] == '[' && line.at[line.len - 1] == ']') {
        *section = str_copy(ctx->arena, str_slice(line, 1, line.len - 1));
        return OK;
    }
    Str name, value;
    if (!str_cut(line, '=', &name, &value))
        return fail(ctx, ERR_INVALID, MSG_SETTING_LINE, where);
    Str key = str_trim(name);
    if (section->len > 0)
        key = str_printf(ctx->arena, STR_FMT "." STR_FMT, STR_ARG(*section), STR_ARG(key));
    return settings_set(s, ctx, key, str_trim(value), where);
}

Err settings_read_file(Settings *s, Ctx *ctx, const char *path)
{
    FILE *file CLEANUP(file_close) = fopen(path, "re");
    if (file == NULL)
        return fail(ctx, ERR_NOT_FOUND, MSG_FILE_UNREADABLE, str_of(path));
    char line[1024];
    Str section = STR("");
    for (int number = 1; fgets(line, sizeof line, file) != NULL; number++) {
        Str where = str_printf(ctx->arena, "%s:%d", path, number);
        TRY(settings_read_line(s, ctx, str_of(line), where, &section));
    }
    return OK;
}

Err settings_read_environment(Settings *s, Ctx *ctx)
{
    for (size_t i = 0; i < s->count; i++) {
        Buf name = buf_new(ctx->arena);
        buf_z(&name, "GULOU_");
        for (const char *c = s->specs[i].key; *c != '\0'; c++)
            buf_char(&name, (char)(*c == '.' ? '_' : (*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c)));
        const char *value = getenv(str_z(ctx->arena, buf_str(&name)));
        if (value != NULL)
            TRY(settings_set(s, ctx, str_of(s->specs[i].key), str_of(value), buf_str(&name)));
    }
    return OK;
}

Str settings_str(const Settings *s, const char *key)
{
    ptrdiff_t i = index_of(s, str_of(key));
    assert(i >= 0);
    return s->values[i];
}

int64_t settings_i64(const Settings *s, const char *key)
{
    int64_t number = 0;
    bool read = str_to_i64(settings_str(s, key), &number);
    assert(read);
    return number;
}
