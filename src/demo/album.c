/* Pictures for the demo's past; see album.h. */
#include "demo/album.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"

static const char *const beginnings[PICTURE_OF_COUNT] = {"before-", "present-", "after-"};

static bool is_of(const char *name, PictureOf *out)
{
    for (unsigned of = 0; of < PICTURE_OF_COUNT; of++)
        if (strncmp(name, beginnings[of], strlen(beginnings[of])) == 0 && str_ends(str_of(name), STR(".jpg"))) {
            *out = (PictureOf)of;
            return true;
        }
    return false;
}

static Err read_file(Ctx *ctx, const char *path, Str *out)
{
    enum { PICTURE_MAX = 1 << 20 };
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return fail(ctx, ERR_NOT_FOUND, MSG_FILE_UNREADABLE, str_of(path));
    char *bytes = arena_alloc(ctx->arena, PICTURE_MAX);
    size_t len = fread(bytes, 1, PICTURE_MAX, file);
    (void)fclose(file);
    *out = (Str){bytes, len};
    return OK;
}

/* Without the picture process: ours are small and clean already, and serve as their own thumbnails. */
static Err keep_as_it_is(Ctx *ctx, const AlbumSource *source, const char *path, NewPhoto *out)
{
    enum { WIDTH = 480, HEIGHT = 360 };
    Str bytes, id;
    TRY(read_file(ctx, path, &bytes));
    TRY(photo_keep(ctx, source->depot, bytes, bytes, &id));
    Hash hash = hash_sha256(bytes);
    *out = (NewPhoto){id, hash_hex(ctx->arena, &hash), (int64_t)bytes.len, WIDTH, HEIGHT};
    return OK;
}

static Err keep(Ctx *ctx, const AlbumSource *source, const char *path, NewPhoto *out)
{
    Picture picture;
    if (source->pool == NULL || picture_process(ctx, source->pool, path, &picture) != OK)
        return keep_as_it_is(ctx, source, path, out);
    *out = picture.photo;
    return OK;
}

Err album_open(Ctx *ctx, const AlbumSource *source, Album *out)
{
    Album album = {.depot = source->depot};
    struct dirent **names = NULL;
    int count =
        source->pictures == NULL || source->depot == NULL ? 0 : scandir(source->pictures, &names, NULL, alphasort);
    Err err = OK;
    for (int i = 0; i < count; i++) {
        AlbumPicture *picture = &album.at[album.len];
        if (err == OK && album.len < ALBUM_MAX && is_of(names[i]->d_name, &picture->of)) {
            Str path = str_printf(ctx->arena, "%s/%s", source->pictures, names[i]->d_name);
            picture->name = str_copy(ctx->arena, str_of(names[i]->d_name));
            err = keep(ctx, source, str_z(ctx->arena, path), &picture->photo);
            album.len++;
        }
        free(names[i]);
    }
    free(names);
    TRY(err);
    *out = album;
    return OK;
}

void album_of_rows(Album *out)
{
    *out = (Album){.len = PICTURE_OF_COUNT};
    for (size_t i = 0; i < out->len; i++)
        out->at[i] = (AlbumPicture){
            .of = (PictureOf)i,
            .photo = {.sha256 =
                          STR("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"), /* of nothing */
                      .width = 1,
                      .height = 1}};
}

static bool fits(const AlbumPicture *picture, const AlbumWish *wish)
{
    bool any = str_empty(wish->category) || str_empty(picture->name);
    return picture->of == wish->of && (any || str_find(picture->name, wish->category) >= 0);
}

static const AlbumPicture *choose(const Album *album, const AlbumWish *wish)
{
    const AlbumPicture *found[ALBUM_MAX];
    size_t count = 0;
    for (size_t i = 0; i < album->len; i++)
        if (fits(&album->at[i], wish))
            found[count++] = &album->at[i];
    return count > 0 ? found[wish->pick % count] : NULL;
}

bool album_has(const Album *album, const AlbumWish *wish)
{
    return choose(album, wish) != NULL;
}

Err album_take(Tx *tx, const Album *album, const AlbumWish *wish, Str *id)
{
    Ctx *ctx = tx->ctx;
    const AlbumPicture *picture = choose(album, wish);
    if (picture == NULL)
        return fail(ctx, ERR_NOT_FOUND, MSG_FILE_UNREADABLE, STR("photos"));
    NewPhoto copy = picture->photo;
    copy.id = photo_new_id(ctx);
    if (album->depot != NULL)
        TRY(photo_keep_again(ctx, album->depot, picture->photo.id, copy.id));
    TRY(photo_add(tx, &copy));
    *id = copy.id;
    return OK;
}
