/* Whoever types by sound picks the wrong character of the right sound: 观凤亭 for 观风亭. Toneless, and without the
 * differences that southern tongues do not make: zh/z, ch/c, sh/s, l/n, f/h, -ng/-n. */
#ifndef GULOU_TEXT_SOUNDS_H
#define GULOU_TEXT_SOUNDS_H

#include "base/str.h"

bool sounds_alike(uint32_t a, uint32_t b); /* false when either sound is unknown */

#endif
