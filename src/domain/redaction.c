/* Covering words; see redaction.h. */
#include "domain/redaction.h"

#include "base/buf.h"
#include "base/utf8.h"

enum { COVERED = 0x2587 };

static bool is_break(uint32_t letter)
{
    return letter == '\n' || letter == '\r';
}

static void put_letter(Buf *out, uint32_t letter)
{
    char bytes[4];
    size_t len = 0;
    utf8_encode(letter, bytes, &len);
    buf_add(out, (Str){bytes, len});
}

static bool covers(const Cover *cover, int64_t at)
{
    for (size_t i = 0; i < cover->count; i++)
        if (cover->spans[i].from <= at && at < cover->spans[i].until)
            return true;
    return false;
}

Str words_cover(Arena *arena, Str words, const Cover *cover)
{
    Buf out = buf_new(arena);
    size_t at = 0;
    for (int64_t n = 0; at < words.len; n++) {
        uint32_t letter = utf8_next(words, &at);
        put_letter(&out, covers(cover, n) && !is_break(letter) ? COVERED : letter);
    }
    return buf_str(&out);
}

Str words_cover_both(Arena *arena, Str a, Str b)
{
    Buf out = buf_new(arena);
    size_t at = 0, bt = 0;
    while (at < a.len && bt < b.len) {
        uint32_t one = utf8_next(a, &at), other = utf8_next(b, &bt);
        if (one != other && one != COVERED && other != COVERED)
            return STR("");
        put_letter(&out, one == other ? one : COVERED);
    }
    return at == a.len && bt == b.len ? buf_str(&out) : STR("");
}

bool words_left(Str words)
{
    size_t at = 0;
    while (at < words.len) {
        uint32_t letter = utf8_next(words, &at);
        if (letter != COVERED && letter != ' ' && letter != '\t' && letter != 0x3000 && !is_break(letter))
            return true;
    }
    return false;
}
