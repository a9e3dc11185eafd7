/* A depot that is a folder, also one that several servers have mounted. What is being written lies in tmp/ of the same
 * top folder and gets its name by a link, which never replaces a file and which every file system knows. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "depot/place.h"

enum { VISITS_AN_ARENA = 256 };

typedef struct Folder {
    Depot depot;
    int fd;
} Folder;

static int fd_of(const Depot *depot)
{
    return ((const Folder *)depot)->fd;
}

Err depot_open_folder(Ctx *ctx, const char *folder, Depot **out)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return fail(ctx, ERR_STORAGE, MSG_FILE_UNREADABLE, str_of(folder));
    Folder *made = calloc(1, sizeof *made);
    if (made == NULL)
        abort();
    *made = (Folder){{&place_folder}, fd};
    *out = &made->depot;
    return OK;
}

static void close_folder(Depot *depot)
{
    Folder *folder = (Folder *)depot;
    fd_close(&folder->fd);
    free(folder);
}

static Err check_folder(Ctx *ctx, Depot *depot)
{
    (void)ctx, (void)depot;
    return OK;
}

/* Opens the folder `name` below `at`, making it (durably) when `make` is set; -1 otherwise. */
static int folder_below(int at, const char *name, bool make)
{
    int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 || errno != ENOENT || !make)
        return fd;
    if (mkdirat(at, name, 0700) != 0 && errno != EEXIST)
        return -1;
    if (fsync(at) != 0)
        return -1;
    return openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

/* The folder that holds `name`, and the name in it. */
static int shelf_of(Ctx *ctx, const Depot *depot, Str name, bool make, const char **file)
{
    Str word, rest = name;
    int at = dup(fd_of(depot));
    while (at >= 0 && str_cut(rest, '/', &word, &rest)) {
        int next = folder_below(at, str_z(ctx->arena, word), make);
        int why = errno;
        fd_close(&at);
        errno = why;
        at = next;
    }
    *file = str_z(ctx->arena, rest);
    return at;
}

static int tmp_beside(Ctx *ctx, const Depot *depot, Str name)
{
    const char *unused;
    Str top = name, rest;
    (void)str_cut(name, '/', &top, &rest);
    int at = shelf_of(ctx, depot, str_printf(ctx->arena, STR_FMT "/x", STR_ARG(top)), true, &unused);
    int tmp = at < 0 ? -1 : folder_below(at, "tmp", true);
    fd_close(&at);
    return tmp;
}

/* 0, or errno: EEXIST when the name is taken. */
static int place_file(int tmp, int shelf, const char *name, Str bytes)
{
    CLEANUP(fd_close) int fd = openat(tmp, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno;
    int bad = fd_write(fd, bytes) && fsync(fd) == 0 ? 0 : EIO;
    if (bad == 0 && linkat(tmp, name, shelf, name, 0) != 0)
        bad = errno;
    (void)unlinkat(tmp, name, 0);
    return bad;
}

static Err put_file(Ctx *ctx, Depot *depot, const DepotFile *file)
{
    const char *name;
    CLEANUP(fd_close) int tmp = tmp_beside(ctx, depot, file->name);
    CLEANUP(fd_close) int shelf = shelf_of(ctx, depot, file->name, true, &name);
    int bad = tmp < 0 || shelf < 0 ? EIO : place_file(tmp, shelf, name, file->bytes);
    return bad == 0 ? OK : fail(ctx, bad == EEXIST ? ERR_CONFLICT : ERR_STORAGE, MSG_STORAGE);
}

static Err settle_shelf(Ctx *ctx, Depot *depot, Str name)
{
    const char *unused;
    CLEANUP(fd_close) int shelf = shelf_of(ctx, depot, name, false, &unused);
    return shelf >= 0 && fsync(shelf) == 0 ? OK : fail(ctx, ERR_STORAGE, MSG_STORAGE);
}

static Err get_file(Ctx *ctx, Depot *depot, Str name, DepotOpened *out)
{
    const char *file;
    struct stat st;
    CLEANUP(fd_close) int shelf = shelf_of(ctx, depot, name, false, &file);
    int fd = shelf < 0 ? -1 : openat(shelf, file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        *out = (DepotOpened){fd, st.st_size};
        return OK;
    }
    bool absent = errno == ENOENT;
    fd_close(&fd);
    return fail(ctx, absent ? ERR_NOT_FOUND : ERR_STORAGE, MSG_FILE_UNREADABLE, name);
}

static Err drop_file(Ctx *ctx, Depot *depot, Str name)
{
    const char *file;
    CLEANUP(fd_close) int shelf = shelf_of(ctx, depot, name, false, &file);
    if (shelf < 0)
        return errno == ENOENT ? OK : fail(ctx, ERR_STORAGE, MSG_STORAGE);
    bool gone = unlinkat(shelf, file, 0) == 0 || errno == ENOENT;
    return gone && fsync(shelf) == 0 ? OK : fail(ctx, ERR_STORAGE, MSG_STORAGE);
}

/* A hard link: hundreds of them weigh as much as one. */
static Err copy_file(Ctx *ctx, Depot *depot, Str from, Str to)
{
    const char *old, *new;
    CLEANUP(fd_close) int source = shelf_of(ctx, depot, from, false, &old);
    CLEANUP(fd_close) int target = shelf_of(ctx, depot, to, true, &new);
    bool linked = source >= 0 && target >= 0 && linkat(source, old, target, new, 0) == 0;
    return linked ? OK : fail(ctx, ERR_STORAGE, MSG_STORAGE);
}

static bool older(int shelf, const char *name, UnixMs before)
{
    struct stat st;
    return fstatat(shelf, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
           SECONDS(st.st_mtim.tv_sec) + st.st_mtim.tv_nsec / 1000000 < before;
}

static Err visit_shelf(Ctx *own, DIR *entries, const DepotSearch *search)
{
    size_t visits = 0;
    for (struct dirent *e = readdir(entries); e != NULL; e = readdir(entries)) {
        if (e->d_name[0] == '.' || !older(dirfd(entries), e->d_name, search->before))
            continue;
        TRY(search->visit(search->self, own, str_printf(own->arena, STR_FMT "/%s", STR_ARG(search->shelf), e->d_name)));
        if (++visits % VISITS_AN_ARENA == 0)
            arena_reset(own->arena);
    }
    return OK;
}

static Err each_file(Ctx *ctx, Depot *depot, const DepotSearch *search)
{
    const char *unused;
    Str any = str_printf(ctx->arena, STR_FMT "/x", STR_ARG(search->shelf));
    int shelf = shelf_of(ctx, depot, any, false, &unused);
    DIR *entries CLEANUP(folder_close) = shelf < 0 ? NULL : fdopendir(shelf);
    if (entries == NULL) {
        fd_close(&shelf);
        return OK; /* nothing was ever kept there */
    }
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Ctx own = *ctx;
    own.arena = arena;
    Err err = visit_shelf(&own, entries, search);
    return err == OK ? OK : ctx_retell(ctx, &own);
}

const Place place_folder = {.close = close_folder,
                            .check = check_folder,
                            .put = put_file,
                            .settle = settle_shelf,
                            .get = get_file,
                            .drop = drop_file,
                            .copy = copy_file,
                            .each = each_file};
