/* A table of beginnings; see sniff.h. */
#include "photos/sniff.h"

#include "photoworker/protocol.h"

typedef struct Beginning {
    size_t offset;
    Str bytes;
    Sniffed is;
} Beginning;

/* First fit wins: an HEIC brand before MP4, which is any other `ftyp`. */
static const Beginning beginnings[] = {
    {0, {"\xff\xd8\xff", 3}, {IMAGE_JPEG, "JPEG"}},
    {0, {"\x89PNG\r\n\x1a\n", 8}, {IMAGE_PNG, "PNG"}},
    {4, {"ftyphei", 7}, {IMAGE_HEIC, "HEIC"}},
    {4, {"ftyphevc", 8}, {IMAGE_HEIC, "HEIC"}},
    {4, {"ftyphevx", 8}, {IMAGE_HEIC, "HEIC"}},
    {4, {"ftypmif1", 8}, {IMAGE_HEIC, "HEIC"}},
    {4, {"ftypmsf1", 8}, {IMAGE_HEIC, "HEIC"}},
    {4, {"ftypavi", 7}, {0, "AVIF"}},
    {4, {"ftyp", 4}, {0, "MP4"}},
    {0, {"%PDF-", 5}, {0, "PDF"}},
    {0, {"GIF8", 4}, {0, "GIF"}},
    {8, {"WEBP", 4}, {0, "WebP"}},
    {8, {"AVI ", 4}, {0, "AVI"}},
    {8, {"WAVE", 4}, {0, "WAV"}},
    {0, {"BM", 2}, {0, "BMP"}},
    {0, {"II*\0", 4}, {0, "TIFF"}},
    {0, {"MM\0*", 4}, {0, "TIFF"}},
    {0, {"\xff\x0a", 2}, {0, "JPEG XL"}},
    {4, {"JXL ", 4}, {0, "JPEG XL"}},
    {0, {"PK\x03\x04", 4}, {0, "ZIP / Office"}},
    {0, {"\xd0\xcf\x11\xe0", 4}, {0, "Office"}},
    {0, {"Rar!", 4}, {0, "RAR"}},
    {0, {"ID3", 3}, {0, "MP3"}},
    {0, {"\x1a\x45\xdf\xa3", 4}, {0, "WebM"}},
};

/* Formats that are text may begin with white space, a byte order mark or a comment. */
static Sniffed sniff_text(Str text)
{
    char lower[SNIFF_BYTES];
    size_t len = text.len < sizeof lower ? text.len : sizeof lower;
    for (size_t i = 0; i < len; i++)
        lower[i] = (char)(text.at[i] >= 'A' && text.at[i] <= 'Z' ? text.at[i] + 32 : text.at[i]);
    Str s = {lower, len};
    if (str_find(s, STR("%pdf-")) >= 0)
        return (Sniffed){0, "PDF"};
    if (str_find(s, STR("<svg")) >= 0)
        return (Sniffed){0, "SVG"};
    if (str_find(s, STR("<html")) >= 0 || str_find(s, STR("<!doctype html")) >= 0)
        return (Sniffed){0, "HTML"};
    return (Sniffed){0, NULL};
}

Sniffed sniff(Str beginning)
{
    for (size_t i = 0; i < COUNT_OF(beginnings); i++) {
        const Beginning *b = &beginnings[i];
        if (str_eq(str_slice(beginning, b->offset, b->offset + b->bytes.len), b->bytes))
            return b->is;
    }
    return sniff_text(beginning);
}
