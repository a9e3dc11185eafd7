/* Kept photos in the depot: photos/<first two digits of id>/<id>.jpg and <id>_t.jpg. Never changed once they are there.
 */
#ifndef GULOU_PHOTOS_KEPT_H
#define GULOU_PHOTOS_KEPT_H

#include "depot/depot.h"

typedef enum PhotoSize { PHOTO_FULL, PHOTO_THUMB } PhotoSize;

enum { PHOTO_ID_LEN = 32, PHOTO_SHELVES = 256 };

/* In a data folder: makes DIR/photos where it is missing and sweeps what a power cut left half written in
 * DIR/photos/tmp an hour ago or earlier (younger files may be another server's). STORAGE when it cannot. */
MUST_USE Err photo_folder_ready(Ctx *ctx, const char *data_folder);

/* Errors besides those said here: those of depot.h. */

/* Keeps both durably under a new id from ctx->rand. */
MUST_USE Err photo_keep(Ctx *ctx, Depot *depot, Str full, Str thumb, Str *id);
/* 32 hexadecimal digits: 128 bits of ctx->rand. */
Str photo_new_id(Ctx *ctx);
/* The same picture under another id. */
MUST_USE Err photo_keep_again(Ctx *ctx, Depot *depot, Str id, Str again);
/* NOT_FOUND (PICTURE_GONE) also for what is no id. */
MUST_USE Err photo_open(Ctx *ctx, Depot *depot, Str id, PhotoSize size, DepotOpened *out);
/* Both sizes, durably; a photo already gone is OK, so that an erasure may be repeated. */
MUST_USE Err photo_erase(Ctx *ctx, Depot *depot, Str id);

typedef struct PhotoSearch {
    int shelf; /* 0 to PHOTO_SHELVES - 1 */
    UnixMs before;
    void *self;
    Err (*visit)(void *self, Ctx *ctx, Str id, PhotoSize size);
} PhotoSearch;
/* The photos' files of one shelf that were written before then; other files are passed over. */
MUST_USE Err photo_each(Ctx *ctx, Depot *depot, const PhotoSearch *search);

/* "photos/3f/3f..._t.jpg" */
Str photo_path(Arena *arena, Str id, PhotoSize size);

#endif
