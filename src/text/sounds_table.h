/* See sounds.h: each syllable in letters, then the characters that sound so. */
#ifndef GULOU_TEXT_SOUNDS_TABLE_H
#define GULOU_TEXT_SOUNDS_TABLE_H

extern const char sound_groups[];

#endif
