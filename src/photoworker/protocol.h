/* What the server and its picture process (gulou-image) say to each other over one socket, in the
 * machine's own byte order: both are built from this file. One life of a worker:
 *   worker -> Hello;  server -> Request + the file's bytes;  worker -> Answer + full JPEG + thumbnail; end.
 * A worker sees one picture only, so that one resident's file can never touch another's. */
#ifndef GULOU_PHOTOWORKER_PROTOCOL_H
#define GULOU_PHOTOWORKER_PROTOCOL_H

#include <stdint.h>

#define IMAGE_MAGIC 0x474c5032u /* changes with this file's layout */

enum { IMAGE_JPEG = 1, IMAGE_PNG = 2, IMAGE_HEIC = 4 }; /* bits of ImageHello.formats */

typedef enum ImageStatus {
    IMAGE_DONE,
    IMAGE_UNKNOWN,         /* none of the formats this build reads */
    IMAGE_TOO_MANY_PIXELS, /* by its header, before anything was decoded */
    IMAGE_DAMAGED,         /* truncated, or refused by its decoder */
    IMAGE_STATUS_COUNT
} ImageStatus;

typedef struct ImageHello {
    uint32_t magic;
    uint32_t formats;
} ImageHello;

typedef struct ImageRequest {
    uint32_t magic;
    uint32_t max_side;         /* pixels, of the file's own picture */
    uint64_t bytes;            /* of the file, which follow */
    uint64_t max_pixels;       /* of a picture that is read strip by strip */
    uint64_t max_whole_pixels; /* of one that its decoder must hold whole: progressive, interlaced, HEIC */
    uint32_t full_side;        /* pixels, longer side of the answer */
    uint32_t thumb_side;
} ImageRequest;

typedef struct ImageAnswer {
    uint32_t magic;
    uint32_t status;        /* ImageStatus; only IMAGE_DONE has what follows */
    uint32_t width, height; /* of the full JPEG, upright */
    uint32_t thumb_width, thumb_height;
    uint32_t orientation; /* EXIF 1 to 8, as it was in the file; already applied */
    uint32_t has_place;
    double latitude, longitude; /* degrees WGS-84 as in EXIF, south and west negative */
    char taken[20];             /* "2026:06:01 08:30:00" of the camera's clock, or empty */
    char taken_offset[8];       /* "+08:00", or empty */
    uint32_t full_bytes, thumb_bytes;
} ImageAnswer;

#endif
