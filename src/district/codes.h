/* A set of codes with the line each was first seen on: how duplicates and unknown codes are found at once, however
 * long the table. */
#ifndef GULOU_DISTRICT_CODES_H
#define GULOU_DISTRICT_CODES_H

#include "base/str.h"

typedef struct CodeLine {
    Str code;
    int64_t line;
} CodeLine;

typedef struct Codes {
    CodeLine *slots;
    size_t count, room; /* room is a power of two */
} Codes;

/* The line it is already on, or 0 when it was new and is now in the set. The text is not copied. */
int64_t codes_add(Codes *codes, Arena *arena, Str code, int64_t line);
int64_t codes_line(const Codes *codes, Str code); /* 0: not there */

#endif
