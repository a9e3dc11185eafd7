/* The models' files; see model_files.h. */
#include "learning/model_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "brain/decide.h"

enum { DAY_SECONDS = 86400 };

static char *folder_of(Ctx *ctx, const char *folder)
{
    return str_z(ctx->arena, str_printf(ctx->arena, "%s/models", folder));
}

static char *path_of(Ctx *ctx, const char *folder, Str id)
{
    return str_z(ctx->arena, str_printf(ctx->arena, "%s/models/" STR_FMT ".model", folder, STR_ARG(id)));
}

static Err unwritable(Ctx *ctx, const char *path)
{
    return fail(ctx, ERR_STORAGE, MSG_FILE_UNWRITABLE, str_of(path), str_of(strerror(errno)));
}

static Err write_draft(Ctx *ctx, const char *path, Str bytes)
{
    int fd CLEANUP(fd_close) = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return fd >= 0 && fd_write(fd, bytes) && fsync(fd) == 0 ? OK : unwritable(ctx, path);
}

/* The draft bears the process' number: two that learn the same do not write into each other's. */
Err model_file_write_path(Ctx *ctx, const char *path, Str bytes)
{
    const char *draft = str_z(ctx->arena, str_printf(ctx->arena, "%s.%ld.new", path, (long)getpid()));
    Err err = write_draft(ctx, draft, bytes);
    if (err == OK && rename(draft, path) != 0)
        err = unwritable(ctx, path);
    if (err != OK)
        (void)unlink(draft);
    return err;
}

static Str shared_name(Ctx *ctx, Str id)
{
    return str_printf(ctx->arena, "models/" STR_FMT ".model", STR_ARG(id));
}

static bool is_shared(const ModelPlace *place)
{
    return place->depot != NULL && depot_is_remote(place->depot);
}

static Err write_here(Ctx *ctx, const char *folder, Str id, Str bytes)
{
    const char *models = folder_of(ctx, folder);
    if (mkdir(models, 0700) != 0 && errno != EEXIST)
        return unwritable(ctx, models);
    TRY(model_file_write_path(ctx, path_of(ctx, folder, id), bytes));
    int dir CLEANUP(fd_close) = open(models, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return dir >= 0 && fsync(dir) == 0 ? OK : unwritable(ctx, models);
}

/* An id is drawn from the bytes: one that is there already is this model. */
Err model_file_write(Ctx *ctx, const ModelPlace *place, Str id, Str bytes)
{
    TRY(write_here(ctx, place->folder, id, bytes));
    if (!is_shared(place))
        return OK;
    Err err = depot_put(ctx, place->depot, &(DepotFile){shared_name(ctx, id), bytes}, 1);
    return err == ERR_CONFLICT ? OK : err;
}

static bool read_fd(Ctx *ctx, int fd, size_t size, Str *out)
{
    char *bytes = arena_alloc(ctx->arena, size + 1);
    for (size_t got = 0; got < size;) {
        ssize_t n = read(fd, bytes + got, size - got);
        if (n <= 0)
            return false;
        got += (size_t)n;
    }
    *out = (Str){bytes, size};
    return true;
}

static bool read_all(Ctx *ctx, const char *path, Str *out)
{
    struct stat st;
    int fd CLEANUP(fd_close) = open(path, O_RDONLY | O_CLOEXEC);
    return fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= MODEL_FILE_MOST &&
           read_fd(ctx, fd, (size_t)st.st_size, out);
}

Err model_file_read_path(Ctx *ctx, const char *path, Str *bytes)
{
    return read_all(ctx, path, bytes) ? OK : fail(ctx, ERR_NOT_FOUND, MSG_FILE_UNREADABLE, str_of(path));
}

static bool is_registered(Ctx *ctx, const ModelRow *row, Str bytes)
{
    return bytes.len == (size_t)row->bytes && str_eq(model_seal(ctx->arena, bytes), row->seal);
}

/* Where it cannot be kept here it is fetched again next time. */
static Err fetch(Ctx *ctx, const ModelPlace *place, const ModelRow *row, Str *bytes)
{
    DepotOpened opened;
    TRY(depot_get(ctx, place->depot, shared_name(ctx, row->id), &opened));
    int fd CLEANUP(fd_close) = opened.fd;
    if (opened.bytes > MODEL_FILE_MOST || !read_fd(ctx, fd, (size_t)opened.bytes, bytes))
        return fail(ctx, ERR_INVALID, MSG_MODEL_FILE, row->id);
    if (is_registered(ctx, row, *bytes)) {
        Ctx quiet = *ctx;
        (void)!write_here(&quiet, place->folder, row->id, *bytes);
    }
    return OK;
}

Err model_file_read(Ctx *ctx, const ModelPlace *place, const ModelRow *row, Str *bytes)
{
    const char *path = path_of(ctx, place->folder, row->id);
    Str found = STR("");
    Err err = OK;
    if (!read_all(ctx, path, &found) || !is_registered(ctx, row, found))
        err = is_shared(place) ? fetch(ctx, place, row, &found) : ERR_NOT_FOUND;
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (err != OK || !is_registered(ctx, row, found))
        return fail(ctx, ERR_INVALID, MSG_MODEL_FILE, str_of(path));
    *bytes = found;
    return OK;
}

static bool is_kept(Str name, const ModelIds *keep)
{
    for (size_t i = 0; i < keep->len; i++)
        if (str_starts(name, keep->at[i]) && str_is(str_slice(name, keep->at[i].len, name.len), ".model"))
            return true;
    return false;
}

static void drop_here(Ctx *ctx, const char *folder, const ModelIds *keep)
{
    DIR *dir CLEANUP(folder_close) = opendir(folder_of(ctx, folder));
    struct stat st;
    while (dir != NULL) {
        const struct dirent *entry = readdir(dir);
        if (entry == NULL)
            return;
        Str name = str_of(entry->d_name);
        bool ours = str_ends(name, STR(".model")) || str_ends(name, STR(".new"));
        if (!ours || is_kept(name, keep) || fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        if (S_ISREG(st.st_mode) && time(NULL) - st.st_mtime > DAY_SECONDS)
            (void)unlinkat(dirfd(dir), entry->d_name, 0);
    }
}

typedef struct Dropping {
    Depot *depot;
    const ModelIds *keep;
} Dropping;

static Err drop_shared(void *self, Ctx *ctx, Str name)
{
    const Dropping *dropping = self;
    Str file = str_slice(name, sizeof "models/" - 1, name.len);
    bool ours = str_starts(name, STR("models/")) && str_ends(file, STR(".model")) && str_find_char(file, '/') < 0;
    return ours && !is_kept(file, dropping->keep) ? depot_drop(ctx, dropping->depot, name) : OK;
}

void model_files_drop(Ctx *ctx, const ModelPlace *place, const ModelIds *keep)
{
    Ctx quiet = *ctx; /* what stays behind goes another night */
    drop_here(ctx, place->folder, keep);
    if (is_shared(place))
        (void)!depot_each(&quiet, place->depot,
                          &(DepotSearch){.shelf = STR("models"),
                                         .before = SECONDS(time(NULL) - DAY_SECONDS),
                                         .self = &(Dropping){place->depot, keep},
                                         .visit = drop_shared});
}
