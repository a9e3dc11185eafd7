/* Folding a call from its events; see phone_call.h. */
#include "domain/phone_call.h"

#include <stdlib.h>
#include <string.h>

static const char *const event_codes[PHONE_EVENT_COUNT] = {
#define X(name, code) code,
    PHONE_EVENTS(X)
#undef X
};
static const char *const state_codes[] = {"waiting", "ringing", "talking", "ended"};
static const char *const leg_codes[] = {"ringing", "talking", "left"};

const char *phone_event_code(PhoneEventType type)
{
    return event_codes[type];
}

bool phone_event_parse(Str code, PhoneEventType *out)
{
    for (int i = 0; i < PHONE_EVENT_COUNT; i++)
        if (str_is(code, event_codes[i])) {
            *out = (PhoneEventType)i;
            return true;
        }
    return false;
}

const char *phone_state_code(PhoneCallState state)
{
    return state_codes[state];
}

const char *phone_leg_code(PhoneLegState state)
{
    return leg_codes[state];
}

/* By their own time; what bears the same time in the order in which such things happen, then by id: never by arrival.
 */
static int compare_events(const void *one, const void *other)
{
    const PhoneEvent *a = one, *b = other;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    if (a->type != b->type)
        return a->type < b->type ? -1 : 1;
    return str_cmp(a->id, b->id);
}

/* NULL: there is none, and no room for another. */
static PhoneLeg *leg_of(PhoneCall *call, Str extension, Str number)
{
    bool outside = str_empty(extension);
    for (size_t i = 0; i < call->leg_count; i++)
        if (outside ? str_eq(call->legs[i].number, number) : str_eq(call->legs[i].party, extension))
            return &call->legs[i];
    if ((outside && str_empty(number)) || call->leg_count == PHONE_LEGS_MAX)
        return NULL;
    static const char *const outside_names[] = {"+1", "+2", "+3", "+4", "+5", "+6", "+7", "+8", "+9"};
    size_t others = 0;
    for (size_t i = 0; i < call->leg_count; i++)
        others += !str_empty(call->legs[i].number);
    if (outside && others == COUNT_OF(outside_names))
        return NULL;
    PhoneLeg *leg = &call->legs[call->leg_count++];
    *leg = (PhoneLeg){.party = outside ? str_of(outside_names[others]) : extension,
                      .number = outside ? number : STR(""),
                      .state = LEG_LEFT};
    return leg;
}

static void leave(PhoneLeg *leg, UnixMs at)
{
    if (leg->state != LEG_LEFT)
        leg->left_at = at;
    leg->state = LEG_LEFT;
}

static void leave_others(PhoneCall *call, PhoneLegState state, UnixMs at)
{
    for (size_t i = 0; i < call->leg_count; i++)
        if (call->legs[i].state == state)
            leave(&call->legs[i], at);
}

static void join(PhoneLeg *leg, UnixMs at)
{
    if (leg == NULL || leg->state == LEG_TALKING)
        return;
    leg->state = LEG_TALKING;
    leg->left_at = 0;
    if (leg->joined_at == 0)
        leg->joined_at = at;
}

static void ring(PhoneCall *call, const PhoneEvent *e)
{
    PhoneLeg *leg = str_empty(e->agent) ? NULL : leg_of(call, e->agent, STR(""));
    if (call->rang_at == 0)
        call->rang_at = e->at;
    if (leg == NULL || leg->state == LEG_TALKING)
        return;
    leg->state = LEG_RINGING;
    leg->left_at = 0;
    if (leg->rang_at == 0)
        leg->rang_at = e->at;
}

static Str last_ringing(const PhoneCall *call)
{
    for (size_t i = call->leg_count; i > 0; i--)
        if (call->legs[i - 1].state == LEG_RINGING)
            return call->legs[i - 1].party;
    return STR("");
}

static void answer(PhoneCall *call, const PhoneEvent *e)
{
    Str extension = str_empty(e->agent) ? last_ringing(call) : e->agent;
    if (call->answered_at == 0) {
        call->answered_at = e->at;
        call->extension = extension;
    }
    if (!str_empty(extension))
        join(leg_of(call, extension, STR("")), e->at);
    leave_others(call, LEG_RINGING, e->at);
}

static void transfer(PhoneCall *call, const PhoneEvent *e)
{
    PhoneLeg *leg = leg_of(call, e->agent, e->party);
    if (leg == NULL)
        return;
    leave_others(call, LEG_TALKING, e->at);
    join(leg, e->at);
    if (!str_empty(e->agent) && call->answered_at == 0) {
        call->answered_at = e->at;
        call->extension = e->agent;
    }
}

static void step_out(PhoneCall *call, const PhoneEvent *e)
{
    PhoneLeg *leg = leg_of(call, e->agent, e->party);
    if (leg != NULL)
        leave(leg, e->at);
}

static void end(PhoneCall *call, const PhoneEvent *e)
{
    call->ended_at = e->at;
    call->reason = e->reason;
    leave_others(call, LEG_RINGING, e->at);
    leave_others(call, LEG_TALKING, e->at);
}

static void first(Str *to, Str text)
{
    if (str_empty(*to))
        *to = text;
}

static void apply(PhoneCall *call, const PhoneEvent *e)
{
    if (call->offered_at == 0 && e->type != PHONE_RECORDED)
        call->offered_at = e->at;
    first(&call->number, e->caller);
    first(&call->called, e->called);
    first(&call->queue, e->queue);
    call->outbound = call->outbound || e->outbound;
    switch (e->type) {
    case PHONE_RINGING:
        ring(call, e);
        break;
    case PHONE_ANSWERED:
        answer(call, e);
        break;
    case PHONE_TRANSFERRED:
        transfer(call, e);
        break;
    case PHONE_JOINED:
        join(leg_of(call, e->agent, e->party), e->at);
        break;
    case PHONE_LEFT:
        step_out(call, e);
        break;
    case PHONE_ENDED:
        end(call, e);
        break;
    case PHONE_RECORDED:
        call->recording = e->recording;
        break;
    case PHONE_QUEUED:
    case PHONE_EVENT_COUNT:
        break;
    }
}

static PhoneCallState state_of(const PhoneCall *call)
{
    if (call->ended_at > 0)
        return PHONE_CALL_ENDED;
    if (call->answered_at > 0)
        return PHONE_CALL_TALKING;
    return str_empty(last_ringing(call)) ? PHONE_CALL_WAITING : PHONE_CALL_RINGING;
}

void phone_call_fold(PhoneEvent *events, size_t count, PhoneCall *out)
{
    qsort(events, count, sizeof *events, compare_events);
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < count; i++) {
        /* what bears a later time than the end (a telephone that stops ringing late) opens nothing again */
        bool late = out->ended_at > 0 && events[i].type != PHONE_RECORDED && events[i].type != PHONE_ENDED;
        if (!late)
            apply(out, &events[i]);
    }
    if (out->offered_at == 0 && count > 0)
        out->offered_at = events[0].at;
    out->state = state_of(out);
}

bool phone_call_missed(const PhoneCall *call)
{
    return !call->outbound && call->ended_at > 0 && call->answered_at == 0;
}

/* Without the country's code, and without the 0 before another city's mobile. */
static Str at_home(Str number)
{
    Str home = number;
    if (str_starts(number, STR("+86")) || (number.len > 11 && str_starts(number, STR("86"))))
        home = str_slice(number, number.at[0] == '+' ? 3 : 2, number.len);
    else if (str_starts(number, STR("0086")))
        home = str_slice(number, 4, number.len);
    if (home.len == 12 && str_starts(home, STR("01")) && home.at[2] >= '3')
        home = str_slice(home, 1, home.len);
    return home;
}

Str phone_number_plain(Arena *arena, Str number)
{
    Buf out = buf_new(arena);
    Str user = number, rest;
    if (str_starts(number, STR("sip:")))
        user = str_slice(number, 4, number.len);
    (void)str_cut(user, '@', &user, &rest);
    (void)str_cut(user, ';', &user, &rest);
    for (size_t i = 0; i < user.len; i++) {
        char c = user.at[i];
        if ((c >= '0' && c <= '9') || (c == '+' && out.len == 0))
            buf_char(&out, c);
        else if (c != '-' && c != ' ' && c != '(' && c != ')')
            return STR(""); /* "anonymous" and the like */
    }
    Str plain = at_home(buf_str(&out));
    return plain.len >= 3 && plain.len <= 20 ? plain : STR("");
}

size_t phone_number_spellings(Arena *arena, Str plain, Str out[PHONE_SPELLINGS])
{
    size_t count = 0;
    out[count++] = plain;
    if (plain.len < 8 || plain.at[0] == '+')
        return count;
    out[count++] = str_printf(arena, "+86" STR_FMT, STR_ARG(plain));
    out[count++] = str_printf(arena, "86" STR_FMT, STR_ARG(plain));
    out[count++] = str_printf(arena, "0" STR_FMT, STR_ARG(plain));
    return count;
}

Str phone_number_masked(Arena *arena, Str plain)
{
    size_t shown = plain.len >= 7 ? 3 : 0;
    if (plain.len < 5)
        return str_empty(plain) ? plain : STR("****");
    return str_printf(arena, STR_FMT "****" STR_FMT, STR_ARG(str_slice(plain, 0, shown)),
                      STR_ARG(str_slice(plain, plain.len - 4, plain.len)));
}
