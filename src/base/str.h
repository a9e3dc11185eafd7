/* Text as {at, len}: UTF-8 bytes that somebody else owns (an arena, a literal, a row).
 * Never NUL-terminated by promise; `str_z` makes a C string where a library wants one. */
#ifndef GULOU_BASE_STR_H
#define GULOU_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"

typedef struct Str {
    const char *at;
    size_t len;
} Str;

#define STR(literal) ((Str){"" literal, sizeof(literal) - 1})
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).len, (s).at

/* Here because every lookup and every line of JSON is made of them. */

/* Of a C string; NULL gives the empty Str. */
static inline Str str_of(const char *z)
{
    return z != NULL ? (Str){z, strlen(z)} : (Str){"", 0};
}

static inline bool str_eq(Str a, Str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline bool str_is(Str a, const char *z)
{
    return str_eq(a, str_of(z));
}

static inline bool str_empty(Str s)
{
    return s.len == 0;
}

/* Byte order. */
static inline int str_cmp(Str a, Str b)
{
    size_t least = a.len < b.len ? a.len : b.len;
    int order = least > 0 ? memcmp(a.at, b.at, least) : 0;
    if (order != 0)
        return order;
    return a.len < b.len ? -1 : a.len > b.len;
}

static inline bool str_starts(Str s, Str prefix)
{
    return s.len >= prefix.len && str_eq((Str){s.at, prefix.len}, prefix);
}

static inline bool str_ends(Str s, Str suffix)
{
    return s.len >= suffix.len && str_eq((Str){s.at + s.len - suffix.len, suffix.len}, suffix);
}

/* Clamped. */
static inline Str str_slice(Str s, size_t from, size_t to)
{
    if (to > s.len)
        to = s.len;
    if (from > to)
        from = to;
    return from == 0 ? (Str){s.at, to} : (Str){s.at + from, to - from}; /* nothing may be added to NULL */
}

ptrdiff_t str_find(Str s, Str what);                   /* byte offset or -1 */
ptrdiff_t str_find_char(Str s, char c);                /* byte offset or -1 */
Str str_trim(Str s);                                   /* ASCII white space and U+3000 at both ends */
bool str_cut(Str s, char at, Str *before, Str *after); /* false: no `at`, outputs untouched */
Str str_copy(Arena *arena, Str s);
char *str_z(Arena *arena, Str s);
Str str_join(Arena *arena, const Str *parts, size_t count, Str between);
Str str_printf(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
Str str_vprintf(Arena *arena, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
Str str_lower_ascii(Arena *arena, Str s);
uint64_t str_hash(Str s); /* FNV-1a 64: for tables in memory, not for secrets */

/* Whole-string numbers: true only when all of `s` was read and it fitted. */
bool str_to_i64(Str s, int64_t *out);
bool str_to_double(Str s, double *out); /* finite only */

Str str_hex(Arena *arena, const unsigned char *bytes, size_t len); /* lower case */
bool str_unhex(Str s, unsigned char *out, size_t len);             /* exactly len bytes */

#endif
