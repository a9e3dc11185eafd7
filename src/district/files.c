/* The folder of a district; see files.h. */
#include "district/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/hash.h"

const DistrictFileKind district_file_kinds[] = {
    {"district.ini", 64, true},        {"units.csv", 4096, true},
    {"areas.csv", 4096, true},         {"areas.geojson", 65536, true},
    {"categories.csv", 4096, true},    {"calendar.csv", 256, true},
    {"hours.csv", 16, true},           {"clocks.csv", 64, true},
    {"call_rights.csv", 64, true},     {"role_grants.csv", 64, true},
    {"people.csv", 16384, false},      {"shifts.csv", 16384, false},
    {"gazetteer.csv", 16384, false},   {"urgency.csv", 1024, false},
    {"spam.csv", 1024, false},         {"corpus.csv", 32768, false},
    {"corpus_check.csv", 8192, false}, {"rejections.csv", 256, true},
    {"texts.csv", 1024, true},         {"urgency_pairs.csv", 1024, false},
    {"events.csv", 64, false},         {"duties.csv", 4096, false},
    {"places_check.csv", 8192, false}, {"twins_check.csv", 8192, false},
    {"public.csv", 1024, false},       {"knowledge.csv", 2048, false},
    {"retention.csv", 16, false},      {"questions.csv", 512, false},
    {"stoppers.csv", 64, false},       {"replies.csv", 256, false},
    {"servers.csv", 64, false},        {"server_services.csv", 512, false},
    {"wechat_menu.csv", 16, false},    {"device_kinds.csv", 64, false},
    {"platforms.csv", 4096, false},
};
const size_t district_file_kind_count = COUNT_OF(district_file_kinds);

_Static_assert(COUNT_OF(district_file_kinds) <= DISTRICT_FILES_MAX, "every known file has room");

static const DistrictFileKind *kind_of(Str name)
{
    for (size_t i = 0; i < district_file_kind_count; i++)
        if (str_is(name, district_file_kinds[i].name))
            return &district_file_kinds[i];
    return NULL;
}

static bool looks_like_data(Str name)
{
    return str_ends(name, STR(".csv")) || str_ends(name, STR(".ini")) || str_ends(name, STR(".geojson"));
}

static const char *path_of(Ctx *ctx, const char *folder, Str name)
{
    return str_z(ctx->arena, str_printf(ctx->arena, "%s/" STR_FMT, folder, STR_ARG(name)));
}

static Err check_names(Ctx *ctx, const char *folder)
{
    DIR *dir CLEANUP(folder_close) = opendir(folder);
    if (dir == NULL)
        return fail(ctx, ERR_NOT_FOUND, MSG_FILE_UNREADABLE, str_of(folder));
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        Str name = str_of(entry->d_name);
        if (!str_starts(name, STR(".")) && looks_like_data(name) && kind_of(name) == NULL)
            return fail(ctx, ERR_INVALID, MSG_DISTRICT_FILE_UNKNOWN, name, str_of(folder));
    }
    return OK;
}

static Err read_whole(Ctx *ctx, const char *path, const DistrictFileKind *kind, Str *out)
{
    int fd CLEANUP(fd_close) = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return fail(ctx, ERR_NOT_FOUND, MSG_FILE_UNREADABLE, str_of(path));
    size_t most = kind->max_kilobytes * 1024;
    if ((uintmax_t)st.st_size > most)
        return fail(ctx, ERR_INVALID, MSG_DISTRICT_FILE_LARGE, str_of(kind->name),
                    str_printf(ctx->arena, "%zu", kind->max_kilobytes));
    char *at = arena_alloc(ctx->arena, (size_t)st.st_size + 1);
    size_t len = 0;
    while (len < (size_t)st.st_size) {
        ssize_t n = read(fd, at + len, (size_t)st.st_size - len);
        if (n <= 0)
            return fail(ctx, ERR_NOT_FOUND, MSG_FILE_UNREADABLE, str_of(path));
        len += (size_t)n;
    }
    *out = (Str){at, len};
    return OK;
}

Err district_load_folder(Ctx *ctx, const char *folder, DistrictFiles *out)
{
    TRY(check_names(ctx, folder));
    DistrictFiles files = {0};
    for (size_t i = 0; i < district_file_kind_count; i++) {
        const DistrictFileKind *kind = &district_file_kinds[i];
        const char *path = path_of(ctx, folder, str_of(kind->name));
        if (access(path, F_OK) != 0) /* what must not be missing is told with all other problems */
            continue;
        DistrictFile file = {.name = str_of(kind->name)};
        TRY(read_whole(ctx, path, kind, &file.content));
        files.at[files.len++] = file;
    }
    *out = files;
    return OK;
}

static Err write_whole(Ctx *ctx, const char *path, Str content)
{
    int fd CLEANUP(fd_close) = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0 || !fd_write(fd, content) || fsync(fd) != 0)
        return fail(ctx, ERR_STORAGE, MSG_FILE_UNWRITABLE, str_of(path), str_of(strerror(errno)));
    return OK;
}

Err district_save_folder(Ctx *ctx, const DistrictFiles *files, const char *folder)
{
    if (mkdir(folder, 0755) != 0 && errno != EEXIST)
        return fail(ctx, ERR_STORAGE, MSG_FILE_UNWRITABLE, str_of(folder), str_of(strerror(errno)));
    for (size_t i = 0; i < files->len; i++)
        TRY(write_whole(ctx, path_of(ctx, folder, files->at[i].name), files->at[i].content));
    return OK;
}

const DistrictFile *district_file(const DistrictFiles *files, const char *name)
{
    for (size_t i = 0; i < files->len; i++)
        if (str_is(files->at[i].name, name))
            return &files->at[i];
    return NULL;
}

Str district_version(Arena *arena, const DistrictFiles *files)
{
    Str parts[DISTRICT_FILES_MAX * 2];
    size_t count = 0;
    for (size_t i = 0; i < district_file_kind_count; i++) {
        const DistrictFile *file = district_file(files, district_file_kinds[i].name);
        if (file == NULL)
            continue;
        /* the length keeps one file's end from passing for another's beginning */
        parts[count++] = str_printf(arena, STR_FMT " %zu\n", STR_ARG(file->name), file->content.len);
        parts[count++] = file->content;
    }
    Hash hash = hash_sha256_parts(parts, count);
    return hash_hex(arena, &hash);
}
