/* A growing run of bytes; doubles, where it stands if nothing was allocated since. */
#include "base/buf.h"

#include <string.h>

Buf buf_new(Arena *arena)
{
    return (Buf){.arena = arena};
}

void buf_grow(Buf *buf, size_t more)
{
    size_t room = buf->room != 0 ? buf->room * 2 : 256;
    while (room - buf->len < more)
        room *= 2;
    if (buf->room == 0 || !arena_extend(buf->arena, buf->at, buf->room, room)) {
        char *at = arena_room(buf->arena, room);
        if (buf->len > 0)
            memcpy(at, buf->at, buf->len);
        buf->at = at;
    }
    buf->room = room;
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
