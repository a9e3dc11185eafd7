/* Pictures in the store: uploaded ones are loose until a case takes them (24 h); their files are photos/ room's care.
 */
#ifndef GULOU_STORE_PHOTO_STORE_H
#define GULOU_STORE_PHOTO_STORE_H

#include "db/db.h"
#include "domain/photo.h"

MUST_USE Err photo_add(Tx *tx, const NewPhoto *photo);

typedef struct PhotoTake {
    Str id, number;
    int64_t seq;
    Str stage;
} PhotoTake;
typedef struct LoosePhoto {
    Str sha256, salt;
} LoosePhoto;
/* Attaches a loose picture to an event. INVALID (field "photos") when it is unknown, erased or taken already. */
MUST_USE Err photo_take(Tx *tx, const PhotoTake *take, LoosePhoto *out);

typedef struct StoredPhoto {
    Str id, number; /* number empty: loose */
    int64_t seq;
    Str stage;
    int64_t width, height;
    UnixMs uploaded_at, erased_at;
    Str sha256, salt;
} StoredPhoto;
MUST_USE Err photo_list(Tx *tx, Str number, StoredPhoto **out, size_t *count);
/* NOT_FOUND when there is no such picture or it was erased. */
MUST_USE Err photo_require_kept(Tx *tx, Str id);

/* For the sweep. Ids only; a page at a time. */
enum { PHOTO_PAGE = 100 };
typedef struct PhotoPage {
    Str at[PHOTO_PAGE];
    size_t len;
} PhotoPage;
MUST_USE Err photo_drop_loose(Tx *tx, UnixMs before, PhotoPage *dropped); /* loose since before then: their rows go */
MUST_USE Err photo_erased(Tx *tx, PhotoPage *out);                        /* erased, their files not yet removed */
MUST_USE Err photo_file_gone(Tx *tx, Str id);                             /* such a file was removed */
MUST_USE Err photo_known(Tx *tx, Str id, bool *out);                      /* there is a row, loose or taken */

#endif
