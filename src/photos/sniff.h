/* What a file is by its first bytes, whatever it is called: to answer "this is a PDF, not a photo"
 * without troubling a worker. */
#ifndef GULOU_PHOTOS_SNIFF_H
#define GULOU_PHOTOS_SNIFF_H

#include "base/str.h"

enum { SNIFF_BYTES = 512 };

typedef struct Sniffed {
    uint32_t format;  /* IMAGE_JPEG, IMAGE_PNG or IMAGE_HEIC of photoworker/protocol.h; 0: none of them */
    const char *name; /* "PDF", "GIF": the same in both languages; NULL: unknown */
} Sniffed;

Sniffed sniff(Str beginning);

#endif
