/* Pictures in memory to pictures in memory, by libvips: the part that touches hostile bytes.
 * Exactly three loaders exist in this process, each called by its name. */
#ifndef GULOU_PHOTOWORKER_DECODER_H
#define GULOU_PHOTOWORKER_DECODER_H

#include <stdbool.h>
#include <vips/vips.h>

#include "photoworker/protocol.h"

/* Starts the library, closes every other loader and saver, and decodes one tiny picture of each kind so
 * that all modules are loaded before the sandbox closes. Returns the formats that worked; 0: unusable. */
uint32_t decoder_start(const char *program);

/* Which of the three the bytes begin like; 0: none. */
uint32_t decoder_kind(const unsigned char *bytes, size_t len);

typedef struct DecodedPicture {
    ImageAnswer answer;
    void *full, *thumb; /* JPEG, g_free'd by nobody: the process ends */
} DecodedPicture;

/* Always fills `answer`; the JPEGs only with IMAGE_DONE. */
void decoder_run(const ImageRequest *request, const void *bytes, DecodedPicture *out);

/* Where and when, from the EXIF fields that libvips kept; leaves what is absent or implausible empty. */
void facts_read(VipsImage *image, ImageAnswer *answer);

#endif
