/* Is this a plain JPEG and nothing else? The worker's answer is not trusted: a decoder that was taken over
 * might hand back a file with metadata, script or anything behind the picture. */
#ifndef GULOU_PHOTOS_JPEG_CHECK_H
#define GULOU_PHOTOS_JPEG_CHECK_H

#include "base/str.h"

/* True when `file` has only the segments a picture needs (ITU-T T.81 B.1.1.3; of the application's, only
 * JFIF's), of `width` x `height`, and ends with the end-of-image marker. */
bool jpeg_is_plain(Str file, int width, int height);

#endif
