/* The demo's few pictures, drawn for this project. Each case that shows one gets a photo of its own: its own number,
 * its own row, its own name in the depot (in a folder a hard link, so that hundreds of them weigh as much as eight). */
#ifndef GULOU_DEMO_ALBUM_H
#define GULOU_DEMO_ALBUM_H

#include "db/db.h"
#include "photos/picture.h"
#include "store/photo_store.h"

enum { ALBUM_MAX = 16 };

typedef enum PictureOf { PICTURE_OF_MATTER, PICTURE_OF_PRESENCE, PICTURE_OF_RESULT, PICTURE_OF_COUNT } PictureOf;

typedef struct AlbumPicture {
    PictureOf of;
    Str name; /* "before-lamp_P0108.jpg": which kinds it shows */
    NewPhoto photo;
} AlbumPicture;

typedef struct Album {
    Depot *depot; /* NULL: rows alone */
    AlbumPicture at[ALBUM_MAX];
    size_t len; /* 0: this district has no pictures, and cases that need one are answered instead */
} Album;

typedef struct AlbumSource {
    const char *pictures; /* folder of JPEGs: before-*.jpg with the codes of the kinds they show, present-*.jpg,
                             after-*.jpg; NULL or missing: none */
    Depot *depot;
    PicturePool *pool; /* NULL: they are kept as they are */
} AlbumSource;

MUST_USE Err album_open(Ctx *ctx, const AlbumSource *source, Album *out);

/* Of rows alone, without files: for stores whose pictures nobody will look at. */
void album_of_rows(Album *out);

typedef struct AlbumWish {
    PictureOf of;
    size_t pick;
    Str category; /* of a matter: its kind; empty: any */
} AlbumWish;
bool album_has(const Album *album, const AlbumWish *wish);
/* A loose photo for one event. NOT_FOUND when the album has none such. */
MUST_USE Err album_take(Tx *tx, const Album *album, const AlbumWish *wish, Str *id);

#endif
