/* A text of one case with holes where another case would read otherwise: its number, its moments, its place. Cut once,
 * filled a million times. */
#ifndef GULOU_BENCH_FILL_PATTERN_H
#define GULOU_BENCH_FILL_PATTERN_H

#include "base/buf.h"
#include "base/clock.h"

typedef enum HoleKind { HOLE_NONE, HOLE_TIME, HOLE_NUMBER, HOLE_LAT, HOLE_LON, HOLE_LAST_HASH } HoleKind;

typedef struct Hole {
    Str before; /* what stands between the hole before and this one */
    HoleKind kind;
    int64_t value; /* of the case it was cut from */
} Hole;

typedef struct Pattern {
    Hole *holes;
    size_t count;
    Str rest;
} Pattern;

/* How the copy differs. */
typedef struct Shift {
    Str number;
    UnixMs by;           /* added to every moment */
    int64_t north, east; /* added to degrees × 10^7 */
} Shift;

enum { FIRST_MOMENT = 1500000000 }; /* seconds: whole numbers from here on, in milliseconds, are moments */

/* `text` and `number` must outlive the pattern. Moments are the 13-digit numbers of the JSON text. */
Pattern pattern_cut(Arena *arena, Str text, Str number);
void pattern_fill(Buf *out, const Pattern *pattern, const Shift *shift);
bool is_moment(int64_t value);

#endif
