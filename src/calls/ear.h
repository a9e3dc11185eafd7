/* What an adapter knows of the calls it hears of: which channel of the telephone system belongs to which call, and
 * whose extension it is. Bounded: the oldest channel makes room for a new one. */
#ifndef GULOU_CALLS_EAR_H
#define GULOU_CALLS_EAR_H

#include "actions/hear_phone.h"
#include "calls/message.h"

enum { EAR_CHANNELS_MOST = 2048, EAR_ID_MOST = 80 };

typedef struct EarChannel {
    char id[EAR_ID_MOST + 1], call[EAR_ID_MOST + 1],
        agent[EAR_ID_MOST + 1]; /* agent empty: the caller's own, or a queue's */
} EarChannel;

typedef struct Ear {
    const char *source; /* "ami", "esl": part of each call's id */
    Str numbers;        /* the hotline's numbers and queues, by commas; empty: every call is the hotline's */
    Str recordings;     /* address before the file's name; empty: recordings are not told */
    EarChannel at[EAR_CHANNELS_MOST];
    size_t len, next;
} Ear;

const EarChannel *ear_find(const Ear *ear, Str id); /* NULL: unknown, or an empty id */
/* An id that is too long is not remembered. Known already: what it is now. */
void ear_remember(Ear *ear, const EarChannel *channel);
/* false: an id that is too long or empty */
bool ear_channel(Str id, Str call, Str agent, EarChannel *out);
bool ear_is_hotline(const Ear *ear, Str number);
/* Letters, digits and "_.+-" only, so that it can be an extension; else empty. */
Str ear_extension(Str text);
/* The recording's address of a file named by the system; empty: it may not be told. */
Str ear_recording(const Ear *ear, Arena *arena, Str file);

/* What a message means, if anything. Texts are the message's or in the arena. */
bool ami_means(Ear *ear, Arena *arena, const Message *message, PhoneTold *out);
bool esl_means(Ear *ear, Arena *arena, const Message *event, PhoneTold *out);

#endif
