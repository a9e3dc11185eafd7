/* What telephone systems say: messages of "Name: value" lines, ended by an empty line (AMI with CRLF, ESL with LF).
 * Read from a stream of any pieces, within strict limits: a message that is too long is skipped as a whole and counted,
 * since a caller may have made it so (a long SIP header becomes a long line), and must not cut the line for everybody.
 */
#ifndef GULOU_CALLS_MESSAGE_H
#define GULOU_CALLS_MESSAGE_H

#include "base/str.h"

enum { MESSAGE_LINE_MOST = 4096, MESSAGE_BYTES_MOST = 65536, MESSAGE_HEADERS_MOST = 400 };

typedef struct MessageHeader {
    Str name, value;
} MessageHeader;
typedef struct Message {
    MessageHeader at[MESSAGE_HEADERS_MOST];
    size_t len;
} Message;

/* Any case of the name. Empty: absent, or there twice with different values: whoever can slip a line break into a value
 * could otherwise say what the system did not. */
Str message_get(const Message *message, const char *name);
/* Splits the lines of `text`; lines without a colon (a greeting) are left out. False: too many. */
bool message_split(Str text, Message *out);

typedef struct MessageReader {
    char text[MESSAGE_BYTES_MOST];
    size_t len, line; /* where the current line begins */
    size_t skipped_line;
    bool skipping;
    uint64_t skipped; /* messages */
} MessageReader;

void message_reader_reset(MessageReader *reader);
/* Takes the next byte; true: a message is complete, and its lines stand in *out until the next byte. */
bool message_reader_take(MessageReader *reader, char c, Str *out);

#endif
