/* A photo that lies in the depot, as the store is told of it. */
#ifndef GULOU_DOMAIN_PHOTO_H
#define GULOU_DOMAIN_PHOTO_H

#include "base/str.h"

typedef struct NewPhoto {
    Str id;     /* 32 hexadecimal digits: 128 random bits */
    Str sha256; /* hexadecimal; of the kept full JPEG, as are the others */
    int64_t bytes, width, height;
} NewPhoto;

#endif
