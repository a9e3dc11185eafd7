/* Photos of a case: what a resident, a grid member or a called unit shows. An uploaded file is judged by
 * its bytes, decoded in a sandboxed process of its own (src/photoworker), and only the clean JPEGs that
 * come back are kept; the upload itself stays the caller's, to be deleted. */
#ifndef GULOU_PHOTOS_PICTURE_H
#define GULOU_PHOTOS_PICTURE_H

#include "base/ctx.h"
#include "domain/photo.h"
#include "photos/kept.h"

typedef struct PicturePool PicturePool;

/* A zero takes the default in brackets. */
typedef struct PictureLimits {
    int64_t max_bytes;      /* of the upload [25 MB] */
    int64_t max_megapixels; /* [100]; half of it where the decoder must hold the whole picture */
    int max_side;           /* pixels [20000] */
    int wait_ms;            /* for a free worker [8000] */
    int deadline_ms;        /* for one picture [10000] */
    int memory_mb;          /* address space of a worker [1024] */
} PictureLimits;

typedef struct PictureSetup {
    const char *worker;     /* path of gulou-image */
    int workers;            /* how many pictures at once [2] */
    Depot *depot;           /* outlives the pool */
    int utc_offset_minutes; /* of the cameras' clocks, where EXIF names none: the jurisdiction's */
    PictureLimits limits;
} PictureSetup;

/* Starts the workers without waiting for them; any thread may use the pool. STORAGE when the program cannot be started.
 */
MUST_USE Err picture_pool_start(Ctx *ctx, const PictureSetup *setup, PicturePool **out);
/* Call when no further request will come; waits for pictures under way. NULL is fine. */
void picture_pool_stop(PicturePool *pool);
/* Waits until a worker has said that it can read pictures; BUSY when none does. */
MUST_USE Err picture_pool_ready(Ctx *ctx, PicturePool *pool);
/* For a page's <input accept>: the types that this machine's build really reads. */
Str picture_accept(Ctx *ctx, PicturePool *pool);

typedef struct Picture {
    NewPhoto photo;
    bool has_place;             /* EXIF had a GPS fix */
    double latitude, longitude; /* WGS-84 */
    UnixMs taken_at;            /* 0: unknown or implausible */
} Picture;

/* Both JPEGs are kept durably when this returns OK. UNSUPPORTED (what it is instead is told), TOO_LARGE (bytes or
 * pixels), INVALID (empty, damaged, cannot be decoded), BUSY, STORAGE. */
MUST_USE Err picture_process(Ctx *ctx, PicturePool *pool, const char *upload_path, Picture *out);

#endif
