/* Each character gets the number of its softened syllable at the first question. */
#include "text/sounds.h"

#include <pthread.h>

#include "base/utf8.h"
#include "text/sounds_table.h"

enum { HAN_FIRST = 0x4e00, HAN_LAST = 0x9fff };

static uint32_t sounds[HAN_LAST - HAN_FIRST + 1];
static pthread_once_t filled = PTHREAD_ONCE_INIT;

/* zhang -> zan: one spelling for what sounds the same to many. */
static uint32_t soften(Str syllable)
{
    char out[8];
    size_t len = 0;
    for (size_t i = 0; i < syllable.len && len < sizeof out; i++) {
        char c = syllable.at[i];
        bool hushed = c == 'h' && i == 1; /* zh, ch, sh */
        bool nasal = c == 'g' && i > 0 && syllable.at[i - 1] == 'n';
        if (hushed || nasal)
            continue;
        if (i == 0 && c == 'n')
            c = 'l';
        if (i == 0 && c == 'f')
            c = 'h';
        out[len++] = c;
    }
    uint32_t number = 0;
    for (size_t i = 0; i < len; i++)
        number = number * 27 + (uint32_t)(out[i] - 'a' + 1);
    return number;
}

static void fill(void)
{
    Str text = str_of(sound_groups);
    uint32_t sound = 0;
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        while (at < text.len && text.at[at] >= 'a' && text.at[at] <= 'z')
            at++;
        if (at > from)
            sound = soften(str_slice(text, from, at));
        uint32_t c = utf8_next(text, &at);
        if (c >= HAN_FIRST && c <= HAN_LAST)
            sounds[c - HAN_FIRST] = sound;
    }
}

bool sounds_alike(uint32_t a, uint32_t b)
{
    if (a < HAN_FIRST || a > HAN_LAST || b < HAN_FIRST || b > HAN_LAST)
        return false;
    pthread_once(&filled, fill);
    return sounds[a - HAN_FIRST] != 0 && sounds[a - HAN_FIRST] == sounds[b - HAN_FIRST];
}
