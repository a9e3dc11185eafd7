/* See message.h. */
#include "calls/message.h"

#include <string.h>
#include <strings.h>

static bool is_name(Str name, const char *wanted)
{
    return strlen(wanted) == name.len && strncasecmp(name.at, wanted, name.len) == 0;
}

Str message_get(const Message *message, const char *name)
{
    Str found = STR("");
    bool seen = false;
    for (size_t i = 0; i < message->len; i++) {
        if (!is_name(message->at[i].name, name))
            continue;
        if (seen && !str_eq(found, message->at[i].value))
            return STR("");
        found = message->at[i].value;
        seen = true;
    }
    return found;
}

bool message_split(Str text, Message *out)
{
    Str rest = text, line, after;
    out->len = 0;
    while (rest.len > 0) {
        if (!str_cut(rest, '\n', &line, &after)) {
            line = rest;
            after = STR("");
        }
        rest = after;
        MessageHeader header;
        if (!str_cut(line, ':', &header.name, &header.value))
            continue;
        if (out->len == MESSAGE_HEADERS_MOST)
            return false;
        header = (MessageHeader){str_trim(header.name), str_trim(header.value)};
        if (header.name.len > 0)
            out->at[out->len++] = header;
    }
    return true;
}

void message_reader_reset(MessageReader *reader)
{
    reader->len = reader->line = reader->skipped_line = 0;
    reader->skipping = false;
}

/* Until the empty line that ends it, nothing of it is kept. */
static void skip(MessageReader *reader, char c)
{
    if (c == '\n' && reader->skipped_line == 0) {
        message_reader_reset(reader);
        reader->skipped++;
    } else if (c == '\n')
        reader->skipped_line = 0;
    else if (c != '\r')
        reader->skipped_line++;
}

static bool end_line(MessageReader *reader, Str *out)
{
    size_t end = reader->len - 1; /* the line break */
    if (end > reader->line && reader->text[end - 1] == '\r') {
        reader->text[--end] = '\n';
        reader->len = end + 1;
    }
    if (end > reader->line) {
        reader->line = reader->len;
        return false;
    }
    *out = (Str){reader->text, end};
    message_reader_reset(reader);
    return end > 0; /* empty lines between messages are nothing */
}

bool message_reader_take(MessageReader *reader, char c, Str *out)
{
    if (reader->skipping) {
        skip(reader, c);
        return false;
    }
    bool too_long = reader->len == MESSAGE_BYTES_MOST || reader->len - reader->line == MESSAGE_LINE_MOST;
    if (too_long) {
        reader->skipping = true;
        reader->skipped_line = reader->len - reader->line;
        skip(reader, c);
        return false;
    }
    reader->text[reader->len++] = c;
    return c == '\n' && end_line(reader, out);
}
