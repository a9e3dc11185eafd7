/* Strict decoding of request targets; see path.h. A path is split before it is decoded, so that %2F stays data. */
#include "http/path.h"

#include "base/utf8.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Writes one decoded byte and returns how many bytes of `s` it took; 0: bad escape. */
static size_t decode_one(Str s, bool plus, char *out)
{
    if (s.at[0] == '+' && plus) {
        *out = ' ';
        return 1;
    }
    if (s.at[0] != '%') {
        *out = s.at[0];
        return 1;
    }
    int high = s.len >= 3 ? hex_digit(s.at[1]) : -1;
    int low = s.len >= 3 ? hex_digit(s.at[2]) : -1;
    *out = (char)(high * 16 + low);
    return high < 0 || low < 0 ? 0 : 3;
}

static bool needs_decoding(Str s, bool plus)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] == '%' || (plus && s.at[i] == '+') || (unsigned char)s.at[i] >= 0x7f || s.at[i] < 0x20)
            return true;
    return false;
}

bool percent_decode(Arena *arena, Str encoded, bool plus, Str *out)
{
    if (!needs_decoding(encoded, plus)) {
        *out = encoded;
        return true;
    }
    char *at = arena_alloc(arena, encoded.len);
    size_t len = 0;
    for (size_t i = 0; i < encoded.len;) {
        size_t took = decode_one(str_slice(encoded, i, encoded.len), plus, &at[len]);
        if (took == 0 || at[len] == '\0')
            return false;
        len++;
        i += took;
    }
    Str decoded = {at, len};
    if (!utf8_valid(decoded) || !utf8_printable(decoded))
        return false;
    *out = plus ? utf8_shown(arena, decoded) : decoded; /* words; a path is names, and is what was signed */
    return true;
}

static size_t count_char(Str s, char c)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++)
        count += s.at[i] == c;
    return count;
}

bool path_split(Arena *arena, Str path, size_t most, NameValues *out)
{
    size_t count = count_char(path, '/');
    if (count == 0 || count > most || path.at[0] != '/')
        return false;
    NameValue *segments = ARENA_ARRAY(arena, NameValue, count);
    Str rest = str_slice(path, 1, path.len);
    for (size_t i = 0; i < count; i++) {
        Str segment = rest;
        (void)str_cut(rest, '/', &segment, &rest);
        if (!percent_decode(arena, segment, false, &segments[i].value))
            return false;
        if (str_is(segments[i].value, ".") || str_is(segments[i].value, ".."))
            return false;
    }
    *out = (NameValues){segments, count};
    return true;
}

bool query_parse(Arena *arena, Str query, size_t most, NameValues *out)
{
    *out = (NameValues){0};
    if (query.len == 0)
        return true;
    size_t count = count_char(query, '&') + 1;
    if (count > most)
        return false;
    NameValue *pairs = ARENA_ARRAY(arena, NameValue, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        Str pair = query;
        (void)str_cut(query, '&', &pair, &query);
        if (pair.len == 0)
            continue;
        Str name = pair, value = {"", 0};
        (void)str_cut(pair, '=', &name, &value);
        if (!percent_decode(arena, name, true, &pairs[kept].name) ||
            !percent_decode(arena, value, true, &pairs[kept].value))
            return false;
        kept++;
    }
    *out = (NameValues){pairs, kept};
    return true;
}
