/* Text as {at, len}; see str.h. */
#include "base/str.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

ptrdiff_t str_find(Str s, Str what)
{
    if (what.len == 0)
        return 0;
    const char *hit = s.len > 0 ? memmem(s.at, s.len, what.at, what.len) : NULL;
    return hit != NULL ? hit - s.at : -1;
}

ptrdiff_t str_find_char(Str s, char c)
{
    const char *hit = s.len > 0 ? memchr(s.at, c, s.len) : NULL;
    return hit != NULL ? hit - s.at : -1;
}

static size_t space_at_start(Str s)
{
    if (s.len > 0 && memchr(" \t\r\n\f\v", s.at[0], 6) != NULL)
        return 1;
    return str_starts(s, STR("\xe3\x80\x80")) ? 3 : 0;
}

static size_t space_at_end(Str s)
{
    if (s.len > 0 && memchr(" \t\r\n\f\v", s.at[s.len - 1], 6) != NULL)
        return 1;
    return str_ends(s, STR("\xe3\x80\x80")) ? 3 : 0;
}

Str str_trim(Str s)
{
    for (size_t n; (n = space_at_start(s)) > 0;)
        s = str_slice(s, n, s.len);
    for (size_t n; (n = space_at_end(s)) > 0;)
        s.len -= n;
    return s;
}

bool str_cut(Str s, char at, Str *before, Str *after)
{
    ptrdiff_t i = str_find_char(s, at);
    if (i < 0)
        return false;
    *before = str_slice(s, 0, (size_t)i);
    *after = str_slice(s, (size_t)i + 1, s.len);
    return true;
}

Str str_copy(Arena *arena, Str s)
{
    return (Str){arena_copy(arena, s.at, s.len), s.len};
}

char *str_z(Arena *arena, Str s)
{
    char *z = arena_alloc(arena, s.len + 1);
    if (s.len > 0)
        memcpy(z, s.at, s.len);
    return z;
}

Str str_join(Arena *arena, const Str *parts, size_t count, Str between)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += parts[i].len + (i > 0 ? between.len : 0);
    char *at = arena_alloc(arena, total + 1);
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && between.len > 0)
            memcpy(at + used, between.at, between.len), used += between.len;
        if (parts[i].len > 0)
            memcpy(at + used, parts[i].at, parts[i].len), used += parts[i].len;
    }
    return (Str){at, total};
}

Str str_vprintf(Arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (len < 0)
        return (Str){"", 0};
    char *at = arena_alloc(arena, (size_t)len + 1);
    (void)vsnprintf(at, (size_t)len + 1, format, args);
    return (Str){at, (size_t)len};
}

Str str_printf(Arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Str s = str_vprintf(arena, format, args);
    va_end(args);
    return s;
}

Str str_lower_ascii(Arena *arena, Str s)
{
    char *at = arena_alloc(arena, s.len + 1);
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        at[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    return (Str){at, s.len};
}

uint64_t str_hash(Str s)
{
    uint64_t hash = 14695981039346656037ULL;
    for (size_t i = 0; i < s.len; i++) {
        hash ^= (unsigned char)s.at[i];
        hash *= 1099511628211ULL;
    }
    return hash;
}

bool str_to_i64(Str s, int64_t *out)
{
    size_t i = 0;
    bool negative = s.len > 0 && s.at[0] == '-';
    if (negative)
        i = 1;
    if (i == s.len)
        return false;
    int64_t value = 0;
    for (; i < s.len; i++) {
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
        int64_t digit = s.at[i] - '0';
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, negative ? -digit : digit, &value))
            return false;
    }
    *out = value;
    return true;
}

bool str_to_double(Str s, double *out)
{
    char z[64];
    if (s.len == 0 || s.len >= sizeof z || (s.at[0] != '-' && s.at[0] != '.' && (s.at[0] < '0' || s.at[0] > '9')))
        return false;
    memcpy(z, s.at, s.len);
    z[s.len] = '\0';
    if (strpbrk(z, "xXnNiIpP") != NULL) /* no hexadecimal, nan, inf */
        return false;
    char *end = NULL;
    errno = 0;
    double value = strtod(z, &end);
    if (end != z + s.len || !isfinite(value))
        return false;
    *out = value;
    return true;
}

Str str_hex(Arena *arena, const unsigned char *bytes, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    char *at = arena_alloc(arena, len * 2 + 1);
    for (size_t i = 0; i < len; i++) {
        at[2 * i] = digits[bytes[i] >> 4];
        at[2 * i + 1] = digits[bytes[i] & 15];
    }
    return (Str){at, len * 2};
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool str_unhex(Str s, unsigned char *out, size_t len)
{
    if (s.len != len * 2)
        return false;
    for (size_t i = 0; i < len; i++) {
        int high = hex_digit(s.at[2 * i]);
        int low = hex_digit(s.at[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}
