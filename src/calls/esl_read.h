/* FreeSWITCH's event socket: messages whose Content-Length says how long the body after them is; the body of an event
 * in plain form is a message again, its values percent-encoded. */
#ifndef GULOU_CALLS_ESL_READ_H
#define GULOU_CALLS_ESL_READ_H

#include "base/buf.h"
#include "calls/message.h"

enum { ESL_BODY_MOST = 262144 };

typedef struct EslReader {
    MessageReader head;
    char headers[MESSAGE_BYTES_MOST]; /* of the message whose body is being read */
    size_t header_len;
    char body[ESL_BODY_MOST];
    size_t body_len, body_left;
    bool skipping; /* a body beyond ESL_BODY_MOST, or of a message that was skipped */
    bool broken;   /* a length that is none: what follows cannot be told apart; the line is to be closed */
} EslReader;

typedef struct EslMessage {
    Str headers, body;
} EslMessage;

void esl_reader_reset(EslReader *reader);
/* True: a message is complete; it stands until the next byte. After `broken` never again. */
bool esl_reader_take(EslReader *reader, char c, EslMessage *out);
/* The headers of an event in plain form, percent-decoded; its own body is left out. False: too many. */
bool esl_event(Arena *arena, Str body, Message *out);
Str percent_decoded(Arena *arena, Str text); /* what is no %XX stays */

#endif
