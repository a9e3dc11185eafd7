/* FreeSWITCH's events and what they mean for the hotline. Each channel has a Unique-ID; that of the caller is the call.
 * A telephone that is called names the caller's channel as its other leg, or (mod_callcenter) in
 * cc_member_session_uuid. */
#include "calls/ear.h"

typedef struct Said {
    Ear *ear;
    Arena *arena;
    const Message *event;
    PhoneTold *out;
} Said;

static Str get(const Said *said, const char *name)
{
    return message_get(said->event, name);
}

static bool tell(const Said *said, PhoneEventType type, Str call)
{
    PhoneTold *told = said->out;
    int64_t micros = 0;
    told->source = str_of(said->ear->source);
    told->call = call;
    told->event.type = type;
    told->event.id = str_printf(said->arena, STR_FMT "-" STR_FMT "-" STR_FMT, STR_ARG(get(said, "Event-Name")),
                                STR_ARG(get(said, "Core-UUID")), STR_ARG(get(said, "Event-Sequence")));
    if (str_to_i64(get(said, "Event-Date-Timestamp"), &micros) && micros > 0)
        told->event.at = micros / 1000;
    return true;
}

static bool remember(const Said *said, Str id, Str call, Str agent)
{
    EarChannel channel = {0};
    if (!ear_channel(id, call, agent, &channel))
        return false;
    ear_remember(said->ear, &channel);
    return true;
}

/* Texts of a channel, copied: remembering another one may move it. */
typedef struct Known {
    Str call, agent;
} Known;

static bool look_up(const Said *said, Str id, Known *out)
{
    const EarChannel *channel = ear_find(said->ear, id);
    if (channel == NULL)
        return false;
    *out = (Known){str_copy(said->arena, str_of(channel->call)), str_copy(said->arena, str_of(channel->agent))};
    return true;
}

static bool create(const Said *said)
{
    static const char *const parents[] = {"Other-Leg-Unique-ID", "variable_cc_member_session_uuid",
                                          "variable_originator"};
    Str id = get(said, "Unique-ID"), to = get(said, "Caller-Destination-Number");
    Known parent;
    if (str_is(get(said, "Call-Direction"), "inbound")) {
        if (!ear_is_hotline(said->ear, to) || !remember(said, id, id, STR("")))
            return false;
        said->out->event.caller = get(said, "Caller-Caller-ID-Number");
        said->out->event.called = ear_extension(to);
        return tell(said, PHONE_QUEUED, id);
    }
    for (size_t i = 0; i < COUNT_OF(parents); i++)
        if (look_up(said, get(said, parents[i]), &parent)) {
            (void)remember(said, id, parent.call, ear_extension(to));
            return false;
        }
    return false;
}

static bool ring(const Said *said)
{
    Known leg;
    if (!look_up(said, get(said, "Unique-ID"), &leg) || str_empty(leg.agent))
        return false;
    said->out->event.agent = leg.agent;
    return tell(said, PHONE_RINGING, leg.call);
}

static bool bridge(const Said *said)
{
    Known one = {0}, other = {0};
    bool knows_one = look_up(said, get(said, "Unique-ID"), &one);
    bool knows_other = look_up(said, get(said, "Other-Leg-Unique-ID"), &other);
    if (!knows_one && !knows_other)
        return false;
    Str agent = str_empty(other.agent) ? one.agent : other.agent;
    if (str_empty(agent))
        agent = ear_extension(get(said, "Other-Leg-Destination-Number"));
    if (str_empty(agent))
        return false;
    said->out->event.agent = agent;
    return tell(said, PHONE_ANSWERED, knows_one ? one.call : other.call);
}

static bool hang_up(const Said *said)
{
    Str id = get(said, "Unique-ID");
    Known leg;
    if (!look_up(said, id, &leg))
        return false;
    if (str_eq(leg.call, id)) {
        said->out->event.reason = ear_extension(get(said, "Hangup-Cause"));
        return tell(said, PHONE_ENDED, leg.call);
    }
    said->out->event.agent = leg.agent;
    return !str_empty(leg.agent) && tell(said, PHONE_LEFT, leg.call);
}

static bool stop_recording(const Said *said)
{
    Known leg;
    if (!look_up(said, get(said, "Unique-ID"), &leg))
        return false;
    said->out->event.recording = ear_recording(said->ear, said->arena, get(said, "Record-File-Path"));
    return !str_empty(said->out->event.recording) && tell(said, PHONE_RECORDED, leg.call);
}

/* A room of three: it is the call's as soon as somebody of the call is in it; who comes in after is brought in. */
static bool conference(const Said *said)
{
    Str action = get(said, "Action"), room = get(said, "Conference-Unique-ID");
    bool enters = str_is(action, "add-member");
    Known leg, of_room;
    if (!enters && !str_is(action, "del-member"))
        return false;
    bool knows_leg = look_up(said, get(said, "Unique-ID"), &leg);
    if (knows_leg && enters)
        (void)remember(said, room, leg.call, STR(""));
    if (!look_up(said, room, &of_room))
        return false;
    Str agent = knows_leg ? leg.agent : ear_extension(get(said, "Caller-Caller-ID-Number"));
    if (str_empty(agent))
        return false;
    said->out->event.agent = agent;
    return tell(said, enters ? PHONE_JOINED : PHONE_LEFT, of_room.call);
}

bool esl_means(Ear *ear, Arena *arena, const Message *event, PhoneTold *out)
{
    Said said = {ear, arena, event, out};
    Str name = message_get(event, "Event-Name");
    *out = (PhoneTold){0};
    if (str_is(name, "CHANNEL_CREATE"))
        return create(&said);
    if (str_is(name, "CHANNEL_PROGRESS") || str_is(name, "CHANNEL_PROGRESS_MEDIA"))
        return ring(&said);
    if (str_is(name, "CHANNEL_BRIDGE"))
        return bridge(&said);
    if (str_is(name, "CHANNEL_HANGUP_COMPLETE"))
        return hang_up(&said);
    if (str_is(name, "RECORD_STOP"))
        return stop_recording(&said);
    return str_is(message_get(event, "Event-Subclass"), "conference::maintenance") && conference(&said);
}
