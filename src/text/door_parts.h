/* What stands behind a place's name in folded text: 12弄8号, 3号楼2单元502室, 3-2-502, 与湖前路交叉口. */
#ifndef GULOU_TEXT_DOOR_PARTS_H
#define GULOU_TEXT_DOOR_PARTS_H

#include "text/gazetteer.h"

/* Reads from byte `at`; returns where the parts end (`at` itself when there are none). */
size_t door_parts_read(Str folded, size_t at, DoorParts *out);
/* Do the streets ending at `first_to` and at `second_to` meet, in words? Returns the length of the word
 * that says so behind the second (交叉口, 路口 ...), or 0. */
size_t crossing_word(Str folded, size_t first_to, size_t second_from, size_t second_to);

#endif
