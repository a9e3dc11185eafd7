/* See sms_size.h. */
#include "notify/sms_size.h"

#include <string.h>

#include "base/utf8.h"

enum { ONE_PLAIN = 160, MORE_PLAIN = 153, ONE_WIDE = 70, MORE_WIDE = 67 };

static bool is_in(uint32_t c, const char *set)
{
    return c < 0x80 && c != 0 && strchr(set, (int)c) != NULL;
}

/* Septets of the default alphabet, 2 for its extension; 0: not in it. */
static int64_t septets(uint32_t c)
{
    static const uint32_t others[] = {0xa3,  0xa5,  0xe8,  0xe9,  0xf9,  0xec,  0xf2,  0xc7,  0xd8,  0xf8,
                                      0xc5,  0xe5,  0x394, 0x3a6, 0x393, 0x39b, 0x3a9, 0x3a0, 0x3a8, 0x3a3,
                                      0x398, 0x39e, 0xc6,  0xe6,  0xdf,  0xc9,  0xa4,  0xa1,  0xc4,  0xd6,
                                      0xd1,  0xdc,  0xa7,  0xbf,  0xe4,  0xf6,  0xf1,  0xfc,  0xe0};
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || is_in(c, "@$_\n\r !\"#%&'()*+,-./:;<=>?"))
        return 1;
    if (is_in(c, "^{}\\[~]|\f") || c == 0x20ac)
        return 2;
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (others[i] == c)
            return 1;
    return 0;
}

static int64_t shares(int64_t units, int64_t one, int64_t more)
{
    return units <= one ? 1 : (units + more - 1) / more;
}

int64_t sms_segments(Str text)
{
    int64_t plain = 0, wide = 0;
    bool fits = true;
    size_t at = 0;
    uint32_t c = 0;
    while (at < text.len) {
        c = utf8_next(text, &at);
        int64_t n = septets(c);
        fits = fits && n > 0;
        plain += n;
        wide += c > 0xffff ? 2 : 1;
    }
    return fits ? shares(plain, ONE_PLAIN, MORE_PLAIN) : shares(wide, ONE_WIDE, MORE_WIDE);
}
