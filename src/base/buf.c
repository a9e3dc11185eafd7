/* A growing run of bytes; doubles in place, so an arena holds at most twice the text. */
#include "base/buf.h"

#include <string.h>

Buf buf_new(Arena *arena)
{
    return (Buf){.arena = arena};
}

static void buf_room(Buf *buf, size_t more)
{
    if (buf->room - buf->len >= more)
        return;
    size_t room = buf->room != 0 ? buf->room * 2 : 256;
    while (room - buf->len < more)
        room *= 2;
    char *at = arena_alloc(buf->arena, room);
    if (buf->len > 0)
        memcpy(at, buf->at, buf->len);
    buf->at = at;
    buf->room = room;
}

void buf_add(Buf *buf, Str s)
{
    if (s.len == 0)
        return;
    buf_room(buf, s.len);
    memcpy(buf->at + buf->len, s.at, s.len);
    buf->len += s.len;
}

void buf_char(Buf *buf, char c)
{
    buf_room(buf, 1);
    buf->at[buf->len++] = c;
}

void buf_z(Buf *buf, const char *z)
{
    buf_add(buf, str_of(z));
}

void buf_i64(Buf *buf, int64_t value)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + rest % 10);
    } while ((rest /= 10) > 0);
    if (value < 0)
        digits[--at] = '-';
    buf_add(buf, (Str){digits + at, sizeof digits - at});
}

void buf_printf(Buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buf_add(buf, str_vprintf(buf->arena, format, args));
    va_end(args);
}

Str buf_str(const Buf *buf)
{
    return (Str){buf->at != NULL ? buf->at : "", buf->len};
}
