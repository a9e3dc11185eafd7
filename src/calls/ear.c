/* See ear.h. */
#include "calls/ear.h"

#include <string.h>

const EarChannel *ear_find(const Ear *ear, Str id)
{
    for (size_t i = 0; i < ear->len && id.len > 0; i++)
        if (str_is(id, ear->at[i].id))
            return &ear->at[i];
    return NULL;
}

static bool copy(char to[EAR_ID_MOST + 1], Str from)
{
    if (from.len > EAR_ID_MOST || memchr(from.at, '\0', from.len) != NULL)
        return false;
    memcpy(to, from.at, from.len);
    to[from.len] = '\0';
    return true;
}

bool ear_channel(Str id, Str call, Str agent, EarChannel *out)
{
    return id.len > 0 && call.len > 0 && copy(out->id, id) && copy(out->call, call) && copy(out->agent, agent);
}

void ear_remember(Ear *ear, const EarChannel *channel)
{
    for (size_t i = 0; i < ear->len; i++)
        if (strcmp(ear->at[i].id, channel->id) == 0) {
            ear->at[i] = *channel;
            return;
        }
    size_t at = ear->len < EAR_CHANNELS_MOST ? ear->len++ : ear->next++ % EAR_CHANNELS_MOST;
    ear->at[at] = *channel;
}

bool ear_is_hotline(const Ear *ear, Str number)
{
    Str rest = ear->numbers, one, after;
    if (str_empty(rest))
        return true;
    while (!str_empty(rest)) {
        if (!str_cut(rest, ',', &one, &after)) {
            one = rest;
            after = STR("");
        }
        if (str_eq(str_trim(one), number))
            return true;
        rest = after;
    }
    return false;
}

static bool is_plain(Str text, const char *also)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        bool good = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                    (c != '\0' && strchr(also, c) != NULL);
        if (!good)
            return false;
    }
    return true;
}

Str ear_extension(Str text)
{
    return text.len > 0 && text.len <= 40 && is_plain(text, "_.+-") ? text : STR("");
}

Str ear_recording(const Ear *ear, Arena *arena, Str file)
{
    Str name = file;
    for (size_t i = file.len; i > 0; i--)
        if (file.at[i - 1] == '/') {
            name = str_slice(file, i, file.len);
            break;
        }
    if (str_empty(ear->recordings) || str_empty(name) || name.len > 200 || name.at[0] == '.' || !is_plain(name, "_.-"))
        return STR("");
    return str_printf(arena, STR_FMT STR_FMT, STR_ARG(ear->recordings), STR_ARG(name));
}
