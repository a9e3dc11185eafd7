/* The folder of kept photos: DIR/photos/<first two digits of id>/<id>.jpg and <id>_t.jpg. Files are never
 * changed once they are there; temporary ones live in DIR/photos/tmp and are swept when the folder is opened. */
#ifndef GULOU_PHOTOS_FOLDER_H
#define GULOU_PHOTOS_FOLDER_H

#include "base/ctx.h"

typedef struct PhotoFolder {
    int fd; /* of DIR/photos */
} PhotoFolder;

typedef enum PhotoSize { PHOTO_FULL, PHOTO_THUMB } PhotoSize;

enum { PHOTO_ID_LEN = 32 };

/* Makes what is missing. STORAGE when it cannot. */
MUST_USE Err photo_folder_open(Ctx *ctx, const char *data_folder, PhotoFolder *out);
void photo_folder_close(PhotoFolder *folder); /* for CLEANUP, too */

/* Writes both durably (file synced, renamed, folder synced) under a new id from ctx->rand. STORAGE. */
MUST_USE Err photo_keep(Ctx *ctx, const PhotoFolder *folder, Str full, Str thumb, Str *id);

typedef struct PhotoFile {
    int fd; /* read only, the caller's to close */
    int64_t bytes;
} PhotoFile;

/* NOT_FOUND also for what is no id. */
MUST_USE Err photo_open(Ctx *ctx, const PhotoFolder *folder, Str id, PhotoSize size, PhotoFile *out);
/* Both sizes, durably; a photo already gone is OK, so that an erasure may be repeated. */
MUST_USE Err photo_erase(Ctx *ctx, const PhotoFolder *folder, Str id);
/* Ids of the photos in one of the 256 sub-folders whose files were last changed before `before`; at most `room`. */
typedef struct PhotoSearch {
    int bucket; /* 0 to 255 */
    UnixMs before;
} PhotoSearch;
MUST_USE Err photo_list_old(Ctx *ctx, const PhotoFolder *folder, const PhotoSearch *search, size_t room, Str *out,
                            size_t *count);
/* "photos/3f/3f..._t.jpg", relative to the data folder. */
Str photo_path(Arena *arena, Str id, PhotoSize size);

#endif
