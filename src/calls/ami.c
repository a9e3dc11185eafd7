/* Asterisk's manager interface: https://docs.asterisk.org/Configuration/Interfaces/Asterisk-Manager-Interface-AMI/ We
 * log in, ask for the events of calls and agents (and of variables, where recordings are to be told), and listen. */
#include "base/log.h"
#include "calls/line.h"

static void log_in(Line *line)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    const char *more = str_empty(line->setup->recordings) ? "" : ",dialplan";
    message_reader_reset(line->reader);
    line_send(line, str_printf(arena,
                               "Action: Login\r\nActionID: gulou-login\r\nUsername: " STR_FMT "\r\nSecret: " STR_FMT
                               "\r\nEvents: call,agent%s\r\n\r\n",
                               STR_ARG(line->to->user), STR_ARG(line->to->secret), more));
}

/* False: it does not let us in. */
static bool hear_answer(Line *line, const Message *message)
{
    if (!str_is(message_get(message, "ActionID"), "gulou-login"))
        return true;
    line->admitted = str_is(message_get(message, "Response"), "Success");
    if (line->admitted)
        log_line(LOG_INFO, "listening to Asterisk");
    else
        log_line(LOG_ERROR, "Asterisk does not let us in: look at calls.ami_user and calls.ami_secret");
    return line->admitted;
}

static bool hear_message(Line *line, Str text)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    PhoneTold told;
    if (!message_split(text, line->message))
        return true;
    if (!str_empty(message_get(line->message, "Response")))
        return hear_answer(line, line->message);
    if (line->admitted && ami_means(line->ear, arena, line->message, &told))
        line_tell(line, arena, &told);
    return true;
}

static bool take(Line *line, Str bytes)
{
    Str text;
    for (size_t i = 0; i < bytes.len; i++)
        if (message_reader_take(line->reader, bytes.at[i], &text) && !hear_message(line, text))
            return false;
    return true;
}

static void ask(Line *line)
{
    line_send(line, STR("Action: Ping\r\nActionID: gulou-ping\r\n\r\n"));
}

const LineProtocol ami_protocol = {"asterisk", log_in, take, ask};
