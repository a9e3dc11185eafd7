/* See negotiate.h. */
#include "http/negotiate.h"

#include <string.h>
#include <strings.h>

#include <zlib.h>

/* "q=0.5" -> is it above nought? What is no q-value counts as 0: we never guess in favour of a coding. */
static bool quality_positive(Str parameter)
{
    double q = 0;
    parameter = str_trim(parameter);
    if (parameter.len < 3 || (parameter.at[0] != 'q' && parameter.at[0] != 'Q') || parameter.at[1] != '=')
        return false;
    return str_to_double(str_slice(parameter, 2, parameter.len), &q) && q > 0;
}

static bool names(Str item, const char *coding)
{
    return item.len == strlen(coding) && strncasecmp(item.at, coding, item.len) == 0;
}

bool encoding_accepted(Str header, const char *coding)
{
    bool star = false;
    for (bool more = header.len > 0; more;) {
        Str item = header, parameter = {"", 0};
        more = str_cut(header, ',', &item, &header);
        bool weighed = str_cut(item, ';', &item, &parameter);
        bool accepted = !weighed || quality_positive(parameter);
        item = str_trim(item);
        if (names(item, coding))
            return accepted;
        if (str_is(item, "*"))
            star = accepted;
    }
    return star;
}

bool content_compressible(const char *type)
{
    static const char *const like[] = {"text/",           "application/json",      "application/problem+json",
                                       "application/xml", "application/geo+json",  "application/javascript",
                                       "image/svg+xml",   "application/manifest+", "application/yaml"};
    for (size_t i = 0; i < COUNT_OF(like); i++)
        if (strncmp(type, like[i], strlen(like[i])) == 0)
            return strncmp(type, "text/event-stream", 17) != 0;
    return false;
}

/* A window no larger than the text keeps zlib's memory, and its clearing, small. */
static int window_bits(size_t len)
{
    int bits = 9;
    while (bits < 15 && ((size_t)1 << bits) < len)
        bits++;
    return bits;
}

bool gzip_text(Arena *arena, Str plain, Str *out)
{
    z_stream z = {0};
    int bits = window_bits(plain.len);
    int memory = bits - 7 < 8 ? bits - 7 : 8;
    if (plain.len > UINT32_MAX / 2 || deflateInit2(&z, 5, Z_DEFLATED, bits + 16, memory, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    unsigned char *packed = arena_alloc(arena, plain.len);
    z.next_in = (unsigned char *)(uintptr_t)plain.at;
    z.avail_in = (unsigned)plain.len;
    z.next_out = packed;
    z.avail_out = (unsigned)plain.len;
    bool smaller = deflate(&z, Z_FINISH) == Z_STREAM_END;
    size_t len = z.total_out;
    (void)deflateEnd(&z);
    if (smaller)
        *out = (Str){(const char *)packed, len};
    return smaller;
}

/* The last four bytes of gzip are the length of what was packed. */
static size_t packed_length(Str packed)
{
    const unsigned char *end = (const unsigned char *)packed.at + packed.len;
    return (size_t)end[-4] | (size_t)end[-3] << 8 | (size_t)end[-2] << 16 | (size_t)end[-1] << 24;
}

bool gunzip(Arena *arena, Str packed, Str *out)
{
    z_stream z = {0};
    if (packed.len < 18 || packed.len > UINT32_MAX / 2 || inflateInit2(&z, 31) != Z_OK)
        return false;
    size_t len = packed_length(packed);
    unsigned char *plain = arena_alloc(arena, len);
    z.next_in = (unsigned char *)(uintptr_t)packed.at;
    z.avail_in = (unsigned)packed.len;
    z.next_out = plain;
    z.avail_out = (unsigned)len;
    bool whole = inflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out == len;
    (void)inflateEnd(&z);
    if (whole)
        *out = (Str){(const char *)plain, len};
    return whole;
}
