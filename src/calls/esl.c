/* FreeSWITCH's event socket:
 * https://developer.signalwire.com/freeswitch/FreeSWITCH-Explained/Modules/mod_event_socket_1048924/ It asks for the
 * password, we ask for the events of channels in plain form, and listen. */
#include "base/log.h"
#include "calls/esl_read.h"
#include "calls/line.h"

static void open_line(Line *line)
{
    esl_reader_reset(line->reader);
}

static void ask_for_events(Line *line)
{
    line->admitted = true;
    log_line(LOG_INFO, "listening to FreeSWITCH");
    line_send(line, STR("event plain CHANNEL_CREATE CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA CHANNEL_BRIDGE "
                        "CHANNEL_HANGUP_COMPLETE RECORD_STOP CUSTOM conference::maintenance\n\n"));
}

/* False: it does not let us in. */
static bool hear_reply(Line *line, Str reply)
{
    if (line->admitted)
        return true;
    if (str_starts(reply, STR("+OK"))) {
        ask_for_events(line);
        return true;
    }
    log_line(LOG_ERROR, "FreeSWITCH does not let us in: look at calls.esl_secret");
    return false;
}

static bool hear_message(Line *line, const EslMessage *message)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    PhoneTold told;
    if (!message_split(message->headers, line->message))
        return true;
    Str type = message_get(line->message, "Content-Type");
    if (str_is(type, "auth/request"))
        line_send(line, str_printf(arena, "auth " STR_FMT "\n\n", STR_ARG(line->to->secret)));
    if (str_is(type, "command/reply"))
        return hear_reply(line, message_get(line->message, "Reply-Text"));
    if (str_is(type, "text/disconnect-notice") || str_is(type, "text/rude-rejection"))
        return false;
    if (line->admitted && str_is(type, "text/event-plain") && esl_event(arena, message->body, line->message) &&
        esl_means(line->ear, arena, line->message, &told))
        line_tell(line, arena, &told);
    return true;
}

static bool take(Line *line, Str bytes)
{
    EslReader *reader = line->reader;
    EslMessage message;
    for (size_t i = 0; i < bytes.len; i++)
        if (esl_reader_take(reader, bytes.at[i], &message) && !hear_message(line, &message))
            return false;
    return !reader->broken;
}

static void ask(Line *line)
{
    line_send(line, STR("api uptime\n\n"));
}

const LineProtocol esl_protocol = {"freeswitch", open_line, take, ask};
