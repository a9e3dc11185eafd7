/* Two files to a photo; see kept.h. The thumbnail goes first: a full photo without one never exists. */
#include "photos/kept.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"

enum { ID_BYTES = PHOTO_ID_LEN / 2, ID_TRIES = 8, HALF_WRITTEN_SECONDS = 3600 };

static const char *const endings[] = {[PHOTO_FULL] = ".jpg", [PHOTO_THUMB] = "_t.jpg"};

static bool is_id(Str id)
{
    if (id.len != PHOTO_ID_LEN)
        return false;
    for (size_t i = 0; i < id.len; i++)
        if (!((id.at[i] >= '0' && id.at[i] <= '9') || (id.at[i] >= 'a' && id.at[i] <= 'f')))
            return false;
    return true;
}

static void sweep_half_written(int photos)
{
    struct stat st;
    int tmp = openat(photos, "tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *entries CLEANUP(folder_close) = tmp < 0 ? NULL : fdopendir(tmp);
    if (entries == NULL)
        fd_close(&tmp);
    while (entries != NULL) {
        const struct dirent *e = readdir(entries);
        if (e == NULL)
            return;
        if (fstatat(tmp, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
            time(NULL) - st.st_mtime >= HALF_WRITTEN_SECONDS)
            (void)unlinkat(tmp, e->d_name, 0);
    }
}

Err photo_folder_ready(Ctx *ctx, const char *data_folder)
{
    CLEANUP(fd_close) int data = open(data_folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool made = data >= 0 && (mkdirat(data, "photos", 0700) == 0 || errno == EEXIST) && fsync(data) == 0;
    CLEANUP(fd_close) int photos = made ? openat(data, "photos", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW) : -1;
    if (photos < 0)
        return fail(ctx, ERR_STORAGE, MSG_FILE_UNREADABLE, str_printf(ctx->arena, "%s/photos", data_folder));
    sweep_half_written(photos);
    return OK;
}

Str photo_path(Arena *arena, Str id, PhotoSize size)
{
    return str_printf(arena, "photos/%.2s/" STR_FMT "%s", id.at, STR_ARG(id), endings[size]);
}

Str photo_new_id(Ctx *ctx)
{
    unsigned char bits[ID_BYTES];
    rand_bytes(ctx->rand, bits, sizeof bits);
    return str_hex(ctx->arena, bits, sizeof bits);
}

Err photo_keep(Ctx *ctx, Depot *depot, Str full, Str thumb, Str *id)
{
    Err err = ERR_CONFLICT;
    for (int tries = 0; err == ERR_CONFLICT && tries < ID_TRIES; tries++) { /* only a seeded generator repeats itself */
        Str candidate = photo_new_id(ctx);
        DepotFile files[] = {{photo_path(ctx->arena, candidate, PHOTO_THUMB), thumb},
                             {photo_path(ctx->arena, candidate, PHOTO_FULL), full}};
        err = depot_put(ctx, depot, files, COUNT_OF(files));
        if (err == OK)
            *id = candidate;
    }
    return err == ERR_CONFLICT ? fail(ctx, ERR_STORAGE, MSG_STORAGE) : err;
}

Err photo_keep_again(Ctx *ctx, Depot *depot, Str id, Str again)
{
    static const PhotoSize sizes[] = {PHOTO_THUMB, PHOTO_FULL};
    for (size_t i = 0; i < COUNT_OF(sizes); i++)
        TRY(depot_copy(ctx, depot, photo_path(ctx->arena, id, sizes[i]), photo_path(ctx->arena, again, sizes[i])));
    return OK;
}

Err photo_open(Ctx *ctx, Depot *depot, Str id, PhotoSize size, DepotOpened *out)
{
    if (!is_id(id))
        return fail(ctx, ERR_NOT_FOUND, MSG_PICTURE_GONE);
    Err err = depot_get(ctx, depot, photo_path(ctx->arena, id, size), out);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, MSG_PICTURE_GONE);
    return err == ERR_STORAGE ? fail(ctx, err, MSG_PICTURE_UNREADABLE) : err;
}

Err photo_erase(Ctx *ctx, Depot *depot, Str id)
{
    if (!is_id(id))
        return fail(ctx, ERR_NOT_FOUND, MSG_PICTURE_GONE);
    TRY(depot_drop(ctx, depot, photo_path(ctx->arena, id, PHOTO_FULL)));
    return depot_drop(ctx, depot, photo_path(ctx->arena, id, PHOTO_THUMB));
}

typedef struct Visits {
    const PhotoSearch *search;
    Str shelf;
} Visits;

/* "photos/3f/<id>.jpg" or "..._t.jpg"; anything else somebody else put there. */
static Err visit_name(void *self, Ctx *ctx, Str name)
{
    const Visits *visits = self;
    Str file = str_slice(name, visits->shelf.len + 1, name.len), id = str_slice(file, 0, PHOTO_ID_LEN);
    Str ending = str_slice(file, PHOTO_ID_LEN, file.len);
    PhotoSize size = str_is(ending, endings[PHOTO_FULL]) ? PHOTO_FULL : PHOTO_THUMB;
    bool ours = str_starts(name, visits->shelf) && is_id(id) && str_eq(name, photo_path(ctx->arena, id, size));
    return ours ? visits->search->visit(visits->search->self, ctx, id, size) : OK;
}

Err photo_each(Ctx *ctx, Depot *depot, const PhotoSearch *search)
{
    Visits visits = {search, str_printf(ctx->arena, "photos/%02x", (unsigned)search->shelf & 255u)};
    return depot_each(
        ctx, depot,
        &(DepotSearch){.shelf = visits.shelf, .before = search->before, .self = &visits, .visit = visit_name});
}
