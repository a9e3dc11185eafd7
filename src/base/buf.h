/* A growing run of bytes in an arena: how answers, JSON and events are written. */
#ifndef GULOU_BASE_BUF_H
#define GULOU_BASE_BUF_H

#include <string.h>

#include "base/str.h"

typedef struct Buf {
    Arena *arena;
    char *at;
    size_t len;
    size_t room;
} Buf;

Buf buf_new(Arena *arena);
void buf_grow(Buf *buf, size_t more); /* only for the two below */
void buf_z(Buf *buf, const char *z);
void buf_i64(Buf *buf, int64_t value);
void buf_printf(Buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
Str buf_str(const Buf *buf); /* valid until the next addition */

static inline void buf_add(Buf *buf, Str s)
{
    if (s.len == 0)
        return;
    if (buf->room - buf->len < s.len)
        buf_grow(buf, s.len);
    memcpy(buf->at + buf->len, s.at, s.len);
    buf->len += s.len;
}

static inline void buf_char(Buf *buf, char c)
{
    if (buf->room == buf->len)
        buf_grow(buf, 1);
    buf->at[buf->len++] = c;
}

#endif
