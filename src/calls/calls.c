/* See calls.h. */
#include "calls/calls.h"

#include <stdlib.h>

#include "calls/esl_read.h"
#include "calls/line.h"

typedef struct Listener {
    Line line;
    Ear ear;
    Message message;
    union {
        MessageReader ami;
        EslReader esl;
    } reader;
} Listener;

struct Calls {
    CallsSetup setup;
    Listener ami, esl;
};

/* A line break in it would be another header. */
static bool can_be_said(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.at[i] < ' ' || text.at[i] == 0x7f)
            return false;
    return true;
}

static Err check(Ctx *ctx, const CallLine *line, const char *key)
{
    bool good = !str_empty(line->secret) && can_be_said(line->secret) && can_be_said(line->user);
    return str_empty(line->host) || good ? OK : fail(ctx, ERR_INVALID, MSG_PHONE_LINE_SECRET, str_of(key));
}

static bool start(Calls *calls, Listener *listener, const LineProtocol *protocol)
{
    listener->line.protocol = protocol;
    listener->line.setup = &calls->setup;
    listener->line.ear = &listener->ear;
    listener->line.message = &listener->message;
    listener->line.reader = &listener->reader;
    listener->ear.numbers = calls->setup.numbers;
    listener->ear.recordings = calls->setup.recordings;
    return str_empty(listener->line.to->host) || line_start(&listener->line);
}

Err calls_start(Ctx *ctx, const CallsSetup *in, Calls **out)
{
    TRY(check(ctx, &in->ami, "calls.ami_secret"));
    TRY(check(ctx, &in->esl, "calls.esl_secret"));
    Calls *calls = calloc(1, sizeof *calls);
    if (calls == NULL)
        abort();
    calls->setup = *in;
    calls->ami.line.to = &calls->setup.ami;
    calls->esl.line.to = &calls->setup.esl;
    calls->ami.ear.source = "adapter:asterisk";
    calls->esl.ear.source = "adapter:freeswitch";
    if (start(calls, &calls->ami, &ami_protocol) && start(calls, &calls->esl, &esl_protocol)) {
        *out = calls;
        return OK;
    }
    calls_stop(calls);
    return fail(ctx, ERR_STORAGE, MSG_PHONE_LINE_THREAD);
}

void calls_stop(Calls *calls)
{
    if (calls == NULL)
        return;
    line_stop(&calls->ami.line);
    line_stop(&calls->esl.line);
    free(calls);
}
