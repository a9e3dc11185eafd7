/* Configuration: one INI file, then the environment (GULOU_HTTP_PORT for `port` in [http]), then
 * flags (--port), later winning. Keys are "section.name", or a bare "name" above the first section; unknown ones in the file are an error with its line. */
#ifndef GULOU_BASE_SETTINGS_H
#define GULOU_BASE_SETTINGS_H

#include "base/ctx.h"

typedef struct Settings Settings;

typedef struct SettingSpec {
    const char *key;      /* "http.port" */
    const char *fallback; /* text of the default */
    const char *help;     /* one English line for --help and docs */
    int64_t min, max;     /* for numbers; both 0: text */
} SettingSpec;

Settings *settings_new(Arena *arena, const SettingSpec *specs, size_t count);
/* INVALID, told with file and line: unknown key, bad number, broken line. */
MUST_USE Err settings_read_file(Settings *settings, Ctx *ctx, const char *path);
/* One line of such a file; *section is carried from line to line, empty at first. `where` is told with what is wrong. */
MUST_USE Err settings_read_line(Settings *settings, Ctx *ctx, Str line, Str where, Str *section);
MUST_USE Err settings_read_environment(Settings *settings, Ctx *ctx);
MUST_USE Err settings_set(Settings *settings, Ctx *ctx, Str key, Str value, Str where);
Str settings_str(const Settings *settings, const char *key); /* asserts that the key exists */
int64_t settings_i64(const Settings *settings, const char *key);

#endif
