/* A connection to a telephone system, kept by a thread of its own. The protocol says what to send when it opens, takes
 * the bytes that come, and asks for life when nothing came for a while. */
#ifndef GULOU_CALLS_LINE_H
#define GULOU_CALLS_LINE_H

#include <pthread.h>

#include "calls/calls.h"
#include "calls/ear.h"

typedef struct Line Line;

typedef struct LineProtocol {
    const char *name;
    void (*open)(Line *line);            /* a fresh connection */
    bool (*take)(Line *line, Str bytes); /* false: close it and begin anew */
    void (*ask)(Line *line);             /* nothing came for a while: something that must be answered */
} LineProtocol;

struct Line {
    const LineProtocol *protocol;
    const CallsSetup *setup;
    const CallLine *to;
    void *reader; /* the protocol's */
    Ear *ear;
    Message *message;
    bool admitted; /* it let us in */
    int socket, stop[2];
    pthread_t thread;
    bool running;
};

extern const LineProtocol ami_protocol, esl_protocol;

MUST_USE bool line_start(Line *line);
void line_stop(Line *line);
/* For the protocol: sends all of it or lets the connection break. */
void line_send(Line *line, Str text);
/* Records what was heard; tries again while the store is busy. */
void line_tell(Line *line, Arena *arena, const PhoneTold *told);

#endif
