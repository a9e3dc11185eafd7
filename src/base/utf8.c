/* UTF-8 by the table of RFC 3629, section 4. */
#include "base/utf8.h"

#include <string.h>

static size_t sequence_length(Str s, size_t i)
{
    const unsigned char *b = (const unsigned char *)s.at + i;
    size_t left = s.len - i;
    if (b[0] < 0x80)
        return 1;
    if (b[0] >= 0xc2 && b[0] <= 0xdf)
        return left >= 2 && (b[1] & 0xc0) == 0x80 ? 2 : 0;
    if (b[0] >= 0xe0 && b[0] <= 0xef) {
        if (left < 3 || (b[1] & 0xc0) != 0x80 || (b[2] & 0xc0) != 0x80)
            return 0;
        if (b[0] == 0xe0 && b[1] < 0xa0)
            return 0;
        return b[0] == 0xed && b[1] > 0x9f ? 0 : 3;
    }
    if (b[0] >= 0xf0 && b[0] <= 0xf4) {
        if (left < 4 || (b[1] & 0xc0) != 0x80 || (b[2] & 0xc0) != 0x80 || (b[3] & 0xc0) != 0x80)
            return 0;
        if (b[0] == 0xf0 && b[1] < 0x90)
            return 0;
        return b[0] == 0xf4 && b[1] > 0x8f ? 0 : 4;
    }
    return 0;
}

bool utf8_valid(Str s)
{
    for (size_t i = 0; i < s.len;) {
        size_t n = sequence_length(s, i);
        if (n == 0)
            return false;
        i += n;
    }
    return true;
}

uint32_t utf8_next_any(Str s, size_t *at)
{
    const unsigned char *b = (const unsigned char *)s.at + *at;
    size_t left = s.len - *at;
    /* nearly all of a Chinese text; nothing overlong and no surrogate begins with these */
    if (left >= 3 && b[0] >= 0xe1 && b[0] <= 0xec && (b[1] & 0xc0) == 0x80 && (b[2] & 0xc0) == 0x80) {
        *at += 3;
        return (uint32_t)(b[0] & 0x0f) << 12 | (uint32_t)(b[1] & 0x3f) << 6 | (b[2] & 0x3fu);
    }
    size_t n = sequence_length(s, *at);
    *at += n > 0 ? n : 1;
    switch (n) {
    case 1:
        return b[0];
    case 2:
        return (uint32_t)(b[0] & 0x1f) << 6 | (b[1] & 0x3fu);
    case 3:
        return (uint32_t)(b[0] & 0x0f) << 12 | (uint32_t)(b[1] & 0x3f) << 6 | (b[2] & 0x3fu);
    case 4:
        return (uint32_t)(b[0] & 0x07) << 18 | (uint32_t)(b[1] & 0x3f) << 12 | (uint32_t)(b[2] & 0x3f) << 6 |
               (b[3] & 0x3fu);
    default:
        return 0xfffd;
    }
}

size_t utf8_length(Str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++)
        count += ((unsigned char)s.at[i] & 0xc0) != 0x80;
    return count;
}

void utf8_encode(uint32_t cp, char out[4], size_t *len)
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        *len = 1;
    } else if (cp < 0x800) {
        out[0] = (char)(0xc0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3f));
        *len = 2;
    } else if (cp < 0x10000) {
        out[0] = (char)(0xe0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
        out[2] = (char)(0x80 | (cp & 0x3f));
        *len = 3;
    } else {
        out[0] = (char)(0xf0 | cp >> 18);
        out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
        out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
        out[3] = (char)(0x80 | (cp & 0x3f));
        *len = 4;
    }
}

Str utf8_cut(Str s, size_t code_points)
{
    size_t at = 0;
    for (size_t n = 0; n < code_points && at < s.len; n++)
        (void)utf8_next(s, &at);
    return str_slice(s, 0, at);
}

bool utf8_is_hidden(uint32_t c)
{
    if (c < 0x80)
        return false;
    bool direction =
        c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    bool line = c == 0x2028 || c == 0x2029;
    bool none = c <= 0x9f || c == 0xfeff || (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
    return direction || line || none;
}

static size_t first_hidden(Str s)
{
    for (size_t at = 0; at < s.len;) {
        size_t begin = at;
        if (utf8_is_hidden(utf8_next(s, &at)))
            return begin;
    }
    return s.len;
}

Str utf8_shown(Arena *arena, Str s)
{
    size_t at = first_hidden(s), len = at;
    if (at == s.len)
        return s;
    char *out = arena_alloc(arena, s.len);
    memcpy(out, s.at, len);
    while (at < s.len) {
        size_t begin = at;
        if (utf8_is_hidden(utf8_next(s, &at)))
            continue;
        memcpy(out + len, s.at + begin, at - begin);
        len += at - begin;
    }
    return (Str){out, len};
}

bool utf8_printable(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (c == 0x7f || (c < 0x20 && c != '\t' && c != '\n' && c != '\r'))
            return false;
    }
    return true;
}
