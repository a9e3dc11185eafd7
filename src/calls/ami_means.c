/* Asterisk's events (Asterisk 12 and later: Linkedid ties the channels of a call together) and what they mean for the
 * hotline. Transfers need no event of their own: the next telephone rings or is bridged in, the first one leaves. */
#include "calls/ear.h"

/* "PJSIP/801-0000001f" is 801, so are "SIP/801-..." and "Local/801@desks-...;1" */
static Str extension_of(Str channel)
{
    Str tech, rest, name, after;
    if (!str_cut(channel, '/', &tech, &rest))
        return STR("");
    if (str_cut(rest, '@', &name, &after) || str_cut(rest, '/', &name, &after))
        return ear_extension(name);
    for (size_t i = rest.len; i > 0; i--)
        if (rest.at[i - 1] == '-')
            return ear_extension(str_slice(rest, 0, i - 1));
    return ear_extension(rest);
}

typedef struct Said {
    Ear *ear;
    Arena *arena;
    const Message *message;
    PhoneTold *out;
} Said;

static Str get(const Said *said, const char *name)
{
    return message_get(said->message, name);
}

/* No system keeps one id for an event; its name and channel are the same for every server that hears it. */
static bool tell(const Said *said, PhoneEventType type, Str call, Str channel)
{
    Str stamp = get(said, "Timestamp");
    double seconds = 0;
    PhoneTold *told = said->out;
    told->source = str_of(said->ear->source);
    told->call = call;
    told->event.type = type;
    told->event.id = str_printf(said->arena, STR_FMT "-" STR_FMT, STR_ARG(get(said, "Event")), STR_ARG(channel));
    if (str_to_double(stamp, &seconds) && seconds > 0 && seconds < 1e11)
        told->event.at = (UnixMs)(seconds * 1000);
    return true;
}

static Str linked(const Said *said)
{
    Str call = get(said, "Linkedid");
    return ear_find(said->ear, call) != NULL ? call : STR("");
}

static bool remember(const Said *said, Str id, Str call, Str agent)
{
    EarChannel channel = {0};
    if (!ear_channel(id, call, agent, &channel))
        return false;
    ear_remember(said->ear, &channel);
    return true;
}

static bool arrive(const Said *said, Str number)
{
    Str call = get(said, "Linkedid");
    if (!ear_is_hotline(said->ear, number) || !remember(said, call, call, STR("")))
        return false;
    said->out->event.caller = get(said, "CallerIDNum");
    return tell(said, PHONE_QUEUED, call, call);
}

static bool new_channel(const Said *said)
{
    Str exten = get(said, "Exten");
    if (!str_eq(get(said, "Uniqueid"), get(said, "Linkedid")) || !arrive(said, exten))
        return false;
    said->out->event.called = ear_extension(exten);
    return true;
}

static bool join_queue(const Said *said)
{
    Str queue = get(said, "Queue"), call = linked(said);
    bool told = str_empty(call) ? arrive(said, queue) : tell(said, PHONE_QUEUED, call, call);
    said->out->event.queue = ear_extension(queue);
    return told;
}

static Str dest_extension(const Said *said)
{
    Str interface = get(said, "Interface");
    Str agent = extension_of(str_empty(interface) ? get(said, "DestChannel") : interface);
    return str_empty(agent) ? extension_of(get(said, "DestChannel")) : agent;
}

/* Of the telephone that is called: DestUniqueid. */
static bool of_dest(const Said *said, PhoneEventType type)
{
    Str call = linked(said), agent = dest_extension(said), dest = get(said, "DestUniqueid");
    if (str_empty(call) || str_empty(agent) || str_empty(dest))
        return false;
    if (type == PHONE_ANSWERED && str_starts(get(said, "DestChannel"), STR("Local/")))
        return false; /* a detour: the telephone at its end is told of as well */
    if (type == PHONE_RINGING)
        (void)remember(said, dest, call, agent);
    said->out->event.agent = agent;
    return tell(said, type, call, dest);
}

static bool dial_end(const Said *said)
{
    return of_dest(said, str_is(get(said, "DialStatus"), "ANSWER") ? PHONE_ANSWERED : PHONE_LEFT);
}

/* Local channels are Asterisk's own detours, and the caller's channel comes and goes between music and people. */
static bool bridge(const Said *said, PhoneEventType type)
{
    Str id = get(said, "Uniqueid"), channel = get(said, "Channel"), call = linked(said);
    if (str_empty(call) || str_eq(id, call) || str_starts(channel, STR("Local/")))
        return false;
    const EarChannel *known = ear_find(said->ear, id);
    Str agent = known != NULL ? str_copy(said->arena, str_of(known->agent)) : extension_of(channel);
    if (!remember(said, id, call, agent))
        return false;
    Str number = phone_number_plain(said->arena, get(said, "CallerIDNum"));
    bool outside = phone_number_plain(said->arena, agent).len == 0 && number.len >= 7; /* by a line called "trunk" */
    said->out->event.agent = outside ? STR("") : agent;
    said->out->event.party = outside ? number : STR("");
    if (!outside && str_empty(agent))
        return false;
    Str which = str_printf(said->arena, STR_FMT "-" STR_FMT, STR_ARG(get(said, "BridgeUniqueid")), STR_ARG(id));
    return tell(said, type, call, which);
}

static bool hang_up(const Said *said)
{
    Str id = get(said, "Uniqueid");
    const EarChannel *known = ear_find(said->ear, id);
    if (known == NULL || str_starts(get(said, "Channel"), STR("Local/")))
        return false;
    Str call = str_copy(said->arena, str_of(known->call));
    if (str_eq(call, id)) {
        Str cause = ear_extension(get(said, "Cause"));
        said->out->event.reason = str_printf(said->arena, "cause-" STR_FMT, STR_ARG(cause)); /* Q.850 */
        return tell(said, PHONE_ENDED, call, id);
    }
    said->out->event.agent = str_copy(said->arena, str_of(known->agent));
    return !str_empty(said->out->event.agent) && tell(said, PHONE_LEFT, call, id);
}

static bool set_variable(const Said *said)
{
    Str call = linked(said);
    if (str_empty(call) || !str_is(get(said, "Variable"), "MIXMONITOR_FILENAME"))
        return false;
    said->out->event.recording = ear_recording(said->ear, said->arena, get(said, "Value"));
    return !str_empty(said->out->event.recording) && tell(said, PHONE_RECORDED, call, call);
}

bool ami_means(Ear *ear, Arena *arena, const Message *message, PhoneTold *out)
{
    Said said = {ear, arena, message, out};
    Str event = message_get(message, "Event");
    *out = (PhoneTold){0};
    if (str_is(event, "Newchannel"))
        return new_channel(&said);
    if (str_is(event, "QueueCallerJoin"))
        return join_queue(&said);
    if (str_is(event, "DialBegin") || str_is(event, "AgentCalled"))
        return of_dest(&said, PHONE_RINGING);
    if (str_is(event, "DialEnd"))
        return dial_end(&said);
    if (str_is(event, "AgentConnect"))
        return of_dest(&said, PHONE_ANSWERED);
    if (str_is(event, "AgentRingNoAnswer"))
        return of_dest(&said, PHONE_LEFT);
    if (str_is(event, "BridgeEnter"))
        return bridge(&said, PHONE_JOINED);
    if (str_is(event, "BridgeLeave"))
        return bridge(&said, PHONE_LEFT);
    if (str_is(event, "Hangup"))
        return hang_up(&said);
    return str_is(event, "VarSet") && set_variable(&said);
}
