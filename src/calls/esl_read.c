/* See esl_read.h. */
#include "calls/esl_read.h"

#include <string.h>

void esl_reader_reset(EslReader *reader)
{
    message_reader_reset(&reader->head);
    reader->header_len = reader->body_len = reader->body_left = 0;
    reader->skipping = reader->broken = false;
}

/* Absent: no body. False: it is there and is no length. */
static bool read_length(Str headers, size_t *out)
{
    static const char name[] = "content-length";
    Str rest = headers, line, after;
    bool seen = false;
    *out = 0;
    while (rest.len > 0) {
        if (!str_cut(rest, '\n', &line, &after)) {
            line = rest;
            after = STR("");
        }
        rest = after;
        MessageHeader h;
        int64_t length = 0;
        if (!str_cut(line, ':', &h.name, &h.value))
            continue;
        char lower[sizeof name] = {0};
        h.name = str_trim(h.name);
        if (h.name.len != sizeof name - 1)
            continue;
        for (size_t i = 0; i < h.name.len; i++)
            lower[i] = (char)(h.name.at[i] >= 'A' && h.name.at[i] <= 'Z' ? h.name.at[i] + 32 : h.name.at[i]);
        if (strcmp(lower, name) != 0)
            continue;
        if (seen || !str_to_i64(str_trim(h.value), &length) || length < 0 || length > INT32_MAX)
            return false;
        seen = true;
        *out = (size_t)length;
    }
    return true;
}

static bool finish(EslReader *reader, EslMessage *out)
{
    bool whole = !reader->skipping;
    *out = (EslMessage){{reader->headers, reader->header_len}, {reader->body, reader->body_len}};
    reader->skipping = false;
    return whole;
}

static bool take_body(EslReader *reader, char c, EslMessage *out)
{
    if (!reader->skipping)
        reader->body[reader->body_len++] = c;
    return --reader->body_left == 0 && finish(reader, out);
}

bool esl_reader_take(EslReader *reader, char c, EslMessage *out)
{
    Str headers;
    size_t length = 0;
    if (reader->broken)
        return false;
    if (reader->body_left > 0)
        return take_body(reader, c, out);
    uint64_t skipped = reader->head.skipped;
    bool complete = message_reader_take(&reader->head, c, &headers);
    if (reader->head.skipped != skipped) /* with it went the length of its body */
        reader->broken = true;
    if (!complete)
        return false;
    if (!read_length(headers, &length)) {
        reader->broken = true;
        return false;
    }
    memcpy(reader->headers, headers.at, headers.len);
    reader->header_len = headers.len;
    reader->body_len = 0;
    reader->body_left = length;
    reader->skipping = length > ESL_BODY_MOST;
    return length == 0 && finish(reader, out);
}

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

Str percent_decoded(Arena *arena, Str text)
{
    Buf out = buf_new(arena);
    if (str_find_char(text, '%') < 0)
        return text;
    for (size_t i = 0; i < text.len; i++) {
        int high = i + 2 < text.len && text.at[i] == '%' ? hex(text.at[i + 1]) : -1;
        int low = high >= 0 ? hex(text.at[i + 2]) : -1;
        if (low >= 0) {
            buf_char(&out, (char)(high * 16 + low));
            i += 2;
        } else
            buf_char(&out, text.at[i]);
    }
    return buf_str(&out);
}

bool esl_event(Arena *arena, Str body, Message *out)
{
    ptrdiff_t end = str_find(body, STR("\n\n"));
    Str head = end < 0 ? body : str_slice(body, 0, (size_t)end);
    if (!message_split(head, out))
        return false;
    for (size_t i = 0; i < out->len; i++)
        out->at[i].value = percent_decoded(arena, out->at[i].value);
    return true;
}
