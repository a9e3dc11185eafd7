/* UTF-8: what arrives from outside is checked here before anything else looks at it. */
#ifndef GULOU_BASE_UTF8_H
#define GULOU_BASE_UTF8_H

#include "base/arena.h"
#include "base/str.h"

bool utf8_valid(Str s);    /* RFC 3629: no overlong forms, surrogates, or beyond U+10FFFF */
size_t utf8_length(Str s); /* code points of a valid text */
uint32_t utf8_next_any(Str s, size_t *at);
/* The next code point of a valid text; *at moves past it. Call while *at < s.len. Three bytes, as every Han character
 * in daily use has them, are read on the spot. */
static inline uint32_t utf8_next(Str s, size_t *at)
{
    const unsigned char *b = (const unsigned char *)s.at + *at;
    if (s.len - *at < 3 || b[0] <= 0xe0 || b[0] >= 0xed || (b[1] & 0xc0) != 0x80 || (b[2] & 0xc0) != 0x80)
        return utf8_next_any(s, at);
    *at += 3;
    return (uint32_t)(b[0] & 0x0f) << 12 | (uint32_t)(b[1] & 0x3f) << 6 | (b[2] & 0x3fu);
}
void utf8_encode(uint32_t code_point, char out[4], size_t *len);
Str utf8_cut(Str s, size_t code_points); /* at most so many code points, never half of one */
/* What nobody sees and what makes people see something else: marks that turn the direction of text (a name that reads
 * backwards, a number that stands in another order), line ends that are none to most programs, C1 controls, and what is
 * no character. Joiners, of which emoji and some scripts are made, are none of these. */
bool utf8_is_hidden(uint32_t code_point);
Str utf8_shown(Arena *arena, Str s); /* a valid text without them; the same one where there are none */
/* False for control characters other than tab, newline and carriage return. */
bool utf8_printable(Str s);

#endif
