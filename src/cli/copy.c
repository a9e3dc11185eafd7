/* Durable copies; see copy.h. */
#include "cli/copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "store/archive_store.h"

static Err copy_failed(Ctx *ctx, const char *from, const char *to)
{
    return fail(ctx, ERR_STORAGE, MSG_COPY_FAILED, str_of(from), str_of(to), str_of(strerror(errno)));
}

Err copy_sync_folder(Ctx *ctx, const char *folder)
{
    int fd CLEANUP(fd_close) = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && fsync(fd) == 0 ? OK : copy_failed(ctx, folder, folder);
}

Err copy_file(Ctx *ctx, const char *from, const char *to)
{
    char block[64 * 1024];
    int in CLEANUP(fd_close) = open(from, O_RDONLY | O_CLOEXEC);
    int out CLEANUP(fd_close) = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (in < 0 || out < 0)
        return copy_failed(ctx, from, to);
    ssize_t n;
    while ((n = read(in, block, sizeof block)) > 0)
        if (!fd_write(out, (Str){block, (size_t)n}))
            return copy_failed(ctx, from, to);
    return n == 0 && fsync(out) == 0 ? OK : copy_failed(ctx, from, to);
}

typedef struct Walk {
    Ctx *ctx;
    const CopyPhotos *in;
    Progress progress;
    int64_t done, all;
} Walk;

static const char *join(Walk *walk, const char *folder, const char *name)
{
    return str_z(walk->ctx->arena, str_printf(walk->ctx->arena, "%s/%s", folder, name));
}

/* The two-digit folders of photos/, not tmp/ and not . or .. */
static bool is_shelf(const char *name)
{
    return strlen(name) == 2 && strspn(name, "0123456789abcdef") == 2;
}

/* A kept photo never changes; a copy of it that was cut short is shorter. */
static bool is_whole(const char *from, const char *to)
{
    struct stat a, b;
    return stat(from, &a) == 0 && stat(to, &b) == 0 && a.st_size == b.st_size;
}

static Err copy_one(Walk *walk, const char *from, const char *to)
{
    walk->done++;
    progress_show(&walk->progress, walk->done, walk->all);
    if (walk->in->again && is_whole(from, to))
        return OK;
    if (walk->in->again)
        (void)unlink(to);
    if (walk->in->link && link(from, to) == 0)
        return OK;
    if (access(from, F_OK) != 0) /* erased meanwhile: then it may not live on in the copy either */
        return OK;
    return copy_file(walk->ctx, from, to);
}

static Err drop_one(Walk *walk, const char *from, const char *to)
{
    if (access(to, F_OK) == 0 || unlink(from) == 0) /* here `from` is the copy and `to` what it was made of */
        return OK;
    return copy_failed(walk->ctx, from, to);
}

typedef Err (*VisitFile)(Walk *walk, const char *from, const char *to);

static Err count_one(Walk *walk, const char *from, const char *to)
{
    (void)from, (void)to;
    walk->all++;
    return OK;
}

static Err visit_shelf(Walk *walk, const char *from, const char *to, VisitFile visit)
{
    DIR *dir CLEANUP(folder_close) = opendir(from);
    if (dir == NULL)
        return copy_failed(walk->ctx, from, to);
    if (visit == copy_one && mkdir(to, 0700) != 0 && errno != EEXIST)
        return copy_failed(walk->ctx, from, to);
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir))
        if (entry->d_name[0] != '.')
            TRY(visit(walk, join(walk, from, entry->d_name), join(walk, to, entry->d_name)));
    return visit == copy_one ? copy_sync_folder(walk->ctx, to) : OK;
}

static Err visit_all(Walk *walk, const char *from, const char *to, VisitFile visit)
{
    DIR *dir CLEANUP(folder_close) = opendir(from);
    if (dir == NULL)
        return errno == ENOENT ? OK : copy_failed(walk->ctx, from, to);
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir))
        if (is_shelf(entry->d_name))
            TRY(visit_shelf(walk, join(walk, from, entry->d_name), join(walk, to, entry->d_name), visit));
    return OK;
}

Err copy_photos(Ctx *ctx, const CopyPhotos *in, int64_t *files)
{
    Walk walk = {.ctx = ctx, .in = in, .progress = progress_new(ctx, MSG_PROGRESS_PHOTOS)};
    const char *from = join(&walk, in->from, "photos"), *to = join(&walk, in->to, "photos");
    if (mkdir(to, 0700) != 0 && errno != EEXIST)
        return copy_failed(ctx, from, to);
    TRY(visit_all(&walk, from, to, count_one));
    TRY(visit_all(&walk, from, to, copy_one));
    if (in->again)
        TRY(visit_all(&walk, to, from, drop_one));
    progress_end(&walk.progress);
    *files = walk.done;
    return copy_sync_folder(ctx, to);
}

static const char *archive_path(Ctx *ctx, const char *folder, Str name, const char *end)
{
    return str_z(ctx->arena, str_printf(ctx->arena, "%s/" ARCHIVE_FOLDER "/" STR_FMT "%s", folder, STR_ARG(name), end));
}

Err copy_archive_list(Ctx *ctx, const char *folder, ArchiveFiles *out)
{
    const char *path = archive_path(ctx, folder, STR(""), "");
    ArchiveFiles files = {.names = ARENA_ARRAY(ctx->arena, Str, ARCHIVE_YEARS_MAX)};
    DIR *dir CLEANUP(folder_close) = opendir(path);
    if (dir == NULL && errno != ENOENT)
        return copy_failed(ctx, path, path);
    for (struct dirent *entry = dir != NULL ? readdir(dir) : NULL; entry != NULL; entry = readdir(dir))
        if (str_ends(str_of(entry->d_name), STR(".db")) && files.count < ARCHIVE_YEARS_MAX)
            files.names[files.count++] = str_copy(ctx->arena, str_of(entry->d_name));
    *out = files;
    return OK;
}

Err copy_archive(Ctx *ctx, const char *from, const char *to)
{
    ArchiveFiles files = {.count = 0};
    TRY(copy_archive_list(ctx, from, &files));
    const char *folder = archive_path(ctx, to, STR(""), "");
    if (files.count > 0 && mkdir(folder, 0700) != 0 && errno != EEXIST)
        return copy_failed(ctx, from, folder);
    for (size_t i = 0; i < files.count; i++) {
        const char *log = archive_path(ctx, from, files.names[i], "-wal");
        if (access(log, F_OK) == 0) /* of a data folder; a backup has none */
            TRY(copy_file(ctx, log, archive_path(ctx, to, files.names[i], "-wal")));
        TRY(copy_file(ctx, archive_path(ctx, from, files.names[i], ""), archive_path(ctx, to, files.names[i], "")));
    }
    return files.count > 0 ? copy_sync_folder(ctx, folder) : OK;
}
