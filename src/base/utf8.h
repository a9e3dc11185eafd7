/* UTF-8: what arrives from outside is checked here before anything else looks at it. */
#ifndef GULOU_BASE_UTF8_H
#define GULOU_BASE_UTF8_H

#include "base/str.h"

bool utf8_valid(Str s);          /* RFC 3629: no overlong forms, surrogates, or beyond U+10FFFF */
size_t utf8_length(Str s);       /* code points of a valid text */
/* The next code point of a valid text; *at moves past it. Call while *at < s.len. */
uint32_t utf8_next(Str s, size_t *at);
void utf8_encode(uint32_t code_point, char out[4], size_t *len);
Str utf8_cut(Str s, size_t code_points); /* at most so many code points, never half of one */
/* False for control characters other than tab, newline and carriage return. */
bool utf8_printable(Str s);

#endif
