/* Cutting and filling; see pattern.h. */
#include "pattern.h"

enum { HOLES_MAX = 128 };

bool is_moment(int64_t value)
{
    return value >= (int64_t)FIRST_MOMENT * 1000;
}

static size_t digits_at(Str text, size_t at)
{
    size_t n = 0;
    while (at + n < text.len && text.at[at + n] >= '0' && text.at[at + n] <= '9')
        n++;
    return n;
}

static HoleKind hole_of(Str text, size_t at, int64_t value)
{
    Str before = str_slice(text, 0, at);
    if (str_ends(before, STR("\"lat_e7\":")))
        return HOLE_LAT;
    if (str_ends(before, STR("\"lon_e7\":")))
        return HOLE_LON;
    return str_ends(before, STR(":")) && is_moment(value) ? HOLE_TIME : HOLE_NONE;
}

/* The hole that begins at `at`, and how long it is; 0: none does. */
static size_t find_hole(Str text, size_t at, Str number, Hole *out)
{
    size_t n = digits_at(text, at);
    if (n == 0)
        return 0;
    Str digits = str_slice(text, at, at + n);
    bool quoted = at > 0 && text.at[at - 1] == '"';
    *out = (Hole){.kind = HOLE_NONE};
    if (quoted && str_eq(digits, number))
        out->kind = HOLE_NUMBER;
    else if (!quoted && str_to_i64(digits, &out->value))
        out->kind = hole_of(text, at, out->value);
    return n;
}

Pattern pattern_cut(Arena *arena, Str text, Str number)
{
    Hole holes[HOLES_MAX] = {0};
    Pattern pattern = {0};
    size_t from = 0;
    for (size_t at = 0; at < text.len;) {
        Hole hole;
        size_t n = find_hole(text, at, number, &hole);
        if (n > 0 && hole.kind != HOLE_NONE && pattern.count + 1 < HOLES_MAX) {
            hole.before = str_slice(text, from, at);
            holes[pattern.count++] = hole;
            from = at + n;
        }
        at += n > 0 ? n : 1;
    }
    pattern.holes = arena_copy(arena, holes, (pattern.count + 1) * sizeof *holes);
    pattern.rest = str_slice(text, from, text.len);
    return pattern;
}

void pattern_fill(Buf *out, const Pattern *pattern, const Shift *shift)
{
    for (size_t i = 0; i < pattern->count; i++) {
        const Hole *hole = &pattern->holes[i];
        buf_add(out, hole->before);
        if (hole->kind == HOLE_NUMBER)
            buf_add(out, shift->number);
        else if (hole->kind == HOLE_TIME)
            buf_i64(out, hole->value + shift->by);
        else
            buf_i64(out, hole->value + (hole->kind == HOLE_LAT ? shift->north : shift->east));
    }
    buf_add(out, pattern->rest);
}
