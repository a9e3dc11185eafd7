/* Durable photo files; see folder.h. The thumbnail goes first: a full photo without one never exists. */
#include "photos/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ID_BYTES = PHOTO_ID_LEN / 2, ID_TRIES = 8 };

static const char *const endings[] = {[PHOTO_FULL] = ".jpg", [PHOTO_THUMB] = "_t.jpg"};

static void fd_close(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

static bool is_id(Str id)
{
    if (id.len != PHOTO_ID_LEN)
        return false;
    for (size_t i = 0; i < id.len; i++)
        if (!((id.at[i] >= '0' && id.at[i] <= '9') || (id.at[i] >= 'a' && id.at[i] <= 'f')))
            return false;
    return true;
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

static void sweep(int tmp)
{
    DIR *entries = fdopendir(openat(tmp, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (entries == NULL)
        return;
    for (struct dirent *e = readdir(entries); e != NULL; e = readdir(entries))
        if (e->d_name[0] != '.')
            (void)unlinkat(tmp, e->d_name, 0);
    (void)closedir(entries);
}

Err photo_folder_open(Ctx *ctx, const char *data_folder, PhotoFolder *out)
{
    CLEANUP(fd_close) int data = open(data_folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int photos = data < 0 ? -1 : folder_below(data, "photos", true);
    CLEANUP(fd_close) int tmp = photos < 0 ? -1 : folder_below(photos, "tmp", true);
    if (tmp < 0) {
        fd_close(&photos);
        return fail(ctx, ERR_STORAGE, MSG_FILE_UNREADABLE, str_printf(ctx->arena, "%s/photos", data_folder));
    }
    sweep(tmp);
    out->fd = photos;
    return OK;
}

void photo_folder_close(PhotoFolder *folder)
{
    fd_close(&folder->fd);
    folder->fd = -1;
}

static char *file_name(Arena *arena, Str id, PhotoSize size)
{
    return str_z(arena, str_printf(arena, STR_FMT "%s", STR_ARG(id), endings[size]));
}

static char *bucket_name(Arena *arena, Str id)
{
    return str_z(arena, str_slice(id, 0, 2));
}

Str photo_path(Arena *arena, Str id, PhotoSize size)
{
    return str_printf(arena, "photos/%.2s/" STR_FMT "%s", id.at, STR_ARG(id), endings[size]);
}

static bool write_whole(int fd, Str bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.at, bytes.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes = (Str){bytes.at + n, bytes.len - (size_t)n};
    }
    return fsync(fd) == 0;
}

/* 0, or errno: EEXIST when the name is taken. */
static int place_file(int tmp, int bucket, const char *name, Str bytes)
{
    CLEANUP(fd_close) int fd = openat(tmp, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno;
    int bad = write_whole(fd, bytes) ? 0 : EIO;
    if (bad == 0 && renameat2(tmp, name, bucket, name, RENAME_NOREPLACE) != 0)
        bad = errno;
    if (bad != 0)
        (void)unlinkat(tmp, name, 0);
    return bad;
}

static int place_photo(Arena *arena, const PhotoFolder *folder, Str id, Str full, Str thumb)
{
    const char *thumb_name = file_name(arena, id, PHOTO_THUMB);
    CLEANUP(fd_close) int tmp = folder_below(folder->fd, "tmp", true);
    CLEANUP(fd_close) int bucket = folder_below(folder->fd, bucket_name(arena, id), true);
    if (tmp < 0 || bucket < 0)
        return EIO;
    int bad = place_file(tmp, bucket, thumb_name, thumb);
    if (bad != 0)
        return bad;
    bad = place_file(tmp, bucket, file_name(arena, id, PHOTO_FULL), full);
    if (bad == 0 && fsync(bucket) == 0)
        return 0;
    (void)unlinkat(bucket, thumb_name, 0);
    return bad == 0 ? EIO : bad;
}

Err photo_keep(Ctx *ctx, const PhotoFolder *folder, Str full, Str thumb, Str *id)
{
    int bad = EEXIST;
    for (int tries = 0; bad == EEXIST && tries < ID_TRIES; tries++) { /* only a seeded generator repeats itself */
        unsigned char bits[ID_BYTES];
        rand_bytes(ctx->rand, bits, sizeof bits);
        Str candidate = str_hex(ctx->arena, bits, sizeof bits);
        bad = place_photo(ctx->arena, folder, candidate, full, thumb);
        if (bad == 0)
            *id = candidate;
    }
    return bad == 0 ? OK : fail(ctx, ERR_STORAGE, MSG_STORAGE);
}

Err photo_open(Ctx *ctx, const PhotoFolder *folder, Str id, PhotoSize size, PhotoFile *out)
{
    if (!is_id(id))
        return fail(ctx, ERR_NOT_FOUND, MSG_PICTURE_GONE);
    CLEANUP(fd_close) int bucket = folder_below(folder->fd, bucket_name(ctx->arena, id), false);
    int fd = bucket < 0 ? -1 : openat(bucket, file_name(ctx->arena, id, size), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat st;
    if (fd >= 0 && fstat(fd, &st) == 0) {
        *out = (PhotoFile){fd, st.st_size};
        return OK;
    }
    bool absent = errno == ENOENT;
    fd_close(&fd);
    return absent ? fail(ctx, ERR_NOT_FOUND, MSG_PICTURE_GONE) : fail(ctx, ERR_STORAGE, MSG_PICTURE_UNREADABLE);
}

Err photo_erase(Ctx *ctx, const PhotoFolder *folder, Str id)
{
    if (!is_id(id))
        return fail(ctx, ERR_NOT_FOUND, MSG_PICTURE_GONE);
    CLEANUP(fd_close) int bucket = folder_below(folder->fd, bucket_name(ctx->arena, id), false);
    if (bucket < 0)
        return errno == ENOENT ? OK : fail(ctx, ERR_STORAGE, MSG_STORAGE);
    bool gone = true;
    for (PhotoSize size = PHOTO_FULL; size <= PHOTO_THUMB; size++)
        gone &= unlinkat(bucket, file_name(ctx->arena, id, size), 0) == 0 || errno == ENOENT;
    return gone && fsync(bucket) == 0 ? OK : fail(ctx, ERR_STORAGE, MSG_STORAGE);
}

/* The id in "<id>.jpg" or "<id>_t.jpg"; empty: some other file. */
static Str id_of_file(const char *name)
{
    Str whole = str_of(name), id = str_slice(whole, 0, PHOTO_ID_LEN);
    Str ending = str_slice(whole, PHOTO_ID_LEN, whole.len);
    bool ours = is_id(id) && (str_is(ending, endings[PHOTO_FULL]) || str_is(ending, endings[PHOTO_THUMB]));
    return ours ? id : STR("");
}

static bool changed_before(int bucket, const char *name, UnixMs before)
{
    struct stat st;
    return fstatat(bucket, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && (UnixMs)st.st_mtime * 1000 < before;
}

static void dir_close(DIR **dir)
{
    if (*dir != NULL)
        (void)closedir(*dir);
}

Err photo_list_old(Ctx *ctx, const PhotoFolder *folder, const PhotoSearch *search, size_t room, Str *out, size_t *count)
{
    char bucket[3];
    (void)snprintf(bucket, sizeof bucket, "%02x", (unsigned)search->bucket & 255u);
    int fd = folder_below(folder->fd, bucket, false);
    DIR *entries CLEANUP(dir_close) = fd < 0 ? NULL : fdopendir(fd);
    size_t n = 0;
    *count = 0;
    if (entries == NULL) {
        fd_close(&fd);
        return OK; /* nothing was ever kept there */
    }
    for (struct dirent *e = readdir(entries); e != NULL && n < room; e = readdir(entries)) {
        Str id = id_of_file(e->d_name);
        if (!str_empty(id) && changed_before(fd, e->d_name, search->before))
            out[n++] = str_copy(ctx->arena, id);
    }
    *count = n;
    return OK;
}
