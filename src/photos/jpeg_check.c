/* Walks the marker segments; see jpeg_check.h. */
#include "photos/jpeg_check.h"

enum { SOI = 0xd8, EOI = 0xd9, SOS = 0xda, DQT = 0xdb, DHT = 0xc4, DRI = 0xdd, SOF0 = 0xc0, SOF2 = 0xc2, APP0 = 0xe0 };

typedef struct Walk {
    const unsigned char *at;
    size_t left;
} Walk;

static int byte_at(const Walk *w, size_t i)
{
    return i < w->left ? w->at[i] : -1;
}

static int pair_at(const Walk *w, size_t i)
{
    return i + 1 < w->left ? w->at[i] << 8 | w->at[i + 1] : -1;
}

static bool skip(Walk *w, size_t len)
{
    if (len > w->left)
        return false;
    w->at += len;
    w->left -= len;
    return true;
}

/* The coded picture: to the next marker that is neither a stuffed zero nor a restart. */
static bool skip_scan(Walk *w)
{
    while (w->left >= 2) {
        if (w->at[0] == 0xff && w->at[1] != 0 && !(w->at[1] >= 0xd0 && w->at[1] <= 0xd7))
            return true;
        (void)skip(w, 1);
    }
    return false;
}

static bool segment_fits(const Walk *w, int marker, int len, int width, int height)
{
    switch (marker) {
    case APP0:
        return len == 16 && byte_at(w, 4) == 'J' && byte_at(w, 5) == 'F' && byte_at(w, 6) == 'I' &&
               byte_at(w, 7) == 'F';
    case SOF0:
    case SOF2:
        return pair_at(w, 5) == height && pair_at(w, 7) == width;
    case DQT:
    case DHT:
    case DRI:
    case SOS:
        return true;
    default:
        return false;
    }
}

bool jpeg_is_plain(Str file, int width, int height)
{
    Walk w = {(const unsigned char *)file.at, file.len};
    if (pair_at(&w, 0) != 0xff00 + SOI || !skip(&w, 2))
        return false;
    bool framed = false, scanned = false;
    while (byte_at(&w, 0) == 0xff) {
        int marker = byte_at(&w, 1);
        if (marker == EOI)
            return framed && scanned && w.left == 2;
        int len = pair_at(&w, 2);
        if (len < 2 || !segment_fits(&w, marker, len, width, height) || !skip(&w, 2 + (size_t)len))
            return false;
        framed |= marker == SOF0 || marker == SOF2;
        scanned |= marker == SOS;
        if (marker == SOS && !skip_scan(&w))
            return false;
    }
    return false;
}
